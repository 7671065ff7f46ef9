// actjet apply on files that it takes: the same bits as the library's own calls.
#include "npy_file.hpp"
#include "process.hpp"

#include <actjet/actjet.hpp>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <cmath>
#include <thread>

namespace {

using namespace actjet::test;

// Any patterns at all: NaNs, infinities and denormal numbers are among them.
template <class Element>
std::vector<Element> patterns(std::size_t n, std::uint64_t seed) {
    std::vector<Element> elements(n);
    auto* bytes = reinterpret_cast<unsigned char*>(elements.data());
    for (std::size_t i = 0; i < n * sizeof(Element); ++i) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = static_cast<unsigned char>(seed >> 56);
    }
    return elements;
}

// n elements of x, and dy for pass backward.
template <class Element>
std::vector<std::string> results(actjet_dtype dtype, actjet_pass pass, const std::vector<Element>& x,
                                 const std::vector<Element>& dy = {}) {
    std::vector<Element> first(x.size()), second(x.size());
    const auto view = [&](auto& elements) { return actjet::any_view(dtype, elements.data(), elements.size()); };
    std::vector<actjet::any_view> operands{view(x), view(first)};
    if (pass == ACTJET_JET) {
        operands = {view(x), view(first), view(second)};
    } else if (pass == ACTJET_BACKWARD) {
        operands = {view(x), view(dy), view(first)};
    }
    actjet::call(pass, actjet::sigmoid{}, actjet::cpu, operands).run();
    return {bytes_of(first), bytes_of(second)};
}

struct format {
    const char *descr, *shape;
    actjet_dtype dtype;
    std::size_t n;
};

class apply : public testing::TestWithParam<format> {
  protected:
    template <class Element>
    void check() {
        const format& f = GetParam();
        const std::string header = dictionary(f.descr, f.shape);
        const auto x = patterns<Element>(f.n, 1), dy = patterns<Element>(f.n, 2);
        const folder here;
        write_file(here.path("x.npy"), npy(header, bytes_of(x)));
        write_file(here.path("dy.npy"), npy(header, bytes_of(dy), 2));
        std::vector<std::string> arguments{"apply", "sigmoid", "--in", here.path("x.npy"), "--out", here.path("y.npy")};
        if (f.dtype == ACTJET_BFLOAT16) {
            arguments.insert(arguments.end(), {"--dtype", "bfloat16"});
        }
        std::vector<std::string> jet = arguments, backward = arguments;
        jet.insert(jet.end(), {"--jet", here.path("d.npy")});
        backward.insert(backward.end(), {"--dy", here.path("dy.npy"), "--dx", here.path("dx.npy")});

        EXPECT_EQ(output_of(jet), "");
        const auto expected = results(f.dtype, ACTJET_JET, x);
        EXPECT_TRUE(read_file(here.path("y.npy")) == npy(header, expected[0]));
        EXPECT_TRUE(read_file(here.path("d.npy")) == npy(header, expected[1]));

        EXPECT_EQ(output_of(backward), "");
        EXPECT_TRUE(read_file(here.path("y.npy")) == npy(header, results(f.dtype, ACTJET_FORWARD, x)[0]));
        EXPECT_TRUE(read_file(here.path("dx.npy")) == npy(header, results(f.dtype, ACTJET_BACKWARD, x, dy)[0]));
        EXPECT_EQ(here.names(), (std::vector<std::string>{"d.npy", "dx.npy", "dy.npy", "x.npy", "y.npy"}));
    }
};

TEST_P(apply, writes_the_bits_of_the_library) {
    switch (GetParam().dtype) {
        case ACTJET_FLOAT32:
            return check<float>();
        case ACTJET_FLOAT64:
            return check<double>();
        default:
            return check<std::uint16_t>();
    }
}

