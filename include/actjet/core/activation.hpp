// What makes a type an activation, and how a kernel holds one.
//
//     struct leaky_relu {
//         double slope = 0.01;                                        // parameters, in the order of the interface
//         static constexpr core::facts facts{...};
//         static constexpr auto parameters() { return std::array{core::parameter<leaky_relu>{...}}; }
//
//         template <class S> struct constants { S slope; };           // what eval needs of them, S = float or double
//         template <class S> ACTJET_HD constexpr constants<S> prepare() const;  // made once per call
//         template <class T> static core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c);
//     };
//
// An activation without parameters has only facts and eval(T x). An element of 16 bits is computed as a float32 and
// rounded to its format, so that the result is rounded twice. Where the first rounding can make a tie of what was none,
// a parametric activation has a second entry, which results of 16 bits take instead of eval:
//
//     template <class T> static core::jet<T> eval_for_16_bits(T x, const constants<float>& c);
//
// Its results are rounded to odd (fma_to_odd in number.hpp), and so, once rounded to 16 bits, the nearest to the exact
// ones. float32 results are eval's.
//
// Where an interval does not say all, as when a rule ties two parameters together, a member
//
//     constexpr const char* refusal() const;                          // nullptr, or "lower must not exceed upper"
//
// says so after each parameter has been found in its own interval.
#pragma once

#include <actjet/core/facts.hpp>
#include <actjet/core/half.hpp>
#include <actjet/core/jet.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

namespace actjet {

// What a backward pass makes of dy where f'(x) is zero on a whole interval (facts::flat).
enum class gradient {
    product,  // dx = dy * f'(x), as everywhere: NaN where dy is infinite or NaN
    masked    // dx = 0, whatever dy is
};

}  // namespace actjet

namespace actjet::core {

template <class A>
concept is_activation = std::same_as<std::remove_cv_t<decltype(A::facts)>, facts>;

template <class A>
concept parametric = requires {
    A::parameters();
};

template <class A>
constexpr std::size_t parameter_count() {
    if constexpr (parametric<A>) {
        return A::parameters().size();
    } else {
        return 0;
    }
}

// The activation with these parameter values, or with its defaults if values is null.
template <class A>
A with_parameters(const double* values) {
    A activation{};
    if constexpr (parametric<A>) {
        if (values) {
            for (const auto& p : A::parameters()) {
                activation.*p.member = *values++;
            }
        }
    }
    return activation;
}

// NaN in, NaN out, always the canonical one: the rule is kept here, for every activation at once, so that no formula
// needs to care what it makes of a NaN. For any other x, infinities included, a formula gives no NaN.
template <class T>
ACTJET_HD jet<T> keep_nan(T x, jet<T> result) {
    if constexpr (has_lanes<T>) {
        if (!ops<T>::any_nan(x)) [[likely]] {
            return result;
        }
    }
    const auto nan = ops<T>::unordered(x, x);
    return {select(nan, ops<T>::nan(), result.value), select(nan, ops<T>::nan(), result.derivative)};
}

// What of dy a backward pass multiplies with the derivative.
template <class A, class Scalar>
struct gradient_gate {
    explicit ACTJET_HD constexpr gradient_gate(gradient) {}

    template <class T>
    ACTJET_HD T passed(T, T dy) const {
        return dy;
    }
};

template <class A, class Scalar>
requires(A::facts.flat) struct gradient_gate<A, Scalar> {
    // Where |f'(x)| is no more than this, nothing of dy passes. No |f'(x)| is as low as -1.
    Scalar shut;

    explicit ACTJET_HD constexpr gradient_gate(gradient g) : shut(g == gradient::masked ? Scalar(0) : Scalar(-1)) {}

    template <class T>
    ACTJET_HD T passed(T derivative, T dy) const {
        return select(abs(derivative) <= T(shut), T(0), dy);
    }
};

// An activation ready to run: its constants in the scalar type of the computation. Trivially copyable, so that it can
// be a kernel argument.
template <class A, class Scalar>
struct prepared : gradient_gate<A, Scalar> {
    explicit ACTJET_HD constexpr prepared(const A&, gradient g = gradient::product) : gradient_gate<A, Scalar>(g) {}

    template <class T>
    ACTJET_HD jet<T> eval(T x) const {
        return A::template eval<T>(x);
    }

    template <class T>
    ACTJET_HD jet<T> operator()(T x) const {
        return keep_nan(x, eval(x));
    }
};

template <parametric A, class Scalar>
struct prepared<A, Scalar> : gradient_gate<A, Scalar> {
    typename A::template constants<Scalar> constants;

    explicit ACTJET_HD constexpr prepared(const A& a, gradient g = gradient::product)
        : gradient_gate<A, Scalar>(g), constants(a.template prepare<Scalar>()) {}

    template <class T>
    ACTJET_HD jet<T> eval(T x) const {
        return A::template eval<T>(x, constants);
    }

    template <class T>
    ACTJET_HD jet<T> operator()(T x) const {
        return keep_nan(x, eval(x));
    }
};

// The same, where results are rounded to 16 bits: with the activation's second entry.
template <class A>
struct prepared_for_16_bits : prepared<A, float> {
    using prepared<A, float>::prepared;
    explicit ACTJET_HD constexpr prepared_for_16_bits(const prepared<A, float>& p) : prepared<A, float>(p) {}

    template <class T>
    ACTJET_HD jet<T> eval(T x) const {
        return A::template eval_for_16_bits<T>(x, this->constants);
    }

    template <class T>
    ACTJET_HD jet<T> operator()(T x) const {
        return keep_nan(x, eval(x));
    }
};

template <class A>
concept has_entry_for_16_bits = requires(const typename A::template constants<float>& c) {
    A::eval_for_16_bits(0.0f, c);
};

// What elements of a type go through. float16 and bfloat16 share it, and with float where there is no second entry.
template <class A, class Element>
using prepared_for = std::conditional_t<has_entry_for_16_bits<A> && sizeof(Element) == 2, prepared_for_16_bits<A>,
                                        prepared<A, compute_of<Element>>>;

}  // namespace actjet::core
