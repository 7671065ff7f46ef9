// Activations as function objects for host and device code: for a user's own kernels, for Thrust, for CUB. Header only:
// nothing of the library is linked.
//
//     thrust::transform(x.begin(), x.end(), y.begin(), actjet::value_of{actjet::gelu{}});
//     thrust::transform(x.begin(), x.end(), dy.begin(), dx.begin(), actjet::backward_of{actjet::elu{.alpha = 0.5}});
//
//     actjet::jet_of<actjet::silu, __nv_bfloat16> f;
//     auto [value, derivative] = f(x);
//
// Element types: float, which is the default, double, float16, bfloat16, _Float16, __half and __nv_bfloat16, and pairs
// of the 16-bit types: float16x2, bfloat16x2, __half2 and __nv_bfloat162, for which one instruction rounds both. The
// 16-bit types are computed in float and rounded once. A functor is made on the host or on the device, from an
// activation as a type: one named at run time (any_activation) is a matter of actjet::forward, jet and backward.
//
// For all but double the results are the bits that a call of the library gives, on host and device, and whatever the
// compiler is told about contraction (-fmad, -ffp-contract). Under -ffast-math they do not compile, nor under those of
// its parts that change results. No source can know of nvcc's --use_fast_math and -ftz=true: compile without these.
// double is within its bound of 4 ULP, as in the library.
//
// Parameters are not checked here: they must lie in the intervals that the activation states. No exceptions, no RTTI.
#pragma once

#if __cplusplus < 202002L
#error "actjet/functors.hpp needs C++20: -std=c++20, for nvcc too. actjet/actjet.h is for C99 and any C++"
#else

#include <actjet/core/element.hpp>
#include <actjet/core/guard_check.hpp>
#include <actjet/core/uncontracted.hpp>
#include <actjet/passes/elementwise.hpp>
#include <actjet/registry.hpp>

namespace actjet {
namespace core {

// What the functors have in common: the activation's constants, and the way from elements to numbers and back.
template <class A, class Element>
class functor {
    static_assert(
        is_activation<A>,
        "actjet: a functor takes an activation as a type, as in value_of<gelu>. One that is named at run time "
        "(any_activation) is computed by actjet::forward, jet and backward");
    static_assert(is_element<Element>,
                  "actjet: an element is float, double, float16, bfloat16, _Float16, __half, __nv_bfloat16, or one of "
                  "the pairs float16x2, bfloat16x2, __half2, __nv_bfloat162");

    using format = format_of<Element>;
    using number = std::conditional_t<std::same_as<format, double>, double, uncontracted>;
    static constexpr int lanes = element_traits<Element>::lanes;

    prepared_for<A, format> f_;

  protected:
    explicit ACTJET_HD constexpr functor(const A& activation, gradient rule = gradient::product)
        : f_(activation, rule) {}

    template <class Pass>
    ACTJET_HD void apply(const Element (&in)[passes::inputs<Pass>], Element (&out)[passes::outputs<Pass>]) const {
        refuse_fast_math(widen_lane(in[0], 0));
        compute_of<format> results[passes::outputs<Pass>][lanes];
        for (int lane = 0; lane < lanes; ++lane) {
            number x[passes::inputs<Pass>], y[passes::outputs<Pass>];
            for (int k = 0; k < passes::inputs<Pass>; ++k) {
                x[k] = widen_lane(in[k], lane);
            }
            passes::apply_plain<Pass>(f_, x, y);
            for (int k = 0; k < passes::outputs<Pass>; ++k) {
                results[k][lane] = static_cast<compute_of<format>>(y[k]);
            }
        }
        for (int k = 0; k < passes::outputs<Pass>; ++k) {
            out[k] = narrow_lanes<Element>(results[k]);
        }
    }
};

}  // namespace core

// x -> f(x)
template <class A, class Element = float>
struct value_of : private core::functor<A, Element> {
    ACTJET_HD constexpr value_of() : value_of(A{}) {}
    explicit ACTJET_HD constexpr value_of(const A& activation) : core::functor<A, Element>(activation) {}

    ACTJET_HD Element operator()(Element x) const {
        const Element in[] = {x};
        Element out[1];
        this->template apply<passes::forward>(in, out);
        return out[0];
    }
};

// x -> f'(x)
template <class A, class Element = float>
struct derivative_of : private core::functor<A, Element> {
    ACTJET_HD constexpr derivative_of() : derivative_of(A{}) {}
    explicit ACTJET_HD constexpr derivative_of(const A& activation) : core::functor<A, Element>(activation) {}

    ACTJET_HD Element operator()(Element x) const {
        const Element in[] = {x};
        Element out[2];
        this->template apply<passes::jet>(in, out);
        return out[1];
    }
};

// x -> {f(x), f'(x)}
template <class A, class Element = float>
struct jet_of : private core::functor<A, Element> {
    ACTJET_HD constexpr jet_of() : jet_of(A{}) {}
    explicit ACTJET_HD constexpr jet_of(const A& activation) : core::functor<A, Element>(activation) {}

    ACTJET_HD core::jet<Element> operator()(Element x) const {
        const Element in[] = {x};
        Element out[2];
        this->template apply<passes::jet>(in, out);
        return {out[0], out[1]};
    }
};

// x, dy -> dy * f'(x); with gradient::masked 0 where f' is zero on a whole interval, whatever dy is
template <class A, class Element = float>
struct backward_of : private core::functor<A, Element> {
    ACTJET_HD constexpr backward_of() : backward_of(A{}) {}
    explicit ACTJET_HD constexpr backward_of(const A& activation, gradient rule = gradient::product)
        : core::functor<A, Element>(activation, rule) {}

    ACTJET_HD Element operator()(Element x, Element dy) const {
        const Element in[] = {x, dy};
        Element out[1];
        this->template apply<passes::backward>(in, out);
        return out[0];
    }
};

}  // namespace actjet

#endif
