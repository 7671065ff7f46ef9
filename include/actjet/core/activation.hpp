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
// An activation without parameters has only facts and eval(T x).
//
// An element of 16 bits is computed in float32 and rounded to its format, so that far fewer digits are needed than
// float32 itself keeps. An activation that makes use of this has an eval on the target precision as well:
//
//     template <class T, half_precision Target> static core::jet<T> eval(T x, const constants<float>& c);
//
// Value and derivative are NaN there where x is NaN, any NaN, as the conversion makes it the canonical one. An
// activation without it gives elements of 16 bits its float32 results, rounded.
//
// A parameter that may be learned, the only one that its activation has, is named by
//
//     static constexpr double leaky_relu::*learned = &leaky_relu::slope;
//     template <class T> static T parameter_derivative(T x, const constants<core::scalar_of<T>>& c);  // df/dparameter
//
// and where each element may have a parameter of its own, there is
//
//     template <class T, class Target> static core::jet<T> eval_with(T x, T parameter);   // Target: float, double ...
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

// An activation that a user defines; see custom.hpp.
template <class A>
concept user_defined = requires {
    typename A::user_function;
};

// What a call's activation is made of.
struct source {
    const double* parameters;  // of the library's: in the catalogue's order, null for the defaults
    const void* custom;        // a user's, itself
    gradient rule;
};

template <class A>
A activation_from(const source& s) {
    if constexpr (user_defined<A>) {
        return *static_cast<const A*>(s.custom);
    } else {
        return with_parameters<A>(s.parameters);
    }
}

// An activation with a parameter that may be learned, and one each of whose elements may have a parameter of its own.
template <class A>
concept learned = requires {
    A::learned;
};
template <class A>
concept evaluated_with_parameter = requires {
    A::template eval_with<float, float>(0.0f, 0.0f);
};

// Activations that are the same function share the loops and kernels of one of them, which a member plain names.
template <class A>
struct plain_formula {
    using type = A;
};
template <class A>
requires requires {
    typename A::plain;
}
struct plain_formula<A> {
    using type = typename A::plain;
};
template <class A>
using plain_of = typename plain_formula<A>::type;

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

// Whether an activation has formulas of its own for a type of elements.
template <class A, class Element>
concept shortened = half_precision<Element> &&(
    requires { A::template eval<float, Element>(0.0f); } ||
    requires(const typename A::template constants<float>& c) { A::template eval<float, Element>(0.0f, c); });

// The constants of an activation, if it has any.
template <class A, class Scalar>
struct constants_of {
    explicit ACTJET_HD constexpr constants_of(const A&) {}
};

template <parametric A, class Scalar>
struct constants_of<A, Scalar> {
    typename A::template constants<Scalar> constants;

    explicit ACTJET_HD constexpr constants_of(const A& a) : constants(a.template prepare<Scalar>()) {}
};

// An activation ready to run: its constants in the scalar type of the computation, and the formulas for a type of
// elements. Trivially copyable, so that it can be a kernel argument.
template <class A, class Element>
struct prepared : constants_of<A, compute_of<Element>>, gradient_gate<A, compute_of<Element>> {
    using constants_type = constants_of<A, compute_of<Element>>;
    using gate = gradient_gate<A, compute_of<Element>>;

    explicit ACTJET_HD constexpr prepared(const A& a, gradient g = gradient::product) : constants_type(a), gate(g) {}
    // For other elements that are computed in the same type.
    template <class Other>
    explicit ACTJET_HD constexpr prepared(const prepared<A, Other>& p) : constants_type(p), gate(p) {}

    template <class T>
    ACTJET_HD jet<T> eval(T x) const {
        if constexpr (shortened<A, Element> && parametric<A>) {
            return A::template eval<T, Element>(x, this->constants);
        } else if constexpr (shortened<A, Element>) {
            return A::template eval<T, Element>(x);
        } else if constexpr (parametric<A>) {
            return A::template eval<T>(x, this->constants);
        } else {
            return A::template eval<T>(x);
        }
    }

    // With a parameter of the element's own.
    template <class T>
    ACTJET_HD jet<T> eval_with(T x, T parameter) const {
        return A::template eval_with<T, Element>(x, parameter);
    }

    // Takes another value of the parameter that may be learned.
    ACTJET_HD void learn(compute_of<Element> parameter) {
        A activation{};
        activation.*A::learned = parameter;
        this->constants = activation.template prepare<compute_of<Element>>();
    }

    // df/dparameter, in all digits of the computation.
    template <class T>
    ACTJET_HD T parameter_derivative(T x) const {
        return canonical_nan(x, A::parameter_derivative(x, this->constants));
    }

    template <class T>
    ACTJET_HD jet<T> operator()(T x) const {
        return kept(x, eval(x));
    }

    // What eval() gave, as it is where x is NaN.
    template <class T>
    ACTJET_HD jet<T> kept(T x, jet<T> raw) const {
        return nan_is_left<T> ? raw : keep_nan(x, raw);
    }

    // dy * f'(x), given the derivative.
    template <class T>
    ACTJET_HD T gradient_of(T x, T dy, T derivative) const {
        return canonical(x, this->passed(derivative, dy) * derivative);
    }

    // 0 * inf and a NaN in y give NaN, as IEEE says: make it the canonical one.
    template <class T>
    ACTJET_HD T canonical(T x, T y) const {
        return nan_is_left<T> ? y : canonical_nan(x, y);
    }

  private:
    // Whether NaNs are left to the conversion: those of packs keep their sign and payload.
    template <class T>
    static constexpr bool nan_is_left = shortened<A, Element> && !has_lanes<T>;
};

// An activation at one point: what passes are made of.
template <class F, class T>
struct evaluated {
    const F& f;
    T x;
    core::jet<T> raw;

    ACTJET_HD evaluated(const F& f_, T x_) : evaluated(f_, x_, f_.eval(x_)) {}
    ACTJET_HD evaluated(const F& f_, T x_, core::jet<T> raw_) : f(f_), x(x_), raw(raw_) {}

    ACTJET_HD core::jet<T> jet() const { return f.kept(x, raw); }
    // dy f'(x)
    ACTJET_HD T gradient(T dy) const { return f.gradient_of(x, dy, raw.derivative); }
    // y, which is made of these and of a pass's inputs, with the canonical NaN for every one.
    ACTJET_HD T canonical(T y) const { return f.canonical(x, y); }
    // y, or what a call that drops elements makes of it.
    ACTJET_HD T dropped(T y) const { return y; }
};

// What elements of a type go through: with float's, where there is nothing shorter.
template <class A, class Element>
using prepared_for = prepared<A, std::conditional_t<shortened<A, Element>, Element, compute_of<Element>>>;

// What passes compute in: Compute, or where users' compilers may fuse products and sums, a number that does not let
// them.
struct uncontracted;
template <class F, class Compute>
struct number_of_function {
    using type = Compute;
};
template <user_defined A, class Element>
struct number_of_function<prepared<A, Element>, float> {
    using type = uncontracted;
};
template <class F, class Compute>
using number_of = typename number_of_function<F, Compute>::type;

}  // namespace actjet::core
