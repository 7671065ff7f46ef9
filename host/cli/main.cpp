// actjet: the command-line tool.
#include "command.hpp"

int main(int argc, char** argv) {
    return actjet::tool::run(argc, argv);
}
