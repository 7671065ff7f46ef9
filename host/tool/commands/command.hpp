// The command line: the tool as a whole, and one command and its options for those that add themselves. CLI11 stands
// behind these few functions because its headers cost every source that includes them ten seconds of compilation.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace actjet::tool {

// Every function takes a reference that must live until the command has run, and a help text.
class command {
  public:
    command(CLI::App& app, const std::string& name, const std::string& meaning);

    void required_argument(const char* name, std::string& value, const char* meaning);
    void required_arguments(const char* name, std::vector<std::string>& values, const char* meaning);
    void arguments(const char* name, std::vector<std::string>& values, const char* meaning);

    void flag(const char* name, bool& value, const char* meaning);
    // What value holds is the default.
    void option(const char* name, std::string& value, const char* meaning);
    void required_option(const char* name, std::string& value, const char* meaning);
    void option(const char* name, std::optional<double>& value, const char* meaning);
    // A whole number from lower to upper; 0 stands for a default that the help explains, and is not shown.
    void option(const char* name, std::uint64_t& value, std::uint64_t lower, std::uint64_t upper, const char* meaning);
    // One value or more: --in a.npy b.npy.
    void list(const char* name, std::vector<std::string>& values, const char* meaning);
    void required_list(const char* name, std::vector<std::string>& values, const char* meaning);
    // May be given more than once.
    void repeatable_option(const char* name, std::vector<std::string>& values, const std::string& meaning);
    // In a section of its own in the help. name may give several, as in "--max_val,--max-val".
    void parameter(const std::string& name, std::string& value, const std::string& meaning);
    // At most one of these may be given.
    void exclusive(std::initializer_list<const char*> names);

    // What the command does.
    void run(std::function<void()> work);

  private:
    CLI::App& app_;
};

// The tool, in tool.cpp. Returns the exit code, as its help explains them.
int run(int argc, char** argv);

}  // namespace actjet::tool
