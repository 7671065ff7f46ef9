// actjet digest.
#include "process.hpp"

#include "host/validation/digests/hash.hpp"

#include <actjet/actjet.hpp>

#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>

namespace {

using namespace actjet::test;
using actjet::bfloat16;
using nlohmann::json;

json digests(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "digest");
    arguments.push_back("--json");
    return parsed(output_of(arguments));
}

std::uint64_t number(const json& digest) {
    return std::stoull(digest.get<std::string>(), nullptr, 16);
}

std::vector<bfloat16> all_bfloat16() {
    std::vector<bfloat16> x(65536);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i].bits = static_cast<std::uint16_t>(i);
    }
    return x;
}

// The definition, on the library's own results.
TEST(digest, is_the_sum_of_its_terms) {
    const auto x = all_bfloat16();
    std::vector<bfloat16> y(x.size()), d(x.size()), dy(x.size()), dx(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        dy[i].bits = static_cast<std::uint16_t>(actjet::validation::digest_companion(x[i].bits, 1, {7, 8, false}));
    }
    const auto tanh = actjet::named("tanh");
    actjet::jet(tanh, actjet::cpu, x, y, d);
    actjet::backward(tanh, actjet::cpu, x, dy, dx);
    std::uint64_t forward = 0, jet = 0, backward = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        forward += actjet::validation::digest_term(i, 0, y[i].bits);
        jet += actjet::validation::digest_term(i, 0, y[i].bits) + actjet::validation::digest_term(i, 1, d[i].bits);
        backward += actjet::validation::digest_term(i, 0, dx[i].bits);
    }
    const json found = digests({"tanh", "--dtype", "bfloat16"});
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0]["pass"], "forward");
    EXPECT_EQ(number(found[0]["digest"]), forward);
    EXPECT_EQ(found[1]["pass"], "jet");
    EXPECT_EQ(number(found[1]["digest"]), jet);
    EXPECT_EQ(found[2]["pass"], "backward");
    EXPECT_EQ(number(found[2]["digest"]), backward);
    EXPECT_EQ(found[0]["inputs"], 65536);
}

// gate goes over the inputs, x and dy are made from it.
TEST(digest, of_gated_passes_is_the_sum_of_its_terms) {
    const auto gate = all_bfloat16();
    std::vector<bfloat16> x(gate.size()), dy(gate.size()), y(gate.size()), dgate(gate.size()), dx(gate.size());
    for (std::size_t i = 0; i < gate.size(); ++i) {
        x[i].bits = static_cast<std::uint16_t>(actjet::validation::digest_companion(gate[i].bits, 1, {7, 8, false}));
        dy[i].bits = static_cast<std::uint16_t>(actjet::validation::digest_companion(gate[i].bits, 2, {7, 8, false}));
    }
    EXPECT_NE(x[0].bits, dy[0].bits);
    actjet::gated_forward(actjet::silu{}, actjet::cpu, gate, x, y);
    actjet::gated_backward(actjet::silu{}, actjet::cpu, gate, x, dy, dgate, dx);
    std::uint64_t forward = 0, backward = 0;
    for (std::size_t i = 0; i < gate.size(); ++i) {
        forward += actjet::validation::digest_term(i, 0, y[i].bits);
        backward +=
            actjet::validation::digest_term(i, 0, dgate[i].bits) + actjet::validation::digest_term(i, 1, dx[i].bits);
    }
    const json found = digests({"silu", "--dtype", "bfloat16", "--pass", "gated_forward", "--pass", "gated_backward"});
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(number(found[0]["digest"]), forward);
    EXPECT_EQ(number(found[1]["digest"]), backward);
}

