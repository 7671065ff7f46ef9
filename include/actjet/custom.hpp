// An activation of one's own, in every pass of the library: forward, jet, backward, gated, with bias, dropout and all
// layouts and types, on the CPU and, in a source that nvcc compiles, on CUDA. One struct says what it is:
//
//     struct squareplus {                                             // (x + sqrt(x^2 + b)) / 2
//         double b = 4;
//         template <class T> ACTJET_HD T operator()(T x) const {
//             return (x + actjet::math::sqrt(x * x + b)) * 0.5;
//         }
//     };
//     actjet::forward(actjet::custom(squareplus{}), actjet::cuda_place(stream), x, y);
//     actjet::gated_backward(actjet::custom(squareplus{.b = 1}), actjet::cpu, gate, x, dy, dgate, dx);
//
// Its function is a template on the number type, which is float or double, several floats side by side, or a number
// that differentiates: so it is made of + - * /, comparisons and the functions of actjet/math.hpp, and has select()
// instead of branches. Constants are turned into numbers by math::number<T>(b), or by the operator beside which they
// stand.
//
// It says ACTJET_HD, and so does every function of its own that it calls: what is not inlined has no place on a device,
// and a compiler may fuse its products and sums.
//
// The derivative comes from the same text by automatic differentiation: as good as the text, and NaN where an
// intermediate overflows. Who knows it better, at kinks, at infinities or where it cancels, writes both at once,
// instead of operator():
//
//     template <class T> ACTJET_HD actjet::math::jet<T> jet(T x) const { return {value, derivative}; }
//
// and has check_derivative() compare the two. What else the struct may have:
//
//     static constexpr const char* name = "squareplus";   // in messages; else "custom"
//     static constexpr bool flat = true;                  // f' is 0 on a whole interval: see gradient::masked
//     ACTJET_HD auto prepared() const;                    // called on the host: what has the function in its place
//
// The struct is copied as bytes to the device: it holds numbers, and no pointers to the host. Arithmetic among its
// numbers alone belongs in prepared(), not into the function, where each place would repeat it in double.
//
// Results are the same bits on CPU and GPU, and on any instruction set, as far as they are made of IEEE operations and
// of actjet/math.hpp, but for double; each is rounded once to the type in which it is stored. NaN gives the canonical
// NaN. Their accuracy is the formula's own.
//
// CPU code is for the instruction set that the source is compiled for: -march=native, or -mavx2 -mfma -mf16c, makes the
// most of a processor. Without these fma() takes forty instructions of an x86 processor, and exp() thirty times as
// long. What nvcc compiles for the CPU takes one element at a time. No flags change results but those that
// actjet/functors.hpp names.
//
// A custom object must outlive the calls that are made of it, and fits the library of its own version alone.
#pragma once

#include <actjet/actjet.hpp>

#if __cplusplus >= 202002L && defined(__cpp_exceptions)  // else actjet.hpp has said so

#include <actjet/core/custom_formula.hpp>
#include <actjet/core/guard_check.hpp>
#include <actjet/math.hpp>

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

// Objects that are compiled for different instruction sets, and by nvcc, name their code differently, so that no linker
// takes one's for the other's.
#if defined(__CUDACC__)
#include <actjet/cuda/kernels.cuh>
#define ACTJET_CUSTOM_CODE custom_for_cuda
#elif defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#include <actjet/cpu/avx512_pack.hpp>
#include <actjet/cpu/twice.hpp>
#define ACTJET_CUSTOM_CODE custom_for_avx512
#elif defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)
#include <actjet/cpu/avx2_pack.hpp>
#include <actjet/cpu/twice.hpp>
#define ACTJET_CUSTOM_CODE custom_for_avx2
#else
#include <actjet/cpu/baseline_pack.hpp>
#include <actjet/cpu/twice.hpp>
#define ACTJET_CUSTOM_CODE custom_for_baseline
#endif

