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

// n elements of x, and dy for mode backward.
template <class Element>
std::vector<std::string> results(actjet_dtype dtype, actjet_pass mode, const std::vector<Element>& x,
                                 const std::vector<Element>& dy = {}) {
    std::vector<Element> first(x.size()), second(x.size());
    actjet_call call{};
    call.struct_size = sizeof call;
    call.activation = ACTJET_SIGMOID;
    call.mode = mode;
    call.dtype = dtype;
    call.place = ACTJET_CPU;
    call.n = x.size();
    call.x = x.data();
    call.dy = dy.data();
    (mode == ACTJET_BACKWARD ? call.dx : call.y) = first.data();
    call.dydx = mode == ACTJET_JET ? second.data() : nullptr;
    EXPECT_EQ(actjet_run(&call), ACTJET_OK) << actjet_last_error();
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
