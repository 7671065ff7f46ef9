#pragma once

#include <actjet/core/activation.hpp>
#include <actjet/core/leaky.hpp>

namespace actjet {

// rrelu(x) = x for x > 0, else slope * x with the mean slope (lower + upper) / 2: the form for evaluation. Derivative 1
// for x > 0, else the slope. In training (ACTJET_RANDOM_PARAMETER) the slope of each element is uniform in
// [lower, upper); see passes/random.hpp. Value then: one rounding.
// The mean is carried in two floats: at most 1.01 ULP for the value (0.51 but for denormals) and 0.5 for the
// derivative. It is 0 or at least 2^-100 in magnitude: the lower float of a smaller one would be lost.
// Xu, Wang, Chen and Li, Empirical Evaluation of Rectified Activations in Convolutional Network, 2015.
struct rrelu {
    double lower = 1.0 / 8.0;
    double upper = 1.0 / 3.0;

    static constexpr core::facts facts{
        .id = ACTJET_RRELU,
        .name = "rrelu",
        .family = "rectifier",
        .formula = R"(x [x > 0] + \tfrac{l + u}{2} x [x \le 0])",
        .derivative = R"([x > 0] + \tfrac{l + u}{2} [x \le 0])",
        .paper =
            "Xu, Wang, Chen and Li, Empirical Evaluation of Rectified Activations in Convolutional Network, arXiv 2015",
        .ulp = {1.01, 0.5},
    };

    static constexpr auto parameters() {
        return std::array{
            core::parameter<rrelu>{"lower", &rrelu::lower, -core::infinity, core::infinity, true, true,
                                   "least slope for x <= 0"},
            core::parameter<rrelu>{
                "upper", &rrelu::upper, -core::infinity, core::infinity, true, true,
                "largest slope for x <= 0, at least lower; the mean is 0 or at least 2^-100 in magnitude"}};
    }

    constexpr const char* refusal() const {
        if (lower > upper) {
            return "lower must not exceed upper";
        }
        const double mean = 0.5 * lower + 0.5 * upper;
        return lower != -upper && -0x1p-100 < mean && mean < 0x1p-100
                   ? "the mean of lower and upper must be 0 or at least 2^-100 in magnitude"
                   : nullptr;
    }

    template <class S>
    struct constants {
        core::leak<S> mean;
        S mean_low;
        S least_finite;  // from there down x * mean is infinite, and the lower part of no account
        core::split_slope split;
    };

    // Halved before the sum, which cannot overflow then. x is bounded for the lower part: both may be huge, and their
    // product an infinity of the wrong sign.
    template <class S>
    ACTJET_HD constexpr constants<S> prepare() const {
        const double half_lower = 0.5 * static_cast<S>(lower), half_upper = 0.5 * static_cast<S>(upper);
        const double exact = half_lower + half_upper, added = exact - half_lower;
        const double rounded_away = (half_lower - (exact - added)) + (half_upper - added);
        const S mean = static_cast<S>(exact);
        const double size = exact < 0 ? -exact : exact, least = core::least_finite<S>;
        return {core::make_leak(mean), static_cast<S>((exact - mean) + rounded_away),
                static_cast<S>(size > 4 ? 4 * (least / size) : least), core::split_exactly(exact)};
    }

    template <class T>
    static ACTJET_HD core::jet<T> eval(T x, const constants<core::scalar_of<T>>& c) {
        const T mean = T(c.mean.slope);
        const T rest = core::at_least(x, T(c.least_finite)) * T(c.mean_low);
        return core::bend(x, core::fma(core::at_least(x, T(c.mean.lowest)), mean, rest), mean);
    }

    template <class T, core::half_precision Target>
    static ACTJET_HD core::jet<T> eval(T x, const constants<float>& c) {
        const T product = core::at_least(x, T(c.least_finite)) * T(c.split.coarse);
        return core::bend_with_nan(
            x, core::fma_to_odd(core::at_least(x, T(c.split.fine.lowest)), T(c.split.fine.slope), product),
            T(c.split.odd));
    }

    constexpr core::range random_parameter() const { return {lower, upper}; }

    template <class T, class Target>
    static ACTJET_HD core::jet<T> eval_with(T x, T parameter) {
        return core::leaky_with<Target>(x, parameter);
    }
};

}  // namespace actjet