namespace actjet {
namespace math {

// f(x) and f'(x).
template <class T>
using jet = core::jet<T>;

}  // namespace math

inline namespace ACTJET_CUSTOM_CODE {
namespace detail {

template <class F>
concept gives_jet = requires(const F& f, double x) {
    f.jet(x);
};
template <class F>
concept gives_value = requires(const F& f, core::dual<double> x) {
    { f(x) } -> std::convertible_to<core::dual<double>>;
};

// What a place holds of a user's struct: itself, or what it is prepared to be.
template <class F>
concept is_prepared = requires(const F& f) {
    f.prepared();
};
template <class F>
struct held_form {
    using type = F;
};
template <is_prepared F>
struct held_form<F> {
    using type = decltype(std::declval<const F&>().prepared());
};
template <class F>
using held = typename held_form<F>::type;

template <class F>
constexpr const char* name_of() {
    if constexpr (requires { F::name; }) {
        return F::name;
    } else {
        return "custom";
    }
}
template <class F>
constexpr bool flat_of() {
    if constexpr (requires { F::flat; }) {
        return F::flat;
    } else {
        return false;
    }
}

// A user's function as the library's own activations are.
template <class F>
struct user_activation {
    static_assert(
        gives_jet<held<F>> || gives_value<held<F>>,
        "actjet: an activation of one's own has a template T operator()(T x) const, or math::jet<T> jet(T x) const");
    static_assert(std::is_trivially_copyable_v<F> && std::is_trivially_copyable_v<held<F>>,
                  "actjet: an activation of one's own is copied to the device as bytes");

    using user_function = F;
    F f;

    static constexpr core::facts facts{.id = ACTJET_CUSTOM,
                                       .name = name_of<F>(),
                                       .family = "custom",
                                       .formula = "",
                                       .derivative = "",
                                       .paper = "",
                                       .flat = flat_of<F>(),
                                       .ulp = {}};

    static constexpr auto parameters() { return std::array<core::parameter<user_activation>, 0>{}; }

    template <class S>
    struct constants {
        held<F> f;
    };
    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        if constexpr (is_prepared<F>) {
            return {f.prepared()};
        } else {
            return {f};
        }
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        if constexpr (gives_jet<held<F>>) {
            const core::jet<T> y = c.f.jet(x);
            return {core::canonical_nan(y.value, y.value), core::canonical_nan(y.derivative, y.derivative)};
        } else {
            const core::dual<T> y = c.f(core::dual<T>(x, T(core::scalar_of<T>(1))));
            return {core::canonical_nan(y.v, y.v), core::canonical_nan(y.d, y.d)};
        }
    }
};

// One element at a time.
template <class T, class Pass, class Function, class Scalar>
void run_elements(const Function& f, const Scalar* const* inputs, Scalar* const* outputs, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        T in[passes::inputs<Pass>], out[passes::outputs<Pass>];
        for (int k = 0; k < passes::inputs<Pass>; ++k) {
            in[k] = inputs[k][i];
        }
        passes::apply_plain<Pass>(f, in, out);
        for (int k = 0; k < passes::outputs<Pass>; ++k) {
            outputs[k][i] = static_cast<Scalar>(out[k]);
        }
    }
}

template <class A, class Scalar>
core::prepared<A, Scalar> prepared_from(const void* source) {
    const auto& s = *static_cast<const core::source*>(source);
    return core::prepared<A, Scalar>(core::activation_from<A>(s), s.rule);
}

template <class A, class Pass>
#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__)
// All that is called is inlined here, so that no product of it is fused with a sum.
__attribute__((optimize("fp-contract=off")))
#endif
void run_float32(const void* source, const float* const* inputs, float* const* outputs, std::size_t n,
                 [[maybe_unused]] host::memory_access access) {
    core::refuse_fast_math(inputs[0][0]);
    const auto f = prepared_from<A, float>(source);
#if defined(__CUDACC__)
    run_elements<core::uncontracted, Pass>(f, inputs, outputs, n);
#elif defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
    host::run_steps<host::twice<host::avx512::pack>, Pass>(f, inputs, outputs, n, access);
#elif defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)
    host::run_steps<host::twice<host::avx2::pack>, Pass>(f, inputs, outputs, n, access);
#else
    host::run_steps<host::twice<host::baseline::pack>, Pass>(f, inputs, outputs, n, access);
#endif
}

template <class A, class Pass>
void run_float64(const void* source, const double* const* inputs, double* const* outputs, std::size_t n) {
    run_elements<double, Pass>(prepared_from<A, double>(source), inputs, outputs, n);
}

#if defined(__CUDACC__)
// In the order of actjet_dtype.
template <class A>
inline constexpr device::kernels_of_type kernels[] = {device::kernels_for<A, float>, device::kernels_for<A, double>,
                                                      device::kernels_for<A, float16>,
                                                      device::kernels_for<A, bfloat16>};
#endif

template <class A, class... Passes>
core::custom_formula formula_of(const A& activation, core::list<Passes...>) {
    return {
        {ACTJET_VERSION_MAJOR, ACTJET_VERSION_MINOR, ACTJET_VERSION_PATCH}, A::facts.name, A::facts.flat, &activation,
            {&run_float32<A, Passes>...}, {&run_float64<A, Passes>...},
#if defined(__CUDACC__)
            kernels<A>
#else
            nullptr
#endif
    };
}

}  // namespace detail

// An activation made of a user's struct.
template <class F>
class custom {
  public:
    custom(const F& f) : activation_{f}, formula_(detail::formula_of(activation_, passes::plain{})) {}
    custom(const custom& other) : custom(other.activation_.f) {}
    custom& operator=(const custom& other) {
        activation_ = other.activation_;
        return *this;
    }

    const F& function() const { return activation_.f; }
    // What calls take.
    const core::custom_formula& formula() const { return formula_; }

  private:
    detail::user_activation<F> activation_;
    core::custom_formula formula_;
};

// Where a derivative that is written by hand differs most from that of the value beside it.
struct derivative_difference {
    double x, by_hand, automatic;

    // Relative to the derivative, or, where that is less than 1, absolute.
    double size() const {
        const double difference = std::fabs(by_hand - automatic);
        return std::isnan(difference) ? INFINITY : difference / std::fmax(1, std::fabs(automatic));
    }
};

// Compares them in double at so many points from lower to upper, none of them a round number, where kinks are.
template <class F>
derivative_difference check_derivative(const F& f, double lower = -30, double upper = 30, int points = 20000) {
    static_assert(detail::gives_jet<F>, "actjet: without a jet() there is no derivative by hand to check");
    derivative_difference worst{lower, 0, 0};
    for (int i = 0; i < points; ++i) {
        const double x = lower + (upper - lower) * ((i + 0.37) / points);
        const derivative_difference here{x, f.jet(x).derivative, f.jet(core::dual<double>(x, 1)).value.d};
        if (here.size() > worst.size()) {
            worst = here;
        }
    }
    return worst;
}

}  // namespace ACTJET_CUSTOM_CODE
}  // namespace actjet

#undef ACTJET_CUSTOM_CODE
#endif
