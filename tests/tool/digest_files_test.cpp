// actjet inputs, and actjet digest --from: another device is brought up by files, and held to the committed digests.
#include "npy_file.hpp"
#include "process.hpp"

#include "host/validation/digests/hash.hpp"

#include <nlohmann/json.hpp>

#include <cstring>

namespace {

using namespace actjet::test;

class digest_files : public testing::Test {
  protected:
    std::string path(const std::string& name) const { return here_.path(name); }

    // The line of a digest over results in files.
    std::string line_of(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "digest");
        return output_of(arguments);
    }

    folder here_;
};

// What the tool computes itself and what it reads from files is one digest, for every dtype and pass.
TEST_F(digest_files, give_the_digest_of_their_results) {
    for (const char* dtype : {"float32", "float64", "float16", "bfloat16"}) {
        std::vector<std::string> over{"--dtype", dtype};
        if (dtype == std::string("float32")) {
            over.emplace_back("--sample");
        }
        const auto with = [&](std::vector<std::string> words, bool named = true) {
            words.insert(words.end(), over.begin(), named ? over.end() : over.begin() + 2);
            return words;
        };
        output_of(with({"inputs", "--out", path("x.npy"), "--dy", path("dy.npy")}));
        output_of(
            with({"apply", "mish", "--in", path("x.npy"), "--out", path("y.npy"), "--jet", path("d.npy")}, false));
        output_of(
            with({"apply", "mish", "--in", path("x.npy"), "--dy", path("dy.npy"), "--dx", path("dx.npy")}, false));
        const auto digest = [&](std::vector<std::string> words) { return line_of(with(std::move(words))); };
        EXPECT_EQ(digest({"mish", "--pass", "forward", "--from", path("y.npy")}),
                  digest({"mish", "--pass", "forward"}));
        EXPECT_EQ(digest({"mish", "--pass", "jet", "--from", path("y.npy"), "--from", path("d.npy")}),
                  digest({"mish", "--pass", "jet"}));
        EXPECT_EQ(digest({"mish", "--pass", "backward", "--from", path("dx.npy")}),
                  digest({"mish", "--pass", "backward"}));
        EXPECT_NE(digest({"mish", "--pass", "jet", "--from", path("d.npy"), "--from", path("y.npy")}),
                  digest({"mish", "--pass", "jet"}));
    }
}

TEST_F(digest_files, of_a_block_are_its_inputs) {
    output_of({"inputs", "--block", "0x7f", "--out", path("x.npy"), "--dy", path("dy.npy")});
    const std::string header = dictionary("<f4", "(16777216,)");
    const std::vector<float> x = elements_of<float>(read_file(path("x.npy")), header);
    const std::vector<float> dy = elements_of<float>(read_file(path("dy.npy")), header);
    ASSERT_EQ(x.size(), 1u << 24);
    ASSERT_EQ(dy.size(), 1u << 24);
    for (const std::uint32_t i : {0u, 1u, 0x800000u, 0xffffffu}) {
        const auto pattern = 0x7f000000 + i,
                   gradient =
                       static_cast<std::uint32_t>(actjet::validation::digest_companion(pattern, 1, {23, 8, false}));
        EXPECT_EQ(std::memcmp(&x[i], &pattern, 4), 0) << i;
        EXPECT_EQ(std::memcmp(&dy[i], &gradient, 4), 0) << i;
    }
    const std::vector<std::string> block{"identity", "--pass", "forward", "--dtype", "float32", "--block", "0x7f"};
    std::vector<std::string> from = block;
    from.insert(from.end(), {"--from", path("x.npy")});
    // NaN has other bits in x than the library returns.
    EXPECT_NE(line_of(from), line_of(block));
    from.emplace_back("--any-nan");
    EXPECT_EQ(line_of(from), line_of(block));
}

TEST_F(digest_files, show_where_they_came_from) {
    output_of({"inputs", "--dtype", "float16", "--out", path("x.npy")});
    const auto found = parsed(
        output_of({"digest", "relu", "--dtype", "float16", "--pass", "forward", "--from", path("x.npy"), "--json"}))[0];
    EXPECT_EQ(found["from"][0], path("x.npy"));
    EXPECT_FALSE(found.contains("place"));
    EXPECT_EQ(found["inputs"], 65536);
}

TEST_F(digest_files, that_do_not_fit_are_refused) {
    output_of({"inputs", "--dtype", "float16", "--out", path("x.npy")});
    output_of({"inputs", "--dtype", "float32", "--sample", "--out", path("sample.npy")});
    const auto expect = [&](std::vector<std::string> arguments, const std::string& words) {
        arguments.insert(arguments.begin(), "digest");
        expect_refusal(run_tool(arguments), words);
    };
    const std::string x = path("x.npy"), sample = path("sample.npy");
    expect({"relu", "--dtype", "float16", "--pass", "jet", "--from", x}, "jet gives y, dydx");
    expect({"relu", "--dtype", "float16", "--pass", "forward", "--from", x, "--from", x}, "forward gives y, and");
    expect({"relu", "--pass", "forward", "--from", x}, "one dtype");
    expect({"relu", "--dtype", "float16", "--from", x}, "one pass");
    expect({"--dtype", "float16", "--pass", "forward", "--from", x}, "one activation");
    expect({"relu", "--dtype", "float32", "--sample", "--pass", "forward", "--from", x}, "float16, not float32");
    expect({"relu", "--dtype", "float32", "--pass", "forward", "--from", sample}, "4294967296 inputs");
    expect({"relu", "--dtype", "float16", "--pass", "forward", "--from", path("none.npy")}, "No such file");
    expect({"relu", "--dtype", "float16", "--pass", "forward", "--from", x, "--place", "cpu"}, "--place");
    expect_refusal(run_tool({"inputs", "--dtype", "float16"}), "--out");
    expect_refusal(run_tool({"inputs", "--dtype", "float16", "--out", x, "--dy", x}), "two outputs");
    expect_refusal(run_tool({"inputs", "--block", "256", "--out", x}), "0xff");
    expect_refusal(run_tool({"inputs", "--block", "1", "--sample", "--out", x}), "--sample");
}

}  // namespace
