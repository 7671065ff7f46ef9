#include "data.hpp"

#include "random.hpp"

#include <charconv>
#include <cmath>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string_view>

namespace digits {
namespace {

constexpr int brightest = 16;

[[noreturn]] void refuse(const std::string& path, int line, const std::string& why) {
    throw std::runtime_error(path + ", line " + std::to_string(line) + ": " + why);
}

// One field of a line, which is taken off its front.
int take_number(std::string_view& line, int upper, const std::string& path, int number) {
    int value = 0;
    const auto [end, code] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (code != std::errc{} || value < 0 || value > upper) {
        refuse(path, number, "expected 64 pixels from 0 to 16 and a digit, separated by commas");
    }
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return value;
}

images read(const std::string& path) {
    std::ifstream file(path);
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    images all;
    std::string text;
    for (int number = 1; std::getline(file, text); ++number) {
        std::string_view line = text;
        for (int i = 0; i < pixels; ++i) {
            all.values.push_back(static_cast<float>(take_number(line, brightest, path, number)));
            if (!line.starts_with(',')) {
                refuse(path, number, "a line has 65 fields");
            }
            line.remove_prefix(1);
        }
        all.labels.push_back(take_number(line, classes - 1, path, number));
        if (!line.empty()) {
            refuse(path, number, "a line has 65 fields");
        }
    }
    return all;
}

images choose(const images& all, const std::vector<int>& order, std::size_t first, std::size_t last) {
    images chosen;
    for (std::size_t i = first; i < last; ++i) {
        const auto from = all.values.begin() + static_cast<std::ptrdiff_t>(order[i]) * pixels;
        chosen.values.insert(chosen.values.end(), from, from + pixels);
        chosen.labels.push_back(all.labels[static_cast<std::size_t>(order[i])]);
    }
    return chosen;
}

}  // namespace

dataset load(const std::string& path) {
    const images all = read(path);
    if (all.count() < 5) {
        throw std::runtime_error(path + ": too few images to train and test on");
    }
    std::vector<int> order(all.labels.size());
    std::iota(order.begin(), order.end(), 0);
    random_source(0).shuffle(order);
    const std::size_t tests = order.size() / 5;
    dataset split{choose(all, order, tests, order.size()), choose(all, order, 0, tests)};

    double sum = 0;
    double squares = 0;
    for (const float v : split.train.values) {
        sum += v;
        squares += static_cast<double>(v) * v;
    }
    const double n = static_cast<double>(split.train.values.size());
    const double mean = sum / n;
    const double deviation = std::sqrt(squares / n - mean * mean);
    for (images* part : {&split.train, &split.test}) {
        for (float& v : part->values) {
            v = static_cast<float>((v - mean) / deviation);
        }
    }
    return split;
}

}  // namespace digits
