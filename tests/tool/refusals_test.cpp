// Bad input of every kind but files: one line, exit code 2.
#include "process.hpp"

#include <actjet/actjet.h>

#include <cstdlib>

namespace {

using namespace actjet::test;

struct refusal {
    std::vector<std::string> arguments;
    std::string words;
};

class refusals : public testing::TestWithParam<refusal> {};

TEST_P(refusals, are_one_line_and_exit_code_2) {
    expect_refusal(run_tool(GetParam().arguments), GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(tool, refusals,
                         testing::Values(refusal{{}, "subcommand"}, refusal{{"evl"}, "nearest name is eval"},
                                         refusal{{"--frobnicate"}, "no option named '--frobnicate'"},
                                         refusal{{"list", "--frobnicate"}, "--frobnicate"},
                                         refusal{{"list", "--json", "--markdown"}, "--markdown"},
                                         refusal{{"list", "rellu"}, "nearest name is relu"},
                                         refusal{{"info", "extra"}, "extra"}));

INSTANTIATE_TEST_SUITE_P(
    eval, refusals,
    testing::Values(refusal{{"eval"}, "name"}, refusal{{"eval", "relu"}, "numbers"},
                    refusal{{"eval", "sigmiod", "1"}, "'sigmiod'; the nearest name is sigmoid"},
                    refusal{{"eval", "", "1"}, "no activation named ''"}, refusal{{"eval", "relu", "1x"}, "'1x'"},
                    refusal{{"eval", "relu", "--", "-1x"}, "'-1x'"}, refusal{{"eval", "relu", ""}, "''"},
                    refusal{{"eval", "relu", "0x3f80"}, "'0x3f80': a bit pattern of float32 has 8 digits"},
                    refusal{{"eval", "relu", "0x3f800000", "--dtype", "bfloat16"}, "of bfloat16 has 4 digits"},
                    refusal{{"eval", "relu", "-0x3f800000"}, "'-0x3f800000'"}, refusal{{"eval", "relu", "0x"}, "'0x'"},
                    refusal{{"eval", "relu", "0x3f80000g"}, "'0x3f80000g'"},
                    refusal{{"eval", "relu", "1", "--dtype", "float8"}, "float32, float64, float16, bfloat16"},
                    refusal{{"eval", "relu", "1", "--place", "tpu"}, "cpu, cuda"},
                    refusal{{"eval", "relu", "1", "--dtype"}, "--dtype"},
                    refusal{{"eval", "relu", "1", "--slope", "2"}, "relu has no parameter named 'slope'"},
                    refusal{{"eval", "leaky_relu", "1", "--slope", "steep"}, "slope is not a number: 'steep'"},
                    refusal{{"eval", "leaky_relu", "1", "--slope", "-inf"}, "slope = -inf is not in"},
                    refusal{{"eval", "leaky_relu", "1", "--slope", "nan"}, "slope = nan is not in"},
                    refusal{{"eval", "leaky_relu", "1", "--slope", ""}, "--slope: what is given is empty"},
                    refusal{{"eval", "relu", "1", "--place", ""}, "--place: what is given is empty"},
                    refusal{{"eval", "re\n\x1b[31mlu", "1"}, "'re  [31mlu'"},
                    refusal{{"eval", "leaky_relu", "1", "--slope", "1", "--slope", "2"}, "--slope"},
                    refusal{{"eval", "hardtanh", "1", "--min_val", "3"}, "hardtanh: "}));

INSTANTIATE_TEST_SUITE_P(
    apply, refusals,
    testing::Values(refusal{{"apply", "relu", "--in", "", "--out", "y.npy"}, "--in: what is given is empty"},
                    refusal{{"apply", "relu", "--in", "x.npy", "--out", ""}, "--out: what is given is empty"},
                    refusal{{"apply", "relu", "--in", "x.npy", "--in", "y.npy", "--out", "z.npy"}, "--in"},
                    refusal{{"apply", "relu", "--in", "x.npy", "--out", "y.npy", "--dtype", ""}, "--dtype"}));

INSTANTIATE_TEST_SUITE_P(
    check, refusals,
    testing::Values(refusal{{"check", "rellu"}, "nearest name is relu"},
                    refusal{{"check", "relu", "--samples", "0"}, "--samples"},
                    refusal{{"check", "relu", "--samples", "-5"}, "--samples"},
                    refusal{{"check", "relu", "--samples", "many"}, "--samples"},
                    refusal{{"check", "relu", "--threads", "99999"}, "--threads"},
                    refusal{{"check", "relu", "--exhaustive", "--samples", "9"}, "--exhaustive"},
                    refusal{{"check", "relu", "--exhaustive", "--dtype", "float64"}, "2^64"},
                    refusal{{"check", "relu", "--from", "0", "--exhaustive"}, "--exhaustive"},
                    refusal{{"check", "relu", "--from", "0"}, "--dtype"},
                    refusal{{"check", "relu", "--dtype", "float16", "--to", "0x10000"}, "0xffff"},
                    refusal{{"check", "relu", "--dtype", "float16", "--from", "9", "--to", "8"}, "no range"},
                    refusal{{"check", "relu", "--dtype", "float16", "--from", "0xg"}, "--from is not a whole number"},
                    refusal{{"check", "relu", "--dtype", "float16", "--to", "99999999999999999999"}, "--to"},
                    refusal{{"check", "relu", "step", "--slope", "1"}, "has no parameter named 'slope'"},
                    refusal{{"check", "relu", "--bound", "loose"}, "--bound"},
                    refusal{{"check", "relu", "--bound", "nan"}, "--bound"},
                    refusal{{"check", "relu", "--bound", "-1"}, "--bound"},
                    refusal{{"check", "relu", "--bound", "inf"}, "--bound"},
                    refusal{{"eval", "swish", "1", "--beta", "1e-30"}, "swish: beta must be 0"},
                    refusal{{"eval", "rrelu", "1", "--lower", "1e-40", "--upper", "3e-40"}, "rrelu: the mean of"},
                    refusal{{"eval", "rrelu", "1", "--lower", "0", "--upper", "5e-324"}, "rrelu: the mean of"},
                    refusal{{"eval", "GELU", "1"}, "nearest name is gelu"},
                    refusal{{"apply", "mish", "--in", "x.npy"}, "give --out, or --dy and --dx"},
                    refusal{{"apply", "mish", "--in", "x.npy", "--jet", "d.npy"}, "--jet belongs to --out"}));

INSTANTIATE_TEST_SUITE_P(digest_and_bench, refusals,
                         testing::Values(refusal{{"digest", "rellu"}, "nearest name is relu"},
                                         refusal{{"digest", "relu", "--pass", "sideways"}, "forward, jet, backward"},
                                         refusal{{"digest", "relu", "--sample", "--blocks"}, "--sample"},
                                         refusal{{"digest", "relu", "--sample", "--block", "1"}, "--sample"},
                                         refusal{{"digest", "relu", "--block", "256"}, "0xff"},
                                         refusal{{"digest", "relu", "--block", "third"}, "--block is not a whole"},
                                         refusal{{"bench", "rellu"}, "nearest name is relu"},
                                         refusal{{"bench", "relu", "--bytes", "7"}, "--bytes"},
                                         refusal{{"bench", "relu", "--repeats", "0"}, "--repeats"}));

// Every command says in the library's words why a place is missing.
TEST(missing_cuda, is_refused_by_every_command) {
    if (actjet_place_available(ACTJET_CUDA) == ACTJET_OK) {
        GTEST_SKIP() << "this machine has a CUDA device";
    }
    const std::string reason = actjet_last_error();
    const std::vector<std::vector<std::string>> commands{
        {"eval", "relu", "1"}, {"check", "relu"}, {"digest", "relu"}, {"bench", "relu"}};
    for (std::vector<std::string> arguments : commands) {
        arguments.insert(arguments.end(), {"--place", "cuda"});
        expect_refusal(run_tool(arguments), reason);
    }
}

TEST(standard_output, that_cannot_be_written_is_an_error) {
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"list"}, {"list", "--json"}, {"eval", "relu", "1"}, {"--help"}}) {
        expect_refusal(run_tool_onto("/dev/full", arguments), "writ");
    }
}

TEST(environment, that_cannot_be_honoured_is_refused) {
    setenv("ACTJET_CPU_ISA", "abacus", 1);
    const outcome result = run_tool({"eval", "relu", "1"});
    unsetenv("ACTJET_CPU_ISA");
    expect_refusal(result, "abacus");
}

}  // namespace
