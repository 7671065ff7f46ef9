// The formulas without a tile around them, to be counted: kernels that compute four or eight float32 elements in
// straight code. What eight take more than four is what four elements cost, with a load and a store of 16 bytes each.
#include <actjet/core/activation.hpp>
#include <actjet/registry.hpp>

template <class A, bool Derivative, int Count>
__global__ void bare(const actjet::core::prepared<A, float> f, const float4* x, float4* y, float4* dydx) {
    float4 in[Count / 4];
    for (int i = 0; i < Count / 4; ++i) {
        in[i] = x[i];
    }
    for (int i = 0; i < Count / 4; ++i) {
        const auto [a, b, c, d] = in[i];
        const auto fa = f(a), fb = f(b), fc = f(c), fd = f(d);
        y[i] = {fa.value, fb.value, fc.value, fd.value};
        if constexpr (Derivative) {
            dydx[i] = {fa.derivative, fb.derivative, fc.derivative, fd.derivative};
        }
    }
}

template <class... As>
const void* kernels(actjet::core::list<As...>) {
    const void* last = nullptr;
    ((last = reinterpret_cast<const void*>(&bare<As, false, 4>),
      last = reinterpret_cast<const void*>(&bare<As, false, 8>),
      last = reinterpret_cast<const void*>(&bare<As, true, 4>),
      last = reinterpret_cast<const void*>(&bare<As, true, 8>)),
     ...);
    return last;
}

const void* all_kernels() {
    return kernels(actjet::all{});
}
