#include "command.hpp"

#include "bad_input.hpp"
#include "commands.hpp"
#include "names.hpp"
#include "numbers.hpp"

#include <actjet/actjet.hpp>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <new>

namespace actjet::tool {
namespace {

// Nobody means an empty text: it is what an unset variable of a shell leaves.
CLI::Option* must_say_something(CLI::Option* option) {
    return option->check(CLI::Validator(
        [](const std::string& text) { return text.empty() ? std::string("what is given is empty") : std::string(); },
        ""));
}

constexpr int bad_input_exit_code = 2;

// Names come from users and files: what would break the line, or drive a terminal, becomes a space.
int report(std::string message) {
    std::replace_if(
        message.begin(), message.end(), [](unsigned char c) { return std::iscntrl(c); }, ' ');
    fmt::print(stderr, "actjet: {}\n", message);
    return bad_input_exit_code;
}

// CLI11 would only say that a command is required.
void require_known_command(const CLI::App& app, const std::string& word) {
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        commands.push_back(command->get_name());
    }
    if (word.starts_with('-')) {
        if (!app.get_option_no_throw(word)) {
            refuse("there is no option named '{}', and a command comes first", word);
        }
    } else if (std::find(commands.begin(), commands.end(), word) == commands.end()) {
        refuse("there is no command named '{}'; the nearest name is {}", word, nearest_name(word, commands));
    }
}

void parse_and_run(int argc, char** argv, int& exit_code) {
    CLI::App app("Neural-network activation functions and their derivatives, fused and exact", "actjet");
    app.set_version_flag("--version", std::string("actjet ") + actjet_version());
    app.require_subcommand(1);
    add_list(app);
    add_info(app);
    add_eval(app);
    add_apply(app);
    add_check(app, exit_code);
    add_compare(app, exit_code);
    add_report(app);
    add_digest(app);
    add_bench(app);

    std::vector<std::string> arguments = with_protected_numbers({argv + 1, argv + argc});
    if (!arguments.empty()) {
        require_known_command(app, arguments.front());
    }
    // CLI11 takes the arguments last first.
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::Success& success) {
        app.exit(success);
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
        refuse("standard output cannot be written");
    }
}

}  // namespace

command::command(CLI::App& app, const std::string& name, const std::string& meaning)
    : app_(*app.add_subcommand(name, meaning)) {}

void command::required_argument(const char* name, std::string& value, const char* meaning) {
    app_.add_option(name, value, meaning)->required();
}

void command::required_arguments(const char* name, std::vector<std::string>& values, const char* meaning) {
    app_.add_option(name, values, meaning)->required();
}

void command::arguments(const char* name, std::vector<std::string>& values, const char* meaning) {
    app_.add_option(name, values, meaning);
}

void command::flag(const char* name, bool& value, const char* meaning) {
    app_.add_flag(name, value, meaning);
}

void command::option(const char* name, std::string& value, const char* meaning) {
    CLI::Option* added = must_say_something(app_.add_option(name, value, meaning));
    if (!value.empty()) {
        added->capture_default_str();
    }
}

void command::required_option(const char* name, std::string& value, const char* meaning) {
    must_say_something(app_.add_option(name, value, meaning))->required();
}

void command::option(const char* name, std::optional<double>& value, const char* meaning) {
    app_.add_option(name, value, meaning)->check([](const std::string& given) -> std::string {
        double number = 0;
        return CLI::detail::lexical_cast(given, number) && number >= 0 && std::isfinite(number)
                   ? ""
                   : fmt::format("'{}' is no finite number from 0 on", given);
    });
}

void command::option(const char* name, std::uint64_t& value, std::uint64_t lower, std::uint64_t upper,
                     const char* meaning) {
    CLI::Option* added = app_.add_option(name, value, meaning)->check(CLI::Range(lower, upper));
    if (value != 0) {
        added->capture_default_str();
    }
}

void command::repeatable_option(const char* name, std::vector<std::string>& values, const std::string& meaning) {
    app_.add_option(name, values, meaning)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void command::parameter(const std::string& name, std::string& value, const std::string& meaning) {
    must_say_something(app_.add_option(name, value, meaning))->group("Parameters");
}

void command::exclusive(std::initializer_list<const char*> names) {
    for (const char* const* a = names.begin(); a != names.end(); ++a) {
        for (const char* const* b = a + 1; b != names.end(); ++b) {
            app_.get_option(*a)->excludes(app_.get_option(*b));
        }
    }
}

void command::run(std::function<void()> work) {
    app_.callback(std::move(work));
}

int run(int argc, char** argv) {
    int exit_code = 0;
    try {
        parse_and_run(argc, argv, exit_code);
    } catch (const std::bad_alloc&) {
        return report("out of memory");
    } catch (const std::exception& e) {
        return report(e.what());
    }
    return exit_code;
}

}  // namespace actjet::tool
