#include "comparison.hpp"

#include "hash.hpp"

#include <tests/reference/exact.hpp>
#include <tests/reference/screen.hpp>
#include <tests/reference/ulp.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace actjet::tool {
namespace {

bool is_worse(const extreme& a, const extreme& b) {
    return a.ulp > b.ulp || (a.ulp == b.ulp && a.input < b.input);
}

// The value or the derivative of one function: its errors, measured as exactly as each case needs.
class part {
  public:
    // function is exact_value or exact_derivative.
    part(const standard& exact, double bound, decltype(&reference::exact_value) function, const extreme& known)
        : found{known}, exact_(exact), bound_(bound), function_(function) {
        mpfr_inits2(400, x_, truth_, nullptr);
    }
    ~part() { mpfr_clears(x_, truth_, nullptr); }
    part(const part&) = delete;
    part& operator=(const part&) = delete;

    // Returns the error.
    template <class Format>
    double see(typename Format::bits input, typename Format::bits result, long double x, long double truth) {
        const double ulp = error_of<Format>(result, x, truth);
        count(ulp);
        if constexpr (sizeof(typename Format::bits) == 2) {
            const bool both_zero = truth == 0 && static_cast<typename Format::bits>(result << 1) == 0;
            found.misrounded += result != reference::round_to<Format>(truth) && !both_zero;
        }
        compete({ulp, input, result, truth});
        return ulp;
    }

    // Looks at a case ahead of its turn, to know a bad error early; counts nothing.
    template <class Format>
    double look_at(typename Format::bits input, typename Format::bits result, long double x, long double truth) {
        const double ulp = error_of<Format>(result, x, truth);
        compete({ulp, input, result, truth});
        return ulp;
    }

    void add(const reference::error_counts& counts) {
        found.above_half += counts.above_half;
        found.above_one += counts.above_one;
        found.above_two += counts.above_two;
    }

    tally found;

  private:
    void compete(const extreme& candidate) {
        if (is_worse(candidate, found.worst)) {
            found.worst = candidate;
        }
    }

    void count(double ulp) {
        found.above_half += ulp > 0.5;
        found.above_one += ulp > 1;
        found.above_two += ulp > 2;
    }

    template <class Format>
    double error_of(typename Format::bits result, long double x, long double truth) {
        if (std::isnan(x)) {
            return result == Format::canonical_nan ? 0 : std::numeric_limits<double>::infinity();
        }
        const double ulp = reference::error_in_units<Format>(reference::decode<Format>(result), truth);
        const bool may_be_worst = sizeof(typename Format::bits) == 8 && ulp > found.worst.ulp;
        if (ulp == 0 || !(may_be_worst || ulp >= judged_from<Format>()) || !std::isfinite(ulp) || std::isinf(x)) {
            return ulp;
        }
        mpfr_set_ld(x_, x, MPFR_RNDN);
        function_(exact_.function.name, truth_, x_, exact_.parameters);
        return reference::error_in_units<Format>(reference::decode<Format>(result), truth_);
    }

    // Long double is right to 1e-4 of a unit of the narrower formats. Around a zero of the derivative it has no more
    // right digits than float64, of which whatever may be the worst is judged as well.
    template <class Format>
    double judged_from() const {
        return sizeof(typename Format::bits) == 8 ? 0.5 * bound_ : bound_ - 2e-4;
    }

    const standard& exact_;
    double bound_;
    decltype(&reference::exact_value) function_;
    mpfr_t x_, truth_;
};

template <class Format>
class comparer {
    using bits = typename Format::bits;

  public:
    comparer(const standard& exact, const comparison& known)
        : exact_(exact),
          value_(exact, exact.value_bound, reference::exact_value, known.value.worst),
          derivative_(exact, exact.derivative_bound, reference::exact_derivative, known.derivative.worst) {}

    // Null pointers are passed over.
    void see(bits x, const bits* value, const bits* derivative, double* value_error, double* derivative_error) {
        const long double at = reference::decode<Format>(x);
        const reference::jet truth = exact_.function.evaluate(at, exact_.parameters.data());
        if (value) {
            keep(value_error, value_.template see<Format>(x, *value, at, truth.value));
        }
        if (derivative) {
            keep(derivative_error, derivative_.template see<Format>(x, *derivative, at, truth.derivative));
        }
    }

    comparison result(std::size_t inputs) const { return {inputs, value_.found, derivative_.found, 0}; }

  protected:
    const standard& exact_;
    part value_, derivative_;

  private:
    static void keep(double* where, double error) {
        if (where) {
            *where = error;
        }
    }
};

// The same for float32, with most cases decided from estimates.
class screened_comparer : public comparer<reference::float32> {
  public:
    static constexpr std::size_t block = reference::screen_block;

    screened_comparer(const standard& exact, const comparison& known, const reference::screen& screen)
        : comparer(exact, known), screen_(screen) {}

