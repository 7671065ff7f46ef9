// Results in files, and what actjet compare says of them.
#pragma once

#include "npy_file.hpp"
#include "process.hpp"

#include <nlohmann/json.hpp>

#include <bit>
#include <limits>

namespace actjet::test {

inline float units_above(float number, int units) {
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(number) + static_cast<std::uint32_t>(units));
}

template <class Element>
std::string array_of(const char* descr, const std::vector<Element>& elements) {
    return npy(dictionary(descr, "(" + std::to_string(elements.size()) + ",)"), bytes_of(elements));
}

class compare : public testing::Test {
  protected:
    static constexpr float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();

    std::string path(const std::string& name) const { return here_.path(name); }

    std::string save(const std::string& name, const std::vector<float>& elements) const {
        write_file(path(name), array_of("<f4", elements));
        return path(name);
    }

    static nlohmann::json run(std::vector<std::string> arguments, int exit_code = 0) {
        arguments.insert(arguments.begin(), "compare");
        arguments.push_back("--json");
        const outcome result = run_tool(arguments);
        EXPECT_EQ(result.exit_code, exit_code) << result.out << result.err;
        EXPECT_EQ(result.err, "");
        return parsed(result.out);
    }

    std::vector<double> errors(const std::string& name, std::size_t n) const {
        return elements_of<double>(read_file(path(name)), dictionary("<f8", "(" + std::to_string(n) + ",)"));
    }

    folder here_;
};

}  // namespace actjet::test
