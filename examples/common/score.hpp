// How well a network does, from what it puts out.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace digits {

// Of images whose outputs are given, a row of `outputs` numbers for each: the mean cross-entropy, and the share whose
// greatest output is their label's.
struct score {
    double loss;
    double accuracy;
};

template <class T>
score judge(const std::vector<T>& values, const std::vector<int>& labels, int outputs) {
    double loss = 0;
    double right = 0;
    for (std::size_t r = 0; r < labels.size(); ++r) {
        const T* row = values.data() + r * static_cast<std::size_t>(outputs);
        const T* greatest = std::max_element(row, row + outputs);
        double sum = 0;
        for (int j = 0; j < outputs; ++j) {
            sum += std::exp(static_cast<double>(row[j]) - static_cast<double>(*greatest));
        }
        loss += std::log(sum) + static_cast<double>(*greatest) - static_cast<double>(row[labels[r]]);
        right += greatest - row == labels[r] ? 1 : 0;
    }
    const auto n = static_cast<double>(labels.size());
    return {loss / n, right / n};
}

}  // namespace digits
