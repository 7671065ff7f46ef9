// The tool in a pipe: - is standard input and standard output.
#include "npy_file.hpp"
#include "process.hpp"

namespace {

using namespace actjet::test;

class streams : public testing::Test {
  protected:
    streams() { write_file(path("x.npy"), npy(header, bytes_of(std::vector<float>{-1, 2, -3}))); }

    std::string path(const std::string& name) const { return here_.path(name); }
    outcome in_folder(const std::string& script) const { return run_shell("cd '" + path("") + "' && " + script); }

    const std::string header = dictionary("<f4", "(3,)");
    const std::string answer = npy(header, bytes_of(std::vector<float>{0, 2, 0}));
    folder here_;
};

TEST_F(streams, go_through_a_pipe) {
    const outcome result = in_folder("cat x.npy | \"$1\" apply relu --in - --out - | cat");
    EXPECT_EQ(result.err, "");
    EXPECT_TRUE(result.out == answer);
    EXPECT_EQ(here_.names(), std::vector<std::string>{"x.npy"});
}

// A stream gives less at a time than a file, and more than the tool holds at a time.
TEST_F(streams, may_be_longer_than_what_is_held_in_memory) {
    const std::size_t n = (1 << 22) + 5;
    const std::string long_header = dictionary("<f4", "(" + std::to_string(n) + ",)");
    write_file(path("x.npy"), npy(long_header, bytes_of(std::vector<float>(n, -2.0f))));
    EXPECT_EQ(in_folder("cat x.npy | \"$1\" apply leaky_relu --slope 0.5 --in - --out - >y.npy").err, "");
    EXPECT_EQ(elements_of<float>(read_file(path("y.npy")), long_header), std::vector<float>(n, -1.0f));
}

TEST_F(streams, stand_beside_files) {
    EXPECT_EQ(in_folder("\"$1\" apply relu --in - --out - --jet d.npy <x.npy >y.npy").err, "");
    EXPECT_TRUE(read_file(path("y.npy")) == answer);
    EXPECT_EQ(elements_of<float>(read_file(path("d.npy")), header), (std::vector<float>{0, 1, 0}));
    EXPECT_EQ(in_folder("cat x.npy | \"$1\" compare relu --x x.npy --y y.npy --dy - --dx y.npy").exit_code, 1);
    const outcome digest = in_folder(
        "\"$1\" inputs --dtype float16 --out - | \"$1\" digest identity --dtype float16 "
        "--pass forward --any-nan --from -");
    EXPECT_EQ(digest.out, output_of({"digest", "identity", "--dtype", "float16", "--pass", "forward"}));
}

TEST_F(streams, of_the_wrong_length_are_refused_and_no_file_is_written) {
    const auto expect = [&](const std::string& script, const std::string& words) {
        const outcome result = in_folder(script);
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_NE(result.err.find("standard input: " + words), std::string::npos) << result.err;
        EXPECT_EQ(here_.names(), std::vector<std::string>{"x.npy"});
    };
    expect("head -c 139 x.npy | \"$1\" apply relu --in - --out y.npy", "it is truncated");
    expect("(cat x.npy; echo) | \"$1\" apply relu --in - --out y.npy", "it is too long");
    expect(": | \"$1\" apply relu --in - --out y.npy", "it is truncated");
    expect("echo hello, world | \"$1\" apply relu --in - --out y.npy", "not a NumPy file");
}

TEST_F(streams, that_two_would_share_are_refused) {
    const auto expect = [&](std::vector<std::string> arguments, const std::string& words) {
        expect_refusal(run_tool(arguments), words);
    };
    const std::string x = path("x.npy");
    expect({"apply", "relu", "--in", x, "--out", "-", "--jet", "-"}, "- is given for two outputs");
    expect_refusal(in_folder("cat x.npy | \"$1\" apply relu --in - --dy - --dx dx.npy"), "- is given for two inputs");
    expect({"compare", "relu", "--x", x, "--y", x, "--y-ulp", "-"}, "has the report already");
}

// A reader that ends early ends the tool, which leaves no file behind.
TEST_F(streams, that_nobody_reads_leave_nothing_behind) {
    const std::string file = npy(dictionary("<f4", "(16777216,)"), "");
    write_file(path("x.npy"), file);
    std::filesystem::resize_file(path("x.npy"), file.size() + (std::uint64_t{1} << 26));
    in_folder("\"$1\" apply relu --in x.npy --out - --jet d.npy | head -c 9 >/dev/null");
    EXPECT_EQ(here_.names(), std::vector<std::string>{"x.npy"});
}

}  // namespace