TEST(digest, of_a_pass_goes_over_the_activations_that_have_it) {
    const json found = digests({"--dtype", "float16", "--pass", "gated_forward"});
    std::vector<std::string> names, offered;
    for (const json& line : found) {
        names.push_back(line["name"]);
    }
    for (int id = 0; id < actjet_activation_count(); ++id) {
        if (actjet_pass_offered(ACTJET_GATED_FORWARD, id)) {
            offered.emplace_back(actjet_activation_at(id)->name);
        }
    }
    EXPECT_EQ(names, offered);
    expect_refusal(run_tool({"digest", "tanh", "--pass", "gated_forward", "--dtype", "float16"}),
                   "gated_forward is not offered for tanh");
}

// Digests are compared over years: neither the hash nor the sample may change.
TEST(digest, hash_and_sample_are_what_they_were) {
    EXPECT_EQ(actjet::validation::mix64(1), 0x5692161d100b05e5u);
    EXPECT_EQ(number(digests({"identity", "--dtype", "bfloat16", "--pass", "jet"})[0]["digest"]), 0x33d34cea5bc82066u);
    EXPECT_EQ(number(digests({"identity", "--dtype", "float32", "--pass", "forward", "--sample"})[0]["digest"]),
              0x2d67101b161f373fu);
    EXPECT_EQ(number(digests({"identity", "--dtype", "float64", "--pass", "backward"})[0]["digest"]),
              0x24d9b04a6c27b675u);
}

TEST(digest, does_not_depend_on_threads) {
    const std::vector<std::string> common{"sigmoid", "--dtype", "float64", "--pass", "jet"};
    auto one = common, five = common;
    one.insert(one.end(), {"--threads", "1"});
    five.insert(five.end(), {"--threads", "5"});
    EXPECT_EQ(digests(one), digests(five));
}

TEST(digest, a_different_result_gives_a_different_digest) {
    const auto of = [](const char* slope) {
        return digests({"leaky_relu", "--slope", slope, "--dtype", "float16", "--pass", "forward"})[0]["digest"];
    };
    EXPECT_NE(of("0.25"), of("0.2500001"));
}

TEST(digest, prints_lines_for_diff) {
    const json found = digests({"relu", "--dtype", "float16", "--pass", "forward"});
    EXPECT_EQ(output_of({"digest", "relu", "--dtype", "float16", "--pass", "forward"}),
              "relu float16 forward all " + found[0]["digest"].get<std::string>() + "\n");
}

// The inputs of a block are those that begin with its number.
TEST(digest, of_one_block_goes_over_its_inputs) {
    std::uint64_t sum = 0;
    for (std::uint64_t x = 0x02000000; x < 0x03000000; ++x) {
        sum += actjet::validation::digest_term(x, 0, x);
    }
    const json found = digests({"identity", "--dtype", "float32", "--pass", "forward", "--block", "2"})[0];
    EXPECT_EQ(number(found["digest"]), sum);
    EXPECT_EQ(found["inputs"], 1 << 24);
    EXPECT_EQ(found["over"], "0x02");
    EXPECT_EQ(output_of({"digest", "identity", "--dtype", "float32", "--pass", "forward", "--block", "0x02"}),
              "identity float32 forward 0x02 " + found["digest"].get<std::string>() + "\n");
}

TEST(digest, samples_lie_in_every_binade) {
    std::vector<int> seen(512);
    for (std::uint64_t i = 0; i < std::uint64_t{1} << actjet::validation::sample_bits; ++i) {
        ++seen[actjet::validation::digest_input(i, {23, 8, true}) >> 23];
    }
    EXPECT_EQ(seen, std::vector<int>(512, 8192));
}

TEST(digest, dy_is_a_number_around_1) {
    for (std::uint64_t x = 0; x < 65536; ++x) {
        const auto dy = static_cast<std::uint32_t>(actjet::validation::digest_companion(x << 16, 1, {23, 8, false}));
        const float magnitude = std::fabs(std::bit_cast<float>(dy));
        ASSERT_GE(magnitude, 0.25f);
        ASSERT_LT(magnitude, 4.0f);
    }
}

}  // namespace
