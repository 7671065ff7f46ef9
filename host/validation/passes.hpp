// The passes, and the arrays that each must be given: what the tool reads and writes, and what the benchmarks move.
#pragma once

#include <actjet/actjet.h>
#include <actjet/passes/list.hpp>

#include <vector>

namespace actjet::validation {

inline std::vector<actjet_pass> all_passes() {
    std::vector<actjet_pass> passes;
    for (int number = 1; number <= ACTJET_PASS_COUNT; ++number) {
        passes.push_back(static_cast<actjet_pass>(number));
    }
    return passes;
}

// Whether a pass goes over rows. What makes inputs of its own for a pass has none for these.
inline bool goes_over_rows(actjet_pass pass) {
    return passes::descriptions[static_cast<std::size_t>(pass - 1)].over == passes::traversal::rows;
}

inline std::vector<actjet_pass> passes_over_elements() {
    std::vector<actjet_pass> passes = all_passes();
    std::erase_if(passes, goes_over_rows);
    return passes;
}

// Their places among the operands of actjet_pass_at(). What may be left out is left out.
struct pass_arrays {
    std::vector<int> inputs, outputs;
};

inline pass_arrays required_arrays(actjet_pass pass) {
    const actjet_pass_info& info = *actjet_pass_at(pass);
    pass_arrays found;
    for (int k = 0; k < info.operand_count; ++k) {
        if (!info.operands[k].optional) {
            (info.operands[k].role == ACTJET_INPUT ? found.inputs : found.outputs).push_back(k);
        }
    }
    return found;
}

}  // namespace actjet::validation
