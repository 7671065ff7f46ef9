// actjet digest without the tool's other commands, and so without the libraries that those need.
#include "host/tool/commands/commands.hpp"

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
    CLI::App app("Digests", "actjet");
    app.require_subcommand(1);
    actjet::tool::add_digest(app);
    CLI11_PARSE(app, argc, argv);
}
