// log1p in float32, on the interval that exp(-|x|) falls into.
//
// Coefficients: scripts/fit/log1p.sollya.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::core {

// (log1p(e) - e) / e, for 0 <= e <= 1: e + e * this is log1p(e) with a relative error of 2^-27.5.
template <class T>
ACTJET_HD T log1p_rest(T e) {
    return e * polynomial(e, -0x1.ffffd2p-2f, 0x1.554ddap-2f, -0x1.ff2556p-3f, 0x1.935568p-3f, -0x1.3a6736p-3f,
                          0x1.b53c48p-4f, -0x1.d7efa8p-5f, 0x1.4a9226p-6f, -0x1.b22adep-9f);
}

}  // namespace actjet::core
