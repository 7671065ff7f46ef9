// The catalogue as the C interface tells it.
#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

// The names of the activations that the header's text has, in their order and in small letters.
std::vector<std::string> activations_of_the_header() {
    std::ifstream header(ACTJET_HEADER);
    const std::regex enumerator("^ *ACTJET_([A-Z0-9_]+) = ([0-9]+)");
    std::vector<std::string> names;
    bool inside = false;
    for (std::string line; std::getline(header, line);) {
        inside = line.rfind("typedef enum actjet_activation", 0) == 0 || (inside && line[0] != '}');
        if (std::smatch match; inside && std::regex_search(line, match, enumerator)) {
            EXPECT_EQ(match[2], std::to_string(names.size())) << line;
            std::string& name = names.emplace_back(match[1]);
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

TEST(library, tells_its_version_and_its_cpu) {
    EXPECT_EQ(std::string(actjet_version()), std::to_string(ACTJET_VERSION_MAJOR) + "." +
                                                 std::to_string(ACTJET_VERSION_MINOR) + "." +
                                                 std::to_string(ACTJET_VERSION_PATCH));
    EXPECT_EQ(actjet_place_available(ACTJET_CPU), ACTJET_OK);
    EXPECT_GE(actjet_cpu_threads(), 1);
    EXPECT_TRUE(std::set<std::string>({"baseline", "avx2", "avx512"}).count(actjet_cpu_isa()));
}

}  // namespace
