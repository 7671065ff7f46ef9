// actjet: the command-line tool.
#include "commands/command.hpp"

int main(int argc, char** argv) {
    return actjet::tool::run(argc, argv);
}
