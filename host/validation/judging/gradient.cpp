#include "gradient.hpp"

#include <tests/reference/exact.hpp>
#include <tests/reference/ulp.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace actjet::validation {
namespace {

template <class Format>
class gradient_comparer {
    using bits = typename Format::bits;
    static constexpr bool is_narrow = sizeof(bits) == 2;
    // In which f'(x) and the product are computed.
    using inner = std::conditional_t<sizeof(bits) == 8, reference::float64, reference::float32>;
    // Numbers below it have lost digits.
    static constexpr double least_normal =
        sizeof(bits) == 8 ? std::numeric_limits<double>::min() : double{std::numeric_limits<float>::min()};

  public:
    gradient_comparer(const gradient_standard& exact, const tally& known) : exact_(exact) {
        found.finite = known.finite;
        mpfr_inits2(400, x_, product_, nullptr);
    }
    ~gradient_comparer() { mpfr_clears(x_, product_, nullptr); }
    gradient_comparer(const gradient_comparer&) = delete;
    gradient_comparer& operator=(const gradient_comparer&) = delete;

    // Returns the error.
    double see(bits x, bits dy, const bits* other, bits dx) {
        at_ = reference::decode<Format>(x);
        set_factors(reference::decode<Format>(dy), other);
        const long double got = reference::decode<Format>(dx);
        const reference::jet jet = exact_.function.evaluate(at_, exact_.parameters.data());
        set_slope(exact_.of_value ? jet.value : jet.derivative);
        const double ulp = is_one_of_several(got) ? 0 : error_of(got);
        const extreme one{ulp, bound_, x, dx, dy, other ? *other : bits{}, truth_};
        found.count(ulp);
        if (std::fabs(slope_) >= least_normal && std::fabs(by_) >= least_normal) {
            found.largest = std::max(found.largest, ulp);
        }
        found.misrounded += is_narrow && ulp > 0.5;
        found.keep(one, std::isnan(truth_) || std::isnan(got));
        if (has_wrong_sign(got, truth_, exact_.signs)) {
            found.wrong_sign.see(one);
        }
        return ulp;
    }

    tally found;

  private:
    // What f'(x) is multiplied by, and how far its rounding may put it off.
    void set_factors(long double dy, const bits* other) {
        dy_ = dy;
        other_ = other ? reference::decode<Format>(*other) : 1;
        by_ = dy_ * other_;
        by_off_ = 0;
        if (other && std::isfinite(by_)) {
            by_off_ = reference::unit_at<inner>(by_) / 2;
            if (std::fabs(by_) >= inner::overflow()) {
                by_ = std::copysign(std::numeric_limits<long double>::infinity(), by_);
            }
        }
    }

    void set_slope(long double slope) {
        slope_ = slope;
        truth_ = by_ * slope;
        const long double unit = reference::unit_at<Format>(truth_);
        off_ = std::max<long double>(exact_.derivative_ulp * reference::unit_at<inner>(slope),
                                     std::fabs(at_) < 2 ? exact_.off_near_zero : exact_.off_in_tails);
        const long double rounding = is_narrow ? reference::unit_at<inner>(truth_) / 2 : 0;
        ratio_ = static_cast<double>(std::fabs(by_) * reference::unit_at<inner>(slope) / unit);
        const long double most_by = std::fabs(by_) + by_off_;
        const long double allowed = (most_by * off_ + std::fabs(slope) * by_off_ + rounding) / unit + 0.5L;
        bound_ = exact_.bound.value_or(least_bound_of(allowed));
    }

    // As a double, which may be too short to tell 1/2 from the next number above.
    double least_bound_of(long double allowed) const {
        constexpr long double most = std::numeric_limits<double>::max();
        const long double slack = allowed > 0.5L ? 0x1p-50L : 0;
        return std::isfinite(allowed)
                   ? std::max(static_cast<double>(std::min(allowed + slack, most)), exact_.least_bound)
                   : 0.5;
    }

