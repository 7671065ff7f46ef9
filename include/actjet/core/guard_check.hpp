// Refuses to compile where clang may reassociate or ignores NaN or the sign of zero: -fassociative-math,
// -fno-honor-nans, -fno-signed-zeros and -funsafe-math-optimizations, which have no macro. g++ has one, which
// number.hpp reads.
#pragma once

#include <actjet/core/number.hpp>

namespace actjet::core {

#if defined(__clang__) && !defined(__CUDA_ARCH__)
__attribute__((error("actjet's results are exact: build without -ffast-math and every part of it"))) void
compiled_with_fast_math();

// What the compiler knows under these flags, and only there, if it does not know x. Without optimisation it knows
// nothing.
template <class T>
ACTJET_HD void refuse_fast_math(T x) {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    if (!__builtin_constant_p(x) &&
        (__builtin_constant_p((x + T(1)) - x) || __builtin_constant_p(x != x) ||
         __builtin_constant_p(__builtin_bit_cast(bits, x + T(0)) ^ __builtin_bit_cast(bits, x)))) {
        compiled_with_fast_math();
    }
}
#else
template <class T>
ACTJET_HD void refuse_fast_math(T) {}
#endif

}  // namespace actjet::core