    void see_block(const std::uint32_t* x, const std::uint32_t* value, const std::uint32_t* derivative) {
        bits_ = x;
        std::memcpy(x_.data(), x, sizeof x_);
        screen_.evaluate(exact_.parameters.data(), x_.data(), value_estimates_.data(), slope_estimates_.data(),
                         terms_.data());
        if (value) {
            see_part(value_, value, value_estimates_, value_estimates_, screen_.value_is_exact, &reference::jet::value);
        }
        if (derivative) {
            see_part(derivative_, derivative, slope_estimates_, terms_, screen_.derivative_is_exact,
                     &reference::jet::derivative);
        }
    }

  private:
    using doubles = std::array<double, block>;
    using member = long double reference::jet::*;

    void see_part(part& of, const std::uint32_t* results, const doubles& estimates, const doubles& scales,
                  bool is_exact, member wanted) {
        std::memcpy(results_.data(), results, sizeof results_);
        screen_.measure(results_.data(), estimates.data(), scales.data(), is_exact ? 0 : reference::screen_tolerance,
                        errors_);
        // The worst of the block ahead of the others, so that few of these can exceed it.
        if (errors_.highest > of.found.worst.ulp) {
            in_full(of, &part::look_at<reference::float32>, errors_.leader, results, wanted);
        }
        reference::error_counts counts;
        const bool ties_are_lower = *std::min_element(bits_, bits_ + block) > of.found.worst.input;
        const std::size_t left = screen_.count(errors_, of.found.worst.ulp, ties_are_lower, counts, undecided_.data());
        of.add(counts);
        for (std::size_t i = 0; i < left; ++i) {
            in_full(of, &part::see<reference::float32>, undecided_[i], results, wanted);
        }
    }

    void in_full(part& of, decltype(&part::see<reference::float32>) action, std::size_t i, const std::uint32_t* results,
                 member wanted) {
        const reference::jet truth = exact_.function.evaluate(x_[i], exact_.parameters.data());
        (of.*action)(bits_[i], results[i], x_[i], truth.*wanted);
    }

    const reference::screen& screen_;
    const std::uint32_t* bits_ = nullptr;
    std::array<float, block> x_, results_;
    doubles value_estimates_, slope_estimates_, terms_;
    reference::screened_errors errors_;
    std::array<std::uint16_t, block> undecided_;
};

}  // namespace

tally& tally::operator+=(const tally& other) {
    if (is_worse(other.worst, worst)) {
        worst = other.worst;
    }
    above_half += other.above_half;
    above_one += other.above_one;
    above_two += other.above_two;
    misrounded += other.misrounded;
    return *this;
}

comparison& comparison::operator+=(const comparison& other) {
    inputs += other.inputs;
    value += other.value;
    derivative += other.derivative;
    digest += other.digest;
    return *this;
}

namespace {

template <class Pointer>
Pointer advanced(Pointer p, std::size_t i) {
    return p ? p + i : nullptr;
}

}  // namespace

template <class Format>
comparison compare(const standard& exact, const comparison& known, std::size_t n, const typename Format::bits* x,
                   const typename Format::bits* value, const typename Format::bits* derivative, double* value_errors,
                   double* derivative_errors) {
    comparison result;
    const auto see_from = [&](std::size_t i, auto& comparer) {
        for (; i < n; ++i) {
            comparer.see(x[i], advanced(value, i), advanced(derivative, i), advanced(value_errors, i),
                         advanced(derivative_errors, i));
        }
        result = comparer.result(n);
    };
    const reference::screen* screen = nullptr;
    if constexpr (std::is_same_v<Format, reference::float32>) {
        const bool counts_only = !value_errors && !derivative_errors;
        screen = exact.estimated && counts_only ? reference::find_screen(exact.function) : nullptr;
        if (screen) {
            screened_comparer comparer(exact, known, *screen);
            std::size_t i = 0;
            for (; i + screened_comparer::block <= n; i += screened_comparer::block) {
                comparer.see_block(x + i, advanced(value, i), advanced(derivative, i));
            }
            see_from(i, comparer);
        }
    }
    if (!screen) {
        comparer<Format> comparer(exact, known);
        see_from(0, comparer);
    }
    for (std::size_t i = 0; value && derivative && i < n; ++i) {
        result.digest += digest_term(x[i], 0, value[i]) + digest_term(x[i], 1, derivative[i]);
    }
    return result;
}

template comparison compare<reference::float32>(const standard&, const comparison&, std::size_t, const std::uint32_t*,
                                                const std::uint32_t*, const std::uint32_t*, double*, double*);
template comparison compare<reference::float64>(const standard&, const comparison&, std::size_t, const std::uint64_t*,
                                                const std::uint64_t*, const std::uint64_t*, double*, double*);
template comparison compare<reference::float16>(const standard&, const comparison&, std::size_t, const std::uint16_t*,
                                                const std::uint16_t*, const std::uint16_t*, double*, double*);
template comparison compare<reference::bfloat16>(const standard&, const comparison&, std::size_t, const std::uint16_t*,
                                                 const std::uint16_t*, const std::uint16_t*, double*, double*);

}  // namespace actjet::tool
