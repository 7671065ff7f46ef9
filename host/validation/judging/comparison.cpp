#include "comparison.hpp"

#include "../digests/hash.hpp"
#include "measured_part.hpp"

#include <tests/reference/screen.hpp>
#include <tests/reference/ulp.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace actjet::validation {
namespace {

template <class Format>
class comparer {
    using bits = typename Format::bits;

  public:
    comparer(const standard& exact, const comparison& known)
        : exact_(exact),
          value_(exact, exact.value_bound, reference::exact_value, known.value.finite),
          derivative_(exact, exact.derivative_bound, reference::exact_derivative, known.derivative.finite) {}

    // Null pointers are passed over.
    void see(bits x, const bits* value, const bits* derivative, double* value_error, double* derivative_error) {
        const long double at = reference::decode<Format>(x);
        const reference::jet truth = exact_.function.evaluate(at, exact_.parameters.data());
        if (value) {
            keep(value_error, see_one(value_, x, *value, at, truth.value));
        }
        if (derivative) {
            keep(derivative_error, see_one(derivative_, x, *derivative, at, truth.derivative));
        }
    }

    comparison result(std::size_t inputs) const { return {inputs, value_.found, derivative_.found, 0}; }

  protected:
    const standard& exact_;
    measured_part value_, derivative_;

  private:
    double see_one(measured_part& of, bits x, bits result, long double at, long double truth) {
        if (exact_.signs != judged_signs::none) {
            of.template see_sign<Format>(x, result, at, truth);
        }
        return of.template see<Format>(x, result, at, truth);
    }
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

    void see_part(measured_part& of, const std::uint32_t* results, const doubles& estimates, const doubles& scales,
                  bool is_exact, member wanted) {
        std::memcpy(results_.data(), results, sizeof results_);
        screen_.measure(results_.data(), estimates.data(), scales.data(), is_exact ? 0 : reference::screen_tolerance,
                        errors_);
        // The worst of the block ahead of the others, so that few of these can exceed it.
        if (errors_.highest > of.found.finite.gate().ulp) {
            in_full(of, &measured_part::look_at<reference::float32>, errors_.leader, results, wanted);
        }
        reference::error_counts counts;
        const extreme gate = of.found.finite.gate();
        const bool ties_are_lower = *std::min_element(bits_, bits_ + block) > gate.input;
        const std::size_t left = screen_.count(errors_, gate.ulp, ties_are_lower, counts, undecided_.data());
        of.add(counts);
        for (std::size_t i = 0; i < left; ++i) {
            in_full(of, &measured_part::see<reference::float32>, undecided_[i], results, wanted);
        }
        if (exact_.signs != judged_signs::none) {
            see_signs(of, results, estimates, scales, wanted);
        }
    }

    // An estimate has the sign of the exact value unless it is within its own error of zero, or nothing is promised of
    // it.
    void see_signs(measured_part& of, const std::uint32_t* results, const doubles& estimates, const doubles& scales,
                   member wanted) {
        for (std::size_t i = 0; i < block; ++i) {
            const double unclear = std::max(reference::screen_tolerance * std::fabs(scales[i]), 0x1p-150);
            const bool is_clear = std::fabs(estimates[i]) > unclear;
            if (!is_clear || std::signbit(results_[i]) != std::signbit(estimates[i])) {
                in_full(of, &measured_part::see_sign<reference::float32>, i, results, wanted);
            }
        }
    }

    void in_full(measured_part& of, decltype(&measured_part::see<reference::float32>) action, std::size_t i,
                 const std::uint32_t* results, member wanted) {
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

bool has_wrong_sign(long double got, long double truth, judged_signs judged) {
    const bool counts = judged == judged_signs::of_all || (judged == judged_signs::of_nonzero && truth != 0);
    return counts && std::isfinite(got) && std::isfinite(truth) && std::signbit(got) != std::signbit(truth);
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

}  // namespace actjet::validation
