// The catalogue of activations and of passes as the C interface tells it.
#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace {

// The names of the activations that the header's text has, in their order and in small letters.
std::vector<std::string> activations_of_the_header() {
    std::ifstream header(ACTJET_HEADER);
    std::vector<std::string> names;
    bool inside = false;
    for (std::string line; std::getline(header, line);) {
        inside = line.rfind("typedef enum actjet_activation", 0) == 0 || (inside && line[0] != '}');
        char text[64];
        // A user's own is no part of the catalogue.
        if (int number = 0; inside && std::sscanf(line.c_str(), " ACTJET_%63[A-Z0-9_] = %d", text, &number) == 2 &&
                            number != ACTJET_CUSTOM) {
            EXPECT_EQ(number, static_cast<int>(names.size())) << line;
            std::string& name = names.emplace_back(text);
            for (char& c : name) {
                c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            }
        }
    }
    return names;
}

TEST(catalogue, has_every_activation_of_the_header_in_its_order) {
    std::vector<std::string> found;
    for (std::int32_t i = 0; i < actjet_activation_count(); ++i) {
        found.push_back(actjet_activation_at(i)->name);
    }
    EXPECT_EQ(found, activations_of_the_header());
}

TEST(catalogue, finds_each_activation_by_its_number_and_name) {
    std::set<std::string> names;
    for (std::int32_t i = 0; i < actjet_activation_count(); ++i) {
        const actjet_activation_info* info = actjet_activation_at(i);
        ASSERT_NE(info, nullptr);
        EXPECT_EQ(info->id, i);
        EXPECT_EQ(actjet_activation_find(info->name), i);
        names.insert(info->name);
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(actjet_activation_count()));
    EXPECT_EQ(actjet_activation_find("gelu_tanh"), ACTJET_GELU_TANH);
}

TEST(catalogue, knows_nothing_else) {
    EXPECT_EQ(actjet_activation_at(-1), nullptr);
    EXPECT_EQ(actjet_activation_at(actjet_activation_count()), nullptr);
    EXPECT_EQ(actjet_activation_find("gelu_"), -1);
    EXPECT_EQ(actjet_activation_find(""), -1);
    EXPECT_EQ(actjet_activation_find(nullptr), -1);
}

TEST(catalogue, says_everything_of_each) {
    const std::set<std::string> families{"rectifier",  "exponential", "sigmoidal",
                                         "self-gated", "shrinkage",   "identity"};
    for (std::int32_t i = 0; i < actjet_activation_count(); ++i) {
        const actjet_activation_info& info = *actjet_activation_at(i);
        SCOPED_TRACE(info.name);
        EXPECT_TRUE(families.count(info.family)) << info.family;
        for (const char* text : {info.formula, info.derivative, info.paper}) {
            EXPECT_GT(std::string(text).size(), 0u);
        }
        EXPECT_LT(info.lower, info.upper);
        // Parameters bring out errors that the inputs alone do not.
        EXPECT_LE(info.value_ulp, info.parameter_count > 0 ? 2.1 : 2);
        EXPECT_LE(info.derivative_ulp, info.parameter_count > 0 ? 2.7 : 2.5);
        for (int k = 0; k < info.parameter_count; ++k) {
            const actjet_parameter_info& p = info.parameters[k];
            EXPECT_GT(std::string(p.meaning).size(), 0u);
            EXPECT_TRUE(std::isfinite(p.standard));
            EXPECT_LE(p.lower, p.standard);
            EXPECT_LE(p.standard, p.upper);
        }
    }
}

struct expected_pass {
    const char* name;
    std::vector<std::string> required_inputs, optional_inputs, required_outputs, optional_outputs, sums;
};

// As the header says in words.
const expected_pass passes[] = {
    {"forward", {"x"}, {"bias", "parameter"}, {"y"}, {}, {}},
    {"jet", {"x"}, {"bias", "parameter"}, {"y", "dydx"}, {}, {}},
    {"backward", {"x", "dy"}, {"bias", "parameter", "gradient_scale"}, {"dx"}, {}, {"dbias", "dparameter"}},
    {"gated_forward", {"gate", "x"}, {"gate_bias", "x_bias", "scale"}, {"y"}, {}, {}},
    {"gated_backward",
     {"gate", "x", "dy"},
     {"gate_bias", "x_bias", "scale", "gradient_scale"},
     {"dgate", "dx"},
     {"y"},
     {"dgate_bias", "dx_bias", "dscale"}},
    {"softmax", {"x"}, {"mask", "sink"}, {"y"}, {"log_sum"}, {}},
    {"softmax_backward", {"y", "dy"}, {"x", "gradient_scale", "sink", "log_sum"}, {"dx"}, {"dsink"}, {}},
    {"log_softmax", {"x"}, {"mask", "sink"}, {"y"}, {"log_sum"}, {}},
    {"log_softmax_backward", {"y", "dy"}, {"x", "gradient_scale", "sink", "log_sum"}, {"dx"}, {"dsink"}, {}},
};

