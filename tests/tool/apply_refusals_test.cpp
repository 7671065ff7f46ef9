// actjet apply on files that it refuses: one line, exit code 2, and nothing is written.
#include "npy_file.hpp"
#include "process.hpp"

namespace {

using namespace actjet::test;

const std::string four_floats(16, '\0');

struct bad_file {
    const char* name;
    std::string contents;
    const char* words;
};

class bad_files : public testing::TestWithParam<bad_file> {};

TEST_P(bad_files, are_refused_and_nothing_is_written) {
    const folder here;
    write_file(here.path("x.npy"), GetParam().contents);
    write_file(here.path("y.npy"), "old");
    const outcome result = run_tool(
        {"apply", "relu", "--in", here.path("x.npy"), "--out", here.path("y.npy"), "--jet", here.path("d.npy")});
    expect_refusal(result, GetParam().words);
    EXPECT_NE(result.err.find("x.npy"), std::string::npos) << result.err;
    EXPECT_EQ(here.names(), (std::vector<std::string>{"x.npy", "y.npy"}));
    EXPECT_EQ(read_file(here.path("y.npy")), "old");
}

std::string of_descr(const char* descr) {
    return npy(dictionary(descr, "(4,)"), four_floats);
}

std::string of_shape(const char* shape) {
    return npy(dictionary("<f4", shape), four_floats);
}

std::string with_version(char major) {
    std::string file = of_shape("(4,)");
    file[6] = major;
    return file;
}

INSTANTIATE_TEST_SUITE_P(
    npy, bad_files,
    testing::Values(
        bad_file{"fortran_order", npy(dictionary("<f4", "(2, 2)", true), four_floats), "Fortran order"},
        bad_file{"big_endian", of_descr(">f4"), "big-endian"}, bad_file{"objects", of_descr("|O"), "'|O'"},
        bad_file{"integers", of_descr("<i4"), "'<i4'"}, bad_file{"complex", of_descr("<c8"), "'<c8'"},
        bad_file{"no_dtype", of_descr(""), "''"}, bad_file{"maybe_bfloat16", of_descr("<u2"), "--dtype bfloat16"},
        bad_file{"structured", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), }", four_floats),
                 "structured"},
        bad_file{"truncated", of_shape("(5,)"), "truncated"}, bad_file{"trailing", of_shape("(3,)"), "too long"},
        bad_file{"no_elements", npy(dictionary("<f4", "(4,)"), ""), "truncated"},
        bad_file{"huge_shape", of_shape("(4294967296, 4294967296, 4)"), "more elements than"},
        bad_file{"huge_extent", of_shape("(99999999999999999999,)"), "2^64"},
        bad_file{"hidden_zero", of_shape("(18446744073709551615, 0)"), "too long"}, bad_file{"empty", "", "too short"},
        bad_file{"text", "x, y\n1, 2\n3, 4\n5, 6\n", "not a NumPy file"},
        bad_file{"version_0", with_version(0), "version 0.0"}, bad_file{"version_4", with_version(4), "version 4.0"},
        bad_file{"cut_header", of_shape("(4,)").substr(0, 40), "inside the header"},
        bad_file{"cut_length", std::string("\x93NUMPY\x02\0\x80\0", 10), "inside the header"},
        bad_file{"long_header", npy(dictionary("<f4", "(4,)") + std::string(1 << 20, ' '), four_floats, 2),
                 "bytes long"},
        bad_file{"no_dictionary", npy("hello", four_floats), "the header is not"},
        bad_file{"missing_key", npy("{'descr': '<f4', 'shape': (4,), }", four_floats), "the header is not"},
        bad_file{"other_key", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'a': 1}", four_floats),
                 "the header is not"},
        bad_file{"negative_extent", of_shape("(-4,)"), "the header is not"},
        bad_file{"open_tuple", of_shape("(4,"), "the header is not"},
        bad_file{"open_quote", npy("{'descr", four_floats), "the header is not"},
        bad_file{"bad_truth", npy("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (4,), }", four_floats),
                 "the header is not"},
        bad_file{"no_tuple", of_shape("(4)"), "the header is not"},
        bad_file{"octal", of_shape("(04,)"), "the header is not"},
        bad_file{"lower_case_l", of_shape("(4l,)"), "the header is not"},
        bad_file{"two_l", of_shape("(4LL,)"), "the header is not"},
        bad_file{"l_alone", of_shape("(L,)"), "the header is not"},
        bad_file{"vertical_tab", of_shape("(4,\v)"), "the header is not"},
        bad_file{"name_with_order", of_descr("<float32"), "'<float32'"},
        bad_file{"big_endian_letter", of_descr(">f"), "big-endian"}, bad_file{"order_alone", of_descr("<"), "'<'"},
        bad_file{"quadruple", of_descr("float128"), "'float128'"},
        bad_file{"unicode_twice", npy("{uu'descr': '<f4', 'fortran_order': False, 'shape': (4,)}", four_floats),
                 "the header is not"},
        bad_file{"after_the_end", npy(dictionary("<f4", "(4,)") + " x", four_floats), "the header is not"}),
    [](const auto& row) { return std::string(row.param.name); });

