// Activations and their derivatives as textbooks and frameworks write them, in float with CUDA's mathematics. They are
// not exact in the tails: they are here to be timed.
#pragma once

#include "peers.hpp"

#include <actjet/core/half.hpp>

#include <cuda_bf16.h>

#include <stdexcept>

namespace actjet::bench::formulas {

__device__ inline float logistic(float x) {
    return 1 / (1 + expf(-x));
}

struct relu {
    static constexpr const char* name = "relu";
    static __device__ float value(float x) { return fmaxf(x, 0); }
    static __device__ float slope(float x) { return x > 0 ? 1.0f : 0.0f; }
};

struct elu {
    static constexpr const char* name = "elu";
    static __device__ float value(float x) { return x > 0 ? x : expm1f(x); }
    static __device__ float slope(float x) { return x > 0 ? 1 : expf(x); }
};

// Linear above 20, as in PyTorch.
struct softplus {
    static constexpr const char* name = "softplus";
    static __device__ float value(float x) { return x > 20 ? x : log1pf(expf(x)); }
    static __device__ float slope(float x) { return logistic(x); }
};

struct tanh {
    static constexpr const char* name = "tanh";
    static __device__ float value(float x) { return tanhf(x); }
    static __device__ float slope(float x) {
        const float t = tanhf(x);
        return 1 - t * t;
    }
};

struct silu {
    static constexpr const char* name = "silu";
    static __device__ float value(float x) { return x * logistic(x); }
    static __device__ float slope(float x) {
        const float s = logistic(x);
        return s * (1 + x * (1 - s));
    }
};

struct gelu {
    static constexpr const char* name = "gelu";
    static constexpr float root_half = 0.70710678f, density_at_0 = 0.39894228f;
    static __device__ float value(float x) { return 0.5f * x * (1 + erff(root_half * x)); }
    static __device__ float slope(float x) {
        return 0.5f * (1 + erff(root_half * x)) + density_at_0 * x * expf(-0.5f * x * x);
    }
};

struct gelu_tanh {
    static constexpr const char* name = "gelu_tanh";
    static constexpr float scale = 0.79788456f, cubic = 0.044715f;
    static __device__ float value(float x) { return 0.5f * x * (1 + tanhf(scale * (x + cubic * x * x * x))); }
    static __device__ float slope(float x) {
        const float t = tanhf(scale * (x + cubic * x * x * x));
        return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * scale * (1 + 3 * cubic * x * x);
    }
};

struct mish {
    static constexpr const char* name = "mish";
    static __device__ float value(float x) { return x * tanhf(log1pf(expf(x))); }
    static __device__ float slope(float x) {
        const float t = tanhf(log1pf(expf(x)));
        return t + x * logistic(x) * (1 - t * t);
    }
};

__device__ inline float load(float x) {
    return x;
}
__device__ inline float load(__nv_bfloat16 x) {
    return __bfloat162float(x);
}
template <class Element>
__device__ Element store(float x) {
    return static_cast<Element>(x);
}

template <class Formula, class Element>
struct forward {
    __device__ Element operator()(Element x) const { return store<Element>(Formula::value(load(x))); }
};

template <class Formula, class Element>
struct backward {
    __device__ Element operator()(Element x, Element dy) const {
        return store<Element>(load(dy) * Formula::slope(load(x)));
    }
};

template <class Call, class... Formulas>
work find(const std::string& activation, const pass& p, const Call& call) {
    work found;
    const auto try_one = [&]<class Formula>(Formula) {
        if (activation != Formula::name) {
            return;
        }
        if (p.dtype == ACTJET_FLOAT32) {
            found = call(Formula{}, float{});
        } else if (p.dtype == ACTJET_BFLOAT16) {
            found = call(Formula{}, __nv_bfloat16{});
        }
    };
    (try_one(Formulas{}), ...);
    if (!found || (p.id != ACTJET_FORWARD && p.id != ACTJET_BACKWARD)) {
        throw std::runtime_error("no formula for this activation, pass or type");
    }
    return found;
}

// Returns call(formula, element), for a pass forward or backward of an activation that stands above.
template <class Call>
work visit(const std::string& activation, const pass& p, const Call& call) {
    return find<Call, relu, elu, softplus, tanh, silu, gelu, gelu_tanh, mish>(activation, p, call);
}

}  // namespace actjet::bench::formulas