TEST(passes, have_their_operands_in_order) {
    ASSERT_EQ(std::size(passes), std::size_t{ACTJET_PASS_COUNT});
    for (std::int32_t id = 1; id <= ACTJET_PASS_COUNT; ++id) {
        const expected_pass& expected = passes[id - 1];
        SCOPED_TRACE(expected.name);
        const actjet_pass_info* info = actjet_pass_at(id);
        ASSERT_NE(info, nullptr);
        EXPECT_EQ(info->id, id);
        EXPECT_STREQ(info->name, expected.name);
        EXPECT_STRNE(info->meaning, "");
        EXPECT_EQ(actjet_pass_find(info->name), id);
        int k = 0;
        const auto expect = [&](const std::vector<std::string>& names, actjet_role role, int optional) {
            for (const std::string& name : names) {
                ASSERT_LT(k, info->operand_count);
                const actjet_operand_info& operand = info->operands[k++];
                EXPECT_EQ(operand.name, name);
                EXPECT_STRNE(operand.meaning, "");
                EXPECT_EQ(operand.role, role) << name;
                EXPECT_EQ(operand.optional, optional) << name;
            }
        };
        expect(expected.required_inputs, ACTJET_INPUT, 0);
        expect(expected.required_outputs, ACTJET_OUTPUT, 0);
        expect(expected.optional_inputs, ACTJET_INPUT, 1);
        expect(expected.optional_outputs, ACTJET_OUTPUT, 1);
        expect(expected.sums, ACTJET_SUM, 1);
        EXPECT_EQ(k, info->operand_count);
    }
}

TEST(passes, are_no_others) {
    for (const std::int32_t id : {-1, 0, ACTJET_PASS_COUNT + 1}) {
        EXPECT_EQ(actjet_pass_at(id), nullptr);
        EXPECT_EQ(actjet_pass_offered(id, ACTJET_RELU), 0);
    }
    EXPECT_EQ(actjet_pass_find("gated"), -1);
    EXPECT_EQ(actjet_pass_find(""), -1);
    EXPECT_EQ(actjet_pass_find(nullptr), -1);
    for (const std::int32_t activation : {-1, actjet_activation_count()}) {
        EXPECT_EQ(actjet_pass_offered(ACTJET_FORWARD, activation), 0);
    }
}

TEST(passes, gate_with_the_activations_that_the_field_gates_with) {
    const std::set<std::string> gates{"identity", "sigmoid", "relu",      "relu_squared", "silu",
                                      "swish",    "gelu",    "gelu_tanh", "quick_gelu",   "mish"};
    for (std::int32_t activation = 0; activation < actjet_activation_count(); ++activation) {
        const char* name = actjet_activation_at(activation)->name;
        for (const actjet_pass pass : {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD}) {
            EXPECT_EQ(actjet_pass_offered(pass, activation), 1) << name;
        }
        for (const actjet_pass pass : {ACTJET_GATED_FORWARD, ACTJET_GATED_BACKWARD}) {
            EXPECT_EQ(actjet_pass_offered(pass, activation), gates.count(name)) << name;
        }
    }
}

TEST(passes, over_rows_go_by_the_name_of_the_identity) {
    for (std::int32_t activation = 0; activation < actjet_activation_count(); ++activation) {
        for (std::int32_t pass = ACTJET_SOFTMAX; pass <= ACTJET_LOG_SOFTMAX_BACKWARD; ++pass) {
            EXPECT_EQ(actjet_pass_offered(pass, activation), activation == ACTJET_IDENTITY);
        }
    }
}

TEST(library, tells_its_version_and_its_cpu) {
    EXPECT_EQ(std::string(actjet_version()), std::to_string(ACTJET_VERSION_MAJOR) + "." +
                                                 std::to_string(ACTJET_VERSION_MINOR) + "." +
                                                 std::to_string(ACTJET_VERSION_PATCH));
    EXPECT_EQ(actjet_place_available(ACTJET_CPU), ACTJET_OK);
    EXPECT_GE(actjet_cpu_threads(), 1);
    EXPECT_TRUE(std::set<std::string>({"baseline", "avx2", "avx512"}).count(actjet_cpu_isa()));
}

}  // namespace
