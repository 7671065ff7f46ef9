// Which passes actjet apply runs, and which files are their operands.
#pragma once

#include <actjet/actjet.h>

#include <map>
#include <string>
#include <vector>

namespace actjet::tool {

// As the command line has them.
struct apply_files {
    std::string pass, jet, dy, dx;
    std::vector<std::string> in, out, operands;
};

struct operand_file {
    std::string path;
    actjet_role role;
};

// An operand has one name in all passes: files are found by it.
struct apply_plan {
    std::vector<actjet_pass> passes;
    std::vector<std::string> in;  // the operands that --in and --dy name, in this order
    std::map<std::string, operand_file> files;
};

apply_plan plan_of(const apply_files& chosen);

// What a text NAME=VALUE says of an operand; option is what it belongs to, in the message that refuses it.
struct named_value {
    std::string name, value;
};
named_value parse_named_value(const std::string& text, const char* option);

// Refuses a name that is no operand with a file.
void require_file(const apply_plan& plan, const std::string& name, const char* option);

}  // namespace actjet::tool