    // Where a computed f'(x) or product may be infinite or zero, and the exact one is not, or where they are and their
    // product has no value.
    bool is_one_of_several(long double got) const {
        if (std::isnan(at_) || std::isnan(by_)) {
            return std::isnan(got);
        }
        const bool may_vanish = std::fabs(slope_) <= off_, may_overflow = std::fabs(slope_) + off_ >= inner::overflow();
        const bool meet = (std::isinf(by_) && may_vanish) || (std::fabs(by_) <= by_off_ && may_overflow);
        if (meet && (std::isnan(got) || got == 0 || (is_narrow && std::isinf(got)))) {
            return true;
        }
        const long double most = std::fabs(truth_) + bound_ * reference::unit_at<Format>(truth_);
        return std::isinf(got) && std::signbit(got) == std::signbit(truth_) &&
               ((may_overflow && by_ != 0) || most >= Format::overflow());
    }

    double error_of(long double got) {
        const double ulp = reference::error_in_units<Format>(got, truth_);
        if (ulp == 0 || ulp < judged_from() || !std::isfinite(ulp) || std::isinf(at_)) {
            return ulp;
        }
        mpfr_set_ld(x_, at_, MPFR_RNDN);
        const auto exact = exact_.of_value ? reference::exact_value : reference::exact_derivative;
        exact(exact_.function.name, product_, x_, exact_.parameters);
        set_slope(mpfr_get_ld(product_, MPFR_RNDN));
        for (const long double factor : {dy_, other_}) {
            mpfr_set_ld(x_, factor, MPFR_RNDN);
            mpfr_mul(product_, product_, x_, MPFR_RNDN);
        }
        return reference::error_in_units<Format>(got, product_);
    }

    // As for a derivative (measured_part.hpp), whose unit is ratio_ of dx's.
    double judged_from() const { return sizeof(bits) == 8 ? 0.5 * bound_ : bound_ - 2e-4 * std::max(1.0, ratio_); }

    const gradient_standard& exact_;
    mpfr_t x_, product_;
    // Of the case that is looked at.
    long double at_ = 0, dy_ = 0, other_ = 1, by_ = 0, slope_ = 0, truth_ = 0;
    long double by_off_ = 0;  // how far the product of two factors may be off
    long double off_ = 0;     // how far f'(x) may be off
    double ratio_ = 0, bound_ = 0;
};

}  // namespace

template <class Format>
tally compare_gradients(const gradient_standard& exact, const tally& known, std::size_t n,
                        const typename Format::bits* x, const typename Format::bits* dy,
                        const typename Format::bits* dx, double* errors, const typename Format::bits* others) {
    gradient_comparer<Format> comparer(exact, known);
    for (std::size_t i = 0; i < n; ++i) {
        const double error = comparer.see(x[i], dy[i], others ? others + i : nullptr, dx[i]);
        if (errors) {
            errors[i] = error;
        }
    }
    return comparer.found;
}

template tally compare_gradients<reference::float32>(const gradient_standard&, const tally&, std::size_t,
                                                     const std::uint32_t*, const std::uint32_t*, const std::uint32_t*,
                                                     double*, const std::uint32_t*);
template tally compare_gradients<reference::float64>(const gradient_standard&, const tally&, std::size_t,
                                                     const std::uint64_t*, const std::uint64_t*, const std::uint64_t*,
                                                     double*, const std::uint64_t*);
template tally compare_gradients<reference::float16>(const gradient_standard&, const tally&, std::size_t,
                                                     const std::uint16_t*, const std::uint16_t*, const std::uint16_t*,
                                                     double*, const std::uint16_t*);
template tally compare_gradients<reference::bfloat16>(const gradient_standard&, const tally&, std::size_t,
                                                      const std::uint16_t*, const std::uint16_t*, const std::uint16_t*,
                                                      double*, const std::uint16_t*);

}  // namespace actjet::validation
