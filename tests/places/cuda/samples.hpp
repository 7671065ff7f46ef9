// Inputs of every element type, what the CPU place makes of them, and comparison with it: bit for bit, and for double
// within the bound that the library states.
#pragma once

#include "tests/support/inputs.hpp"

#include <actjet/actjet.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

namespace actjet::test {

// Where an instrument disturbs approximate instructions (CMakeLists.txt) it may begin a reciprocal further off than a
// device does (docs/method.md). That shows where 1/d is next to the middle between two floats, as for d = 1 + exp(-|x|)
// = 2 - k 2^-23 with a small k: these x are left out there.
inline bool is_left_out(double x) {
    static const bool disturbed = std::getenv("ACTJET_TEST_DISTURBED") != nullptr;
    return disturbed && std::abs(x) >= 0x1p-25 && std::abs(x) <= 0x1p-18;
}

// Every exponent, kinks, infinities and NaN; n or a few more.
template <class Element>
std::vector<Element> samples(std::size_t n, std::uint64_t seed) {
    using compute = core::compute_of<Element>;
    using limits = std::numeric_limits<compute>;
    std::vector<compute> numbers{limits::infinity(), -limits::infinity(), limits::quiet_NaN(), -limits::quiet_NaN()};
    const auto more = [&] {
        if constexpr (std::same_as<Element, double>) {
            return stratified_doubles(n, seed);
        } else {
            return stratified_floats(n, seed);
        }
    }();
    numbers.insert(numbers.end(), more.begin(), more.end());
    std::vector<Element> x;
    for (const compute number : numbers) {
        x.push_back(core::narrow<Element>(is_left_out(number) ? compute(1) : number));
    }
    return x;
}

// The arrays of one call: what goes in, and what the CPU makes of it.
template <class Element>
struct sample_call {
    std::vector<Element> x, dy;
    std::vector<Element> y, dydx, dx;

    sample_call(actjet_activation activation, std::size_t n)
        : sample_call(activation, samples<Element>(n, 1), samples<Element>(n, 2)) {}

    sample_call(actjet_activation activation, std::vector<Element> x_, std::vector<Element> dy_)
        : x(std::move(x_)), dy(std::move(dy_)) {
        std::rotate(dy.begin(), dy.begin() + 2, dy.end());  // no infinity meets itself
        y = dydx = dx = std::vector<Element>(x.size());
        const any_activation f(activation);
        jet(f, cpu, x, y, dydx);
        backward(f, cpu, x, dy, dx);
    }
};

template <class Element>
bool agree(Element a, Element b) {
    if (std::memcmp(&a, &b, sizeof a) == 0) {
        return true;
    }
    if constexpr (std::same_as<Element, double>) {
        // Two results, each within 4 ULP of the truth.
        const double unit = std::max(std::abs(std::nextafter(a, 0.0) - a), std::numeric_limits<double>::denorm_min());
        return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 8 * unit;
    }
    return false;
}

template <class Element>
testing::AssertionResult agree(const std::vector<Element>& got, const Element* wanted, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        if (!agree(got[i], wanted[i])) {
            return testing::AssertionFailure()
                   << "element " << i << ": " << core::widen(got[i]) << ", on the CPU " << core::widen(wanted[i]);
        }
    }
    return testing::AssertionSuccess();
}

// body(activation as a type, its number), for every activation.
template <class F>
void for_each_activation(F body) {
    core::for_each(all{}, [&]<class A>(std::type_identity<A>) {
        SCOPED_TRACE(A::facts.name);
        body(A{}, A::facts.id);
    });
}

}  // namespace actjet::test
