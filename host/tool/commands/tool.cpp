#include "../bad_input.hpp"
#include "../text/names.hpp"
#include "../text/numbers.hpp"
#include "command.hpp"
#include "commands.hpp"

#include <actjet/actjet.hpp>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <new>

namespace actjet::tool {
namespace {

constexpr int bad_input_exit_code = 2;
// At the end of every help.
constexpr const char* exit_codes =
    "Exit codes: 0 success; 1 check or compare found a broken bound, or bench a\n"
    "copy that strays too far for figures to mean anything;\n"
    "2 bad input, or what cannot be done here, with one line on standard error.";

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
    app.footer(exit_codes);
    app.require_subcommand(1);
    add_list(app);
    add_info(app);
    add_eval(app);
    add_apply(app);
    add_check(app, exit_code);
    add_compare(app, exit_code);
    add_search(app, exit_code);
    add_report(app);
    add_digest(app);
    add_inputs(app);
    add_bench(app, exit_code);

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
