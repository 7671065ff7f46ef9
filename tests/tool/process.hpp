// Runs the tool as a child process.
#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json_fwd.hpp>

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace actjet::test {

struct outcome {
    int exit_code;  // minus the signal's number where one ended the process
    std::string out, err;
};

// Runs the tool with these arguments to its end. file_size_limit, where not 0, is the largest file it may write.
outcome run_tool(const std::vector<std::string>& arguments, std::uint64_t file_size_limit = 0);

// Runs a shell's script, in which "$1" is the tool.
outcome run_shell(const std::string& script);

// Runs the tool with its output going to this file, which is there.
outcome run_tool_onto(const char* file, const std::vector<std::string>& arguments);

// Starts the tool with its output thrown away, and returns its process.
pid_t start_tool(const std::vector<std::string>& arguments);

// The tool succeeds and says nothing on standard error; returns its standard output.
std::string output_of(const std::vector<std::string>& arguments);

// The text as JSON; a test that called the parser itself would compile it.
nlohmann::json parsed(const std::string& text);

// The tool refuses: exit code 2, nothing on standard output, and one line on standard error that holds words.
void expect_refusal(const outcome& result, const std::string& words);

}  // namespace actjet::test
