// The handwritten digits: 1,797 images of 8x8 pixels, and which digit each shows.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace digits {

inline constexpr int pixels = 64;
inline constexpr int classes = 10;

struct images {
    std::vector<float> values;  // row-major, `pixels` to an image
    std::vector<int> labels;    // 0 to 9

    int count() const { return static_cast<int>(labels.size()); }

    // Forgets the others.
    void keep_first(int n) {
        if (n < count()) {
            labels.resize(static_cast<std::size_t>(n));
            values.resize(labels.size() * pixels);
        }
    }
};

struct dataset {
    images train;
    images test;
};

// Reads lines of 64 pixels (0 to 16) and a label, separated by commas. One image in five, chosen by a fixed shuffle, is
// for the test. Pixels are shifted and scaled so that over the training images they have mean 0 and deviation 1.
// Throws std::runtime_error, with the line's number, where the file is anything else.
dataset load(const std::string& path);

}  // namespace digits
