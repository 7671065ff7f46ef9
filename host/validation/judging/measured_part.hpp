// The value or the derivative of one function: the errors of its results, measured as exactly as each case needs.
#pragma once

#include "comparison.hpp"

#include <tests/reference/exact.hpp>
#include <tests/reference/screen.hpp>
#include <tests/reference/ulp.hpp>

#include <cmath>
#include <limits>

namespace actjet::validation {

class measured_part {
  public:
    // function is exact_value or exact_derivative.
    measured_part(const standard& exact, double bound, decltype(&reference::exact_value) function,
                  const worst_cases& known)
        : exact_(exact), bound_(bound), function_(function) {
        found.finite = known;
        mpfr_inits2(400, x_, truth_, nullptr);
    }
    ~measured_part() { mpfr_clears(x_, truth_, nullptr); }
    measured_part(const measured_part&) = delete;
    measured_part& operator=(const measured_part&) = delete;

    // Returns the error.
    template <class Format>
    double see(typename Format::bits input, typename Format::bits result, long double x, long double truth) {
        const double ulp = error_of<Format>(result, x, truth);
        found.count(ulp);
        if constexpr (sizeof(typename Format::bits) == 2) {
            const bool both_zero = truth == 0 && static_cast<typename Format::bits>(result << 1) == 0;
            found.misrounded += result != reference::round_to<Format>(truth) && !both_zero;
        }
        found.keep({ulp, bound_, input, result, 0, 0, truth},
                   std::isnan(truth) || std::isnan(reference::decode<Format>(result)));
        return ulp;
    }

    // Looks at a case ahead of its turn, to know a bad error early; counts nothing.
    template <class Format>
    double look_at(typename Format::bits input, typename Format::bits result, long double x, long double truth) {
        const double ulp = error_of<Format>(result, x, truth);
        if (std::isfinite(ulp)) {
            found.finite.insert({ulp, bound_, input, result, 0, 0, truth});
        }
        return ulp;
    }

    // Counts a wrong sign, and nothing else. Returns the error where it is one, else 0.
    template <class Format>
    double see_sign(typename Format::bits input, typename Format::bits result, long double x, long double truth) {
        const long double got = reference::decode<Format>(result);
        if (has_wrong_sign(got, truth, exact_.signs)) {
            const double ulp = error_of<Format>(result, x, truth);
            found.wrong_sign.see({ulp, bound_, input, result, 0, 0, truth});
            return ulp;
        }
        return 0;
    }

    void add(const reference::error_counts& counts) {
        found.above_half += counts.above_half;
        found.above_one += counts.above_one;
        found.above_two += counts.above_two;
    }

    tally found;

  private:
    template <class Format>
    double error_of(typename Format::bits result, long double x, long double truth) {
        if (std::isnan(x)) {
            return result == Format::canonical_nan ? 0 : std::numeric_limits<double>::infinity();
        }
        const double ulp = reference::error_in_units<Format>(reference::decode<Format>(result), truth);
        const bool may_be_worst = sizeof(typename Format::bits) == 8 && ulp > found.finite.gate().ulp;
        if (ulp == 0 || !(may_be_worst || ulp >= judged_from<Format>()) || !std::isfinite(ulp) || std::isinf(x)) {
            return ulp;
        }
        mpfr_set_ld(x_, x, MPFR_RNDN);
        function_(exact_.function.name, truth_, x_, exact_.parameters);
        return reference::error_in_units<Format>(reference::decode<Format>(result), truth_);
    }

    // Long double is right to 1e-4 of a unit of the narrower formats. Around a zero of the derivative it has no more
    // right digits than float64, of which whatever may be among the worst is judged as well.
    template <class Format>
    double judged_from() const {
        return sizeof(typename Format::bits) == 8 ? 0.5 * bound_ : bound_ - 2e-4;
    }

    const standard& exact_;
    double bound_;
    decltype(&reference::exact_value) function_;
    mpfr_t x_, truth_;
};

}  // namespace actjet::validation