// The last is longer than what the tool holds in memory at a time.
INSTANTIATE_TEST_SUITE_P(
    formats, apply,
    testing::Values(format{"<f4", "(3, 5, 7)", ACTJET_FLOAT32, 105}, format{"<f4", "()", ACTJET_FLOAT32, 1},
                    format{"<f4", "(1,)", ACTJET_FLOAT32, 1}, format{"<f8", "(0, 4)", ACTJET_FLOAT64, 0},
                    format{"<f8", "(1001,)", ACTJET_FLOAT64, 1001},
                    format{"<f2", "(2, 2, 2, 2, 2, 2, 2)", ACTJET_FLOAT16, 128},
                    format{"<u2", "(40, 3)", ACTJET_BFLOAT16, 120}, format{"<V2", "(77,)", ACTJET_BFLOAT16, 77},
                    format{"|V2", "(77,)", ACTJET_BFLOAT16, 77}, format{"<f2", "(4194321,)", ACTJET_FLOAT16, 4194321}));

TEST(apply_files, may_be_written_onto_an_input) {
    const folder here;
    const std::string header = dictionary("<f4", "(4,)");
    const std::vector<float> x{-2, -1, 0, 3};
    write_file(here.path("x.npy"), npy(header, bytes_of(x)));
    output_of({"apply", "relu", "--in", here.path("x.npy"), "--out", here.path("x.npy")});
    EXPECT_EQ(elements_of<float>(read_file(here.path("x.npy")), header), (std::vector<float>{0, 0, 0, 3}));
}

TEST(apply_files, takes_parameters_and_headers_as_others_write_them) {
    const folder here;
    const std::vector<double> x{-2, 3};
    write_file(here.path("x.npy"), npy(R"({"shape":(2,),"fortran_order":False,"descr":"<f8"})", bytes_of(x)));
    output_of({"apply", "leaky_relu", "--slope", "-0.5", "--in", here.path("x.npy"), "--out", here.path("y.npy")});
    EXPECT_EQ(elements_of<double>(read_file(here.path("y.npy")), dictionary("<f8", "(2,)")),
              (std::vector<double>{1, 3}));
}

TEST(apply_files, masks_a_gradient_on_request) {
    const folder here;
    const std::string header = dictionary("<f4", "(2,)");
    write_file(here.path("x.npy"), npy(header, bytes_of(std::vector<float>{-1, 1})));
    write_file(here.path("dy.npy"), npy(header, bytes_of(std::vector<float>{INFINITY, -2})));
    std::vector<std::string> arguments{
        "apply", "relu", "--in", here.path("x.npy"), "--dy", here.path("dy.npy"), "--dx", here.path("dx.npy")};
    const auto gradient = [&] {
        output_of(arguments);
        return elements_of<float>(read_file(here.path("dx.npy")), header);
    };
    EXPECT_TRUE(std::isnan(gradient()[0]));
    arguments.push_back("--mask-gradient");
    EXPECT_EQ(gradient(), (std::vector<float>{0, -2}));
}

TEST(apply_files, keeps_a_symbolic_link_and_writes_what_it_stands_for) {
    const folder here;
    write_file(here.path("x.npy"), npy(dictionary("<f4", "(1,)"), bytes_of(std::vector<float>{1})));
    write_file(here.path("target.npy"), "old");
    std::filesystem::create_symlink("target.npy", here.path("link.npy"));
    output_of({"apply", "relu", "--in", here.path("x.npy"), "--out", here.path("link.npy")});
    EXPECT_TRUE(std::filesystem::is_symlink(here.path("link.npy")));
    EXPECT_EQ(read_file(here.path("target.npy")), read_file(here.path("x.npy")));
}

class gated_files : public testing::Test {
  protected:
    gated_files() {
        write("gate.npy", "<f4", gate_);
        write("x.npy", "<f2", x_);
        write("dy.npy", "<f4", dy_);
    }
    std::string path(const std::string& name) const { return here_.path(name); }
    template <class Element>
    void write(const std::string& name, const char* descr, const std::vector<Element>& elements) const {
        write_file(path(name), npy(dictionary(descr, "(2, 3)"), bytes_of(elements)));
    }
    template <class Element>
    void expect(const std::string& name, const char* descr, const std::vector<Element>& elements) const {
        EXPECT_TRUE(read_file(path(name)) == npy(dictionary(descr, "(2, 3)"), bytes_of(elements))) << name;
    }

