// Activations as function objects for host and device code: for a user's own kernels, for Thrust, for CUB. Header only:
// nothing of the library is linked.
//
//     thrust::transform(x.begin(), x.end(), y.begin(), actjet::value_of{actjet::gelu{}});
//     thrust::transform(x.begin(), x.end(), dy.begin(), dx.begin(), actjet::backward_of{actjet::elu{.alpha = 0.5}});
//
//     actjet::jet_of<actjet::silu, __nv_bfloat16> f;
//     auto [value, derivative] = f(x);
//
// Element types: float, which is the default, double, float16, bfloat16, __half and __nv_bfloat16. The 16-bit types are
// computed in float and rounded once.
//
// For all but double the results are the bits that a call of the library gives, on host and device, and whatever the
// compiler is told about contraction (-fmad, -ffp-contract). Not under -ffast-math and its parts, which do not compile,
// nor under nvcc's --use_fast_math and -ftz=true or clang's -funsafe-math-optimizations, of which no source can know.
// double is within its bound of 4 ULP, as in the library.
//
// Parameters are not checked here: they must lie in the intervals that the activation states.
#pragma once

#include <actjet/core/half.hpp>
#include <actjet/core/mode.hpp>
#include <actjet/core/uncontracted.hpp>
#include <actjet/registry.hpp>

struct __half;
struct __nv_bfloat16;

namespace actjet {
namespace core {

// The format of an element type.
template <class Element>
struct format_of {
    using type = Element;
};
template <>
struct format_of<__half> {
    using type = float16;
};
template <>
struct format_of<__nv_bfloat16> {
    using type = bfloat16;
};

// What the functors have in common: the activation's constants, and the way from elements to numbers and back.
template <class A, class Element>
class functor {
  protected:
    using format = typename format_of<Element>::type;
    using number = std::conditional_t<std::same_as<format, double>, double, uncontracted>;

    explicit functor(const A& activation, gradient rule = gradient::product) : f_(activation, rule) {}

    static ACTJET_HD number widened(Element x) { return widen(__builtin_bit_cast(format, x)); }
    static ACTJET_HD Element narrowed(number x) {
        if constexpr (std::same_as<number, double>) {
            return x;
        } else {
            return __builtin_bit_cast(Element, narrow<format>(x.value));
        }
    }

    prepared_for<A, format> f_;
};

}  // namespace core

// x -> f(x)
template <class A, class Element = float>
struct value_of : private core::functor<A, Element> {
    value_of() : value_of(A{}) {}
    explicit value_of(const A& activation) : core::functor<A, Element>(activation) {}

    ACTJET_HD Element operator()(Element x) const { return this->narrowed(this->f_(this->widened(x)).value); }
};

// x -> f'(x)
template <class A, class Element = float>
struct derivative_of : private core::functor<A, Element> {
    derivative_of() : derivative_of(A{}) {}
    explicit derivative_of(const A& activation) : core::functor<A, Element>(activation) {}

    ACTJET_HD Element operator()(Element x) const { return this->narrowed(this->f_(this->widened(x)).derivative); }
};

// x -> {f(x), f'(x)}
template <class A, class Element = float>
struct jet_of : private core::functor<A, Element> {
    jet_of() : jet_of(A{}) {}
    explicit jet_of(const A& activation) : core::functor<A, Element>(activation) {}

    ACTJET_HD core::jet<Element> operator()(Element x) const {
        const auto result = this->f_(this->widened(x));
        return {this->narrowed(result.value), this->narrowed(result.derivative)};
    }
};

// x, dy -> dy * f'(x); with gradient::masked 0 where f' is zero on a whole interval, whatever dy is
template <class A, class Element = float>
struct backward_of : private core::functor<A, Element> {
    backward_of() : backward_of(A{}) {}
    explicit backward_of(const A& activation, gradient rule = gradient::product)
        : core::functor<A, Element>(activation, rule) {}

    ACTJET_HD Element operator()(Element x, Element dy) const {
        const typename backward_of::number in[] = {this->widened(x), this->widened(dy)};
        typename backward_of::number out[1];
        core::backward::apply(this->f_, in, out);
        return this->narrowed(out[0]);
    }
};

}  // namespace actjet
