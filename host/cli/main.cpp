// actjet: the command-line tool. Exit codes: 0 success, 1 a broken error bound, 2 bad input with one line on stderr.
#include "bad_input.hpp"
#include "commands.hpp"
#include "numbers.hpp"

#include <actjet/actjet.hpp>

#include <algorithm>
#include <cstdio>
#include <new>
#include <string>
#include <vector>

namespace {

constexpr int bad_input_exit_code = 2;

int report(std::string message) {
    std::replace(message.begin(), message.end(), '\n', ' ');
    fmt::print(stderr, "actjet: {}\n", message);
    return bad_input_exit_code;
}

void run(int argc, char** argv, int& exit_code) {
    namespace tool = actjet::tool;
    CLI::App app("Neural-network activation functions and their derivatives, fused and exact", "actjet");
    app.set_version_flag("--version", std::string("actjet ") + actjet_version());
    app.require_subcommand(1);
    tool::add_list(app);
    tool::add_info(app);
    tool::add_eval(app);
    tool::add_apply(app);
    tool::add_check(app, exit_code);
    tool::add_digest(app);
    tool::add_bench(app);

    // CLI11 takes the arguments last first.
    std::vector<std::string> arguments = tool::with_protected_numbers({argv + 1, argv + argc});
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::Success& success) {
        app.exit(success);
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
        tool::refuse("standard output cannot be written");
    }
}

}  // namespace

int main(int argc, char** argv) {
    int exit_code = 0;
    try {
        run(argc, argv, exit_code);
    } catch (const std::bad_alloc&) {
        return report("out of memory");
    } catch (const std::exception& e) {
        return report(e.what());
    }
    return exit_code;
}