    std::vector<float> gate_{-3, -0.5f, 0, 0.25f, 2, 40}, dy_{1, -2, 0.5f, 4, -0.125f, 3};
    std::vector<actjet::float16> x_ = std::vector<actjet::float16>(6, actjet::float16(1.5f));
    folder here_;
};

// The types of the files differ: each result is of the type of what it belongs to.
TEST_F(gated_files, forward_writes_the_bits_of_the_library) {
    output_of(
        {"apply", "--pass", "gated_forward", "silu", "--in", path("gate.npy"), path("x.npy"), "--out", path("y.npy")});
    std::vector<float> y(6);
    actjet::gated_forward(actjet::silu{}, actjet::cpu, gate_, x_, y);
    expect("y.npy", "<f4", y);
}

TEST_F(gated_files, backward_writes_the_bits_of_the_library) {
    output_of({"apply", "--pass", "gated_backward", "silu", "--in", path("gate.npy"), path("x.npy"), path("dy.npy"),
               "--out", path("dgate.npy"), path("dx.npy")});
    std::vector<float> dgate(6);
    std::vector<actjet::float16> dx(6);
    actjet::gated_backward(actjet::silu{}, actjet::cpu, gate_, x_, dy_, dgate, dx);
    expect("dgate.npy", "<f4", dgate);
    expect("dx.npy", "<f2", dx);
}

TEST_F(gated_files, take_a_dtype_each) {
    const std::vector<actjet::bfloat16> x(6, actjet::bfloat16(1.25f));
    write("x.npy", "<u2", x);
    output_of({"apply", "--pass", "gated_forward", "silu", "--in", path("gate.npy"), path("x.npy"), "--out",
               path("y.npy"), "--dtype", "float32", "--dtype", "bfloat16"});
    std::vector<float> y(6);
    actjet::gated_forward(actjet::silu{}, actjet::cpu, gate_, x, y);
    expect("y.npy", "<f4", y);
}

TEST_F(gated_files, passes_of_one_input_have_the_other_spelling_too) {
    output_of({"apply", "gelu", "--pass", "jet", "--in", path("gate.npy"), "--out", path("y.npy"), path("d.npy")});
    output_of({"apply", "gelu", "--in", path("gate.npy"), "--out", path("y2.npy"), "--jet", path("d2.npy")});
    EXPECT_EQ(read_file(path("y.npy")), read_file(path("y2.npy")));
    EXPECT_EQ(read_file(path("d.npy")), read_file(path("d2.npy")));
}

// A file of a gigabyte, nearly all of it a hole, keeps the tool busy until the signal comes.
class interruption : public testing::TestWithParam<int> {};

TEST_P(interruption, leaves_nothing_behind) {
    constexpr std::uint64_t n = std::uint64_t{1} << 28;
    const folder here;
    const std::string file = npy(dictionary("<f4", "(268435456,)"), "");
    write_file(here.path("x.npy"), file);
    std::filesystem::resize_file(here.path("x.npy"), file.size() + n * sizeof(float));
    write_file(here.path("y.npy"), "old");
    const pid_t child = start_tool(
        {"apply", "sigmoid", "--in", here.path("x.npy"), "--out", here.path("y.npy"), "--jet", here.path("d.npy")});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (here.names().size() < 4 && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_EQ(here.names().size(), 4u) << "two temporary files beside x.npy and y.npy";
    EXPECT_EQ(kill(child, GetParam()), 0);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == GetParam()) << status;
    EXPECT_EQ(here.names(), (std::vector<std::string>{"x.npy", "y.npy"}));
    EXPECT_EQ(read_file(here.path("y.npy")), "old");
}

INSTANTIATE_TEST_SUITE_P(signals, interruption, testing::Values(SIGINT, SIGTERM, SIGHUP));

}  // namespace
