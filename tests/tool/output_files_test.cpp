// What actjet apply makes of the files that are where its outputs go.
#include "npy_file.hpp"
#include "process.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

namespace {

using namespace actjet::test;

class output_files : public testing::Test {
  protected:
    output_files() { write_file(path("x.npy"), npy(dictionary("<f4", "(2,)"), bytes_of(std::vector<float>{-1, 2}))); }

    std::string path(const std::string& name) const { return here_.path(name); }
    // A script in the test's folder.
    outcome in_folder(const std::string& script) const { return run_shell("cd '" + path("") + "' && " + script); }
    mode_t mode_of(const std::string& name) const {
        struct stat status {};
        EXPECT_EQ(stat(path(name).c_str(), &status), 0);
        return status.st_mode & 07777;
    }

    folder here_;
};

// In a container every run is process 1: the next has the number of the one that was killed. exec keeps the shell's.
TEST_F(output_files, of_a_killed_process_with_the_same_number_block_nothing) {
    const outcome result = in_folder("echo stale >.y.npy.$$.part && exec \"$1\" apply relu --in x.npy --out y.npy");
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(elements_of<float>(read_file(path("y.npy")), dictionary("<f4", "(2,)")), (std::vector<float>{0, 2}));
}

TEST_F(output_files, of_a_process_that_was_killed_are_in_nobodys_way) {
    // A gigabyte, nearly all of it a hole, keeps the tool busy until the signal comes.
    const std::string file = npy(dictionary("<f4", "(268435456,)"), "");
    write_file(path("big.npy"), file);
    std::filesystem::resize_file(path("big.npy"), file.size() + (std::uint64_t{1} << 30));
    const pid_t child = start_tool({"apply", "sigmoid", "--in", path("big.npy"), "--out", path("y.npy")});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (here_.names().size() < 3 && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_EQ(here_.names().size(), 3u) << "the temporary file is left";
    output_of({"apply", "relu", "--in", path("x.npy"), "--out", path("y.npy")});
    EXPECT_EQ(here_.names().size(), 4u);
}

TEST_F(output_files, keep_the_mode_of_what_was_there) {
    for (const mode_t mode : {0600, 0640, 0444, 0755}) {
        write_file(path("y.npy"), "old");
        ASSERT_EQ(chmod(path("y.npy").c_str(), mode), 0);
        output_of({"apply", "relu", "--in", path("x.npy"), "--out", path("y.npy")});
        EXPECT_EQ(mode_of("y.npy"), mode);
        EXPECT_GT(read_file(path("y.npy")).size(), 3u);
        std::filesystem::remove(path("y.npy"));
    }
}

TEST_F(output_files, that_are_new_have_the_mode_that_the_user_gives_new_files) {
    EXPECT_EQ(in_folder("umask 027 && \"$1\" apply relu --in x.npy --out y.npy").exit_code, 0);
    EXPECT_EQ(mode_of("y.npy"), 0640u);
}

}  // namespace
