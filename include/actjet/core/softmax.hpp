// What softmax and log_softmax are made of: of each column its weight, exp of its distance from the row's largest
// logit; of each row the sum of the weights and its logarithm.
//
// A distance is the difference of two logits, times a rate, as the sum of two numbers: exactly but for the product of
// the low part, so that a weight has the digits of its own exponential however large the distance is.
//
// Weights are times 2^36 in float32, so that those of denormal results are ordinary numbers (see exponential.hpp), and
// the largest column's own is never computed: a row's sum is count + rest, where count is the number of columns at the
// maximum, each of weight 1, and rest is the sum of all other weights. So log(count + rest), which is log1p(rest) of a
// row with one large column, keeps its digits where it is almost 0.
//
// A row's logarithm is computed in float64, of IEEE operations alone. A float64 row uses the C library's functions.
#pragma once

#include <actjet/core/exponential.hpp>
#include <actjet/core/quotient.hpp>

#include <cstdint>
#include <limits>

#include <actjet/core/guard_begin.hpp>

namespace actjet::core {

// The logit of a column that is hidden.
template <class S>
inline constexpr S no_logit = -std::numeric_limits<S>::infinity();

template <class T>
inline constexpr scalar_of<T> weight_scale = binary32<T> ? scaled_exp<float>::scale : scalar_of<T>(1);
// Weights from this distance on round to results of 0, and are 0.
template <class T>
inline constexpr scalar_of<T> least_distance = binary32<T> ? -110 : -800;

// What stands for the weight of a column at the maximum, which counts apart: it changes no sum of weights.
inline constexpr float weight_of_largest = -0.0f;

// A rate of 1, known when it is compiled.
struct unit_rate {};

// (x - largest) rate. The low part is no number where the high part is infinite.
template <class T>
ACTJET_HD two_part<T> distance(T x, T largest, unit_rate) {
    const T d = x - largest, back = d - x;
    return {d, (x - (d - back)) - (largest + back)};
}
template <class T>
ACTJET_HD two_part<T> distance(T x, T largest, T rate) {
    const two_part<T> d = distance(x, largest, unit_rate{});
    const T z = d.high * rate;
    return {z, fma(d.low, rate, fma(d.high, rate, -z))};
}

// exp(z) weight_scale.
template <class T>
ACTJET_HD T weight(two_part<T> z) {
    T w;
    if constexpr (binary32<T>) {
        const reduction<T> reduced(z.high, T(exp_magic<36>));
        w = scaled_exp<T>{reduced.power(), expm1_reduced(reduced.rest(z.high, z.low))}.high();
    } else {
        const T e = exp(z.high);
        w = fma(e, z.low, e);
    }
    return select(z.high < T(least_distance<T>), T(0), w);
}

// z - log, where log is that of a row's sum. Both are of one sign, so that nothing cancels.
template <class T>
ACTJET_HD T log_share(two_part<T> z, two_part<T> log) {
    const T low = select(z.high < T(least_finite<scalar_of<T>>), T(0), z.low);
    return (z.high - log.high) + (low - log.low);
}

// log(count + rest) for count >= 1, to 2^-43, of IEEE operations: 2^k f with f in [0.707, 1.414), and log(f) as a
// series of (f - 1) / (f + 1), which is 0.172 at most, so that what is left out of it is 2^-53 of it.
ACTJET_HD double log_of_sum(double count, double rest) {
    constexpr std::uint64_t lowest_f = 0x3fe6a00000000000;  // 0.707
    const double sum = count + rest;
    const auto bits = __builtin_bit_cast(std::uint64_t, sum);
    const std::uint64_t k = (bits - lowest_f) >> 52;
    const double f = __builtin_bit_cast(double, bits - (k << 52));
    const double above = k == 0 ? (count - 1) + rest : f - 1;
    const double s = above / (2 + above), q = s * s;
    double series = 1.0 / 17;
    series = series * q + 1.0 / 15;
    series = series * q + 1.0 / 13;
    series = series * q + 1.0 / 11;
    series = series * q + 1.0 / 9;
    series = series * q + 1.0 / 7;
    series = series * q + 1.0 / 5;
    series = series * q + 1.0 / 3;
    series = series * q + 1;
    constexpr double ln2 = static_cast<double>(ln2_high) + ln2_low;
    return static_cast<double>(k) * ln2 + 2 * s * series;
}

// What a row's results are made of.
template <class S>
struct row_numbers {
    bool constant;  // whether all of the row is value: NaN, or what a row with nothing to choose is
    S value;
    two_part<S> inverse;  // 1 / (sum weight_scale)
    two_part<S> log;      // of the sum
    S log_sum;            // of the logits' exponentials

    // A column's part of the row, from its weight.
    template <class T>
    ACTJET_HD T share(T weight) const {
        const T w = select(copysign(T(1), weight) < T(0), T(weight_scale<S>), weight);
        return fma(w, T(inverse.high), w * T(inverse.low));
    }
};

// The sum of a row, which is NaN where a logit is NaN or +inf. Where the largest logit is -inf, largest is 0, all
// weights are, and so is the sum.
template <class S>
struct row_total {
    S largest;
    double count;
    S rest;  // times weight_scale

    // A logit without a column. Its rate is 1.
    ACTJET_HD void add(S logit) {
        if (logit == largest) {
            count += 1;
        } else {
            rest = rest + weight(distance(logit, largest, unit_rate{}));
        }
    }

    // of_nothing: what each column of a row is that has nothing to choose. with_log: whether the logarithm is wanted.
    ACTJET_HD row_numbers<S> numbers(S rate, S of_nothing, bool with_log) const {
        row_numbers<S> r{};
        const bool no_number = rest != rest || largest == -no_logit<S>;
        r.constant = no_number || (count == 0 && rest == S(0));
        if (r.constant) {
            r.value = no_number ? ops<S>::nan() : of_nothing;
            r.log_sum = no_number ? ops<S>::nan() : no_logit<S>;
            return r;
        }
        const S n = static_cast<S>(count), more = rest * (1 / weight_scale<S>), sum = n + more, back = sum - n;
        const two_part<S> inverse = invert(two_part<S>{sum, (n - (sum - back)) + (more - back)});
        r.inverse = {inverse.high * (1 / weight_scale<S>), inverse.low * (1 / weight_scale<S>)};
        if (with_log) {
            if constexpr (binary32<S>) {
                const double log = log_of_sum(count, static_cast<double>(rest) / weight_scale<S>);
                r.log.high = static_cast<S>(log);
                r.log.low = static_cast<S>(log - static_cast<double>(r.log.high));
                r.log_sum = static_cast<S>(static_cast<double>(rate) * static_cast<double>(largest) + log);
            } else {
                r.log = {log1p((count - 1) + more), 0};
                r.log_sum = fma(rate, largest, r.log.high);
            }
        }
        return r;
    }
};

// What a row's largest logit counts as: a row of nothing has no distances, and zeros no sign.
template <class S>
ACTJET_HD S largest_of_row(S largest) {
    return largest == no_logit<S> ? S(0) : largest + S(0);
}

}  // namespace actjet::core

#include <actjet/core/guard_end.hpp>
