#include "tally.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace actjet::validation {
namespace {

// The infinite difference of an infinite error is as good as any: such cases differ in their inputs.
auto rank(const extreme& e) {
    return std::tuple(-(e.ulp - e.bound), -e.ulp, e.input, e.dy, e.x, e.result);
}

}  // namespace

void worst_cases::insert(const extreme& candidate) {
    const auto end = cases_.begin() + static_cast<std::ptrdiff_t>(count_);
    const auto place = std::lower_bound(cases_.begin(), end, candidate,
                                        [](const extreme& a, const extreme& b) { return rank(a) < rank(b); });
    if (place == cases_.end() || (place != end && rank(*place) == rank(candidate))) {
        return;
    }
    count_ = std::min(count_ + 1, cases_.size());
    std::shift_right(place, cases_.begin() + static_cast<std::ptrdiff_t>(count_), 1);
    *place = candidate;
}

void worst_cases::insert(const worst_cases& others) {
    for (const extreme& e : others.all()) {
        insert(e);
    }
}

void wrong_results::see(const extreme& one) {
    ++count;
    some.insert(one);
}

wrong_results& wrong_results::operator+=(const wrong_results& other) {
    count += other.count;
    some.insert(other.some);
    return *this;
}

void tally::count(double ulp) {
    above_half += ulp > 0.5;
    above_one += ulp > 1;
    above_two += ulp > 2;
}

void tally::keep(const extreme& candidate, bool is_of_nan) {
    if (std::isfinite(candidate.ulp)) {
        finite.insert(candidate);
    } else {
        (is_of_nan ? wrong_nan : wrong_infinity).see(candidate);
    }
}

extreme tally::worst() const {
    worst_cases firsts;
    for (const worst_cases* some : {&wrong_nan.some, &wrong_infinity.some, &finite}) {
        if (!some->all().empty()) {
            firsts.insert(some->all().front());
        }
    }
    return firsts.all().empty() ? extreme{} : firsts.all().front();
}

bool tally::within_bounds() const {
    const extreme e = finite.all().empty() ? extreme{} : finite.all().front();
    return e.ulp <= e.bound && wrong_nan.count == 0 && wrong_infinity.count == 0 && wrong_sign.count == 0;
}

tally& tally::operator+=(const tally& other) {
    finite.insert(other.finite);
    wrong_nan += other.wrong_nan;
    wrong_infinity += other.wrong_infinity;
    wrong_sign += other.wrong_sign;
    above_half += other.above_half;
    above_one += other.above_one;
    above_two += other.above_two;
    largest = std::max(largest, other.largest);
    misrounded += other.misrounded;
    return *this;
}

}  // namespace actjet::validation
