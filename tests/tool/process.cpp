#include "process.hpp"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace actjet::test {
namespace {

using stream = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

stream temporary_file() {
    stream file(std::tmpfile(), std::fclose);
    if (!file) {
        throw std::runtime_error("no temporary file could be made");
    }
    return file;
}

std::string contents(std::FILE* file) {
    std::string text;
    std::array<char, 4096> buffer;
    std::rewind(file);
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file)) {
        text.append(buffer.data(), got);
    }
    return text;
}

std::vector<std::string> tool_with(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{ACTJET_TOOL_PATH};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

pid_t spawn(std::vector<std::string> words, int out, int err, std::uint64_t file_size_limit) {
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        unsetenv("COLUMNS");       // of the terminal that a test is run from
        signal(SIGPIPE, SIG_DFL);  // which may be ignored there
        if (file_size_limit) {
            const rlimit limit{file_size_limit, file_size_limit};
            setrlimit(RLIMIT_FSIZE, &limit);
        }
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        execv(pointers[0], pointers.data());
        _exit(127);
    }
    return child;
}

int exit_code_of(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

outcome run(std::vector<std::string> words, std::uint64_t file_size_limit) {
    const stream out = temporary_file(), err = temporary_file();
    const int exit_code = exit_code_of(spawn(std::move(words), fileno(out.get()), fileno(err.get()), file_size_limit));
    return {exit_code, contents(out.get()), contents(err.get())};
}

}  // namespace

outcome run_tool(const std::vector<std::string>& arguments, std::uint64_t file_size_limit) {
    return run(tool_with(arguments), file_size_limit);
}

outcome run_shell(const std::string& script) {
    return run({"/bin/sh", "-c", script, "sh", ACTJET_TOOL_PATH}, 0);
}

outcome run_tool_onto(const char* file, const std::vector<std::string>& arguments) {
    const stream err = temporary_file();
    const int out = open(file, O_WRONLY | O_CLOEXEC);
    EXPECT_GE(out, 0) << file;
    const int exit_code = exit_code_of(spawn(tool_with(arguments), out, fileno(err.get()), 0));
    close(out);
    return {exit_code, "", contents(err.get())};
}

pid_t start_tool(const std::vector<std::string>& arguments) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const pid_t child = spawn(tool_with(arguments), nowhere, nowhere, 0);
    close(nowhere);
    return child;
}

std::string output_of(const std::vector<std::string>& arguments) {
    const outcome result = run_tool(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    return result.out;
}

nlohmann::json parsed(const std::string& text) {
    return nlohmann::json::parse(text);
}

void expect_refusal(const outcome& result, const std::string& words) {
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(result.err.starts_with("actjet: ")) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_TRUE(result.err.ends_with('\n')) << result.err;
    EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
}

}  // namespace actjet::test