class apply_refusals : public testing::Test {
  protected:
    apply_refusals() {
        write_file(path("x.npy"), of_shape("(4,)"));
        write_file(path("row.npy"), of_shape("(1, 4)"));
        write_file(path("half.npy"), npy(dictionary("<f2", "(4,)"), std::string(8, '\0')));
        write_file(path("double.npy"), npy(dictionary("<f8", "(4,)"), std::string(32, '\0')));
        before_ = here_.names();
    }

    std::string path(const std::string& name) const { return here_.path(name); }

    void expect(std::vector<std::string> arguments, const std::string& words, std::uint64_t file_size_limit = 0) const {
        arguments.insert(arguments.begin(), {"apply", "relu"});
        expect_refusal(run_tool(arguments, file_size_limit), words);
        EXPECT_EQ(here_.names(), before_);
    }

    folder here_;
    std::vector<std::string> before_;
};

TEST_F(apply_refusals, files_that_are_not_there) {
    expect({"--in", path("none.npy"), "--out", path("y.npy")}, "No such file");
    expect({"--in", path("x.npy"), "--dy", path("none.npy"), "--dx", path("dx.npy")}, "No such file");
    expect({"--in", path("x.npy"), "--out", path("none/y.npy")}, "cannot be created");
}

TEST_F(apply_refusals, what_is_no_file) {
    expect({"--in", path(""), "--out", path("y.npy")}, "not a regular file");
    expect({"--in", path("x.npy"), "--out", path("")}, "not a regular file");
    expect({"--in", path("x.npy"), "--out", "/dev/null"}, "not a regular file");
}

TEST_F(apply_refusals, combinations_that_make_no_sense) {
    expect({"--out", path("y.npy")}, "--in");
    expect({"--in", path("x.npy")}, "--out");
    expect({"--in", path("x.npy"), "--jet", path("d.npy")}, "--out");
    expect({"--in", path("x.npy"), "--dy", path("x.npy"), "--out", path("y.npy")}, "--dx");
    expect({"--in", path("x.npy"), "--dx", path("dx.npy")}, "--dy");
    expect({"--in", path("x.npy"), "--out", path("y.npy"), "--jet", path("./y.npy")}, "two outputs");
}

TEST_F(apply_refusals, arrays_that_do_not_belong_together) {
    expect({"--in", path("x.npy"), "--dy", path("row.npy"), "--dx", path("dx.npy")}, "shape (1, 4)");
    expect({"--in", path("x.npy"), "--dy", path("double.npy"), "--dx", path("dx.npy")},
           "x and dy are of float64 and of another type");
    expect({"--in", path("x.npy"), "--out", path("y.npy"), "--dtype", "float64"}, "float32, not float64");
    expect({"--in", path("x.npy"), "--out", path("y.npy"), "--dtype", "bfloat16"}, "float32, not bfloat16");
}

TEST_F(apply_refusals, files_that_are_not_those_of_the_pass) {
    const std::string x = path("x.npy"), y = path("y.npy");
    expect({"--pass", "gated_forward", "--in", x, "--out", y}, "gated_forward takes gate, x for --in, and there are 1");
    expect({"--pass", "gated_forward", "--in", x, x, x, "--out", y}, "there are 3");
    expect({"--pass", "gated_backward", "--in", x, x, x, "--out", y}, "dgate, dx for --out");
    expect({"--in", x, x, "--out", y}, "--pass");
    expect({"--in", x, "--out", y, path("d.npy")}, "--pass");
    expect({"--pass", "gated_forward", "--in", x, path("row.npy"), "--out", y}, "shape (1, 4)");
    expect({"--pass", "forward", "--in", x, "--out", y, "--jet", path("d.npy")}, "--jet");
    expect({"--pass", "gated_forward", "--in", x, x, "--out", y, "--dtype", "float32", "--dtype", "float32", "--dtype",
            "float32"},
           "--dtype is given 3 times");
    expect({"--pass", "sideways", "--in", x, "--out", y}, "gated_backward");
    expect_refusal(run_tool({"apply", "tanh", "--pass", "gated_forward", "--in", x, x, "--out", y}),
                   "gated_forward is not offered for tanh");
}

TEST_F(apply_refusals, words_of_other_commands) {
    expect({"--in", path("x.npy"), "--out", path("y.npy"), "--slope", "2"}, "no parameter named 'slope'");
    expect({"--in", path("x.npy"), "--out", path("y.npy"), "--dtype", "int8"}, "int8");
    expect({"--in", path("x.npy"), "--out", path("y.npy"), "--place", "moon"}, "moon");
}

// As a full disk does, in the header and in the elements.
TEST_F(apply_refusals, a_disk_without_room) {
    expect({"--in", path("x.npy"), "--out", path("y.npy")}, "cannot be written", 100);
    expect({"--in", path("x.npy"), "--out", path("y.npy"), "--jet", path("d.npy")}, "cannot be written", 130);
}

}  // namespace
