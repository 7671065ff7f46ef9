// The inputs that tests draw: every exponent, both signs, tails, denormals, and where a function has a kink or its
// derivative a zero.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace actjet::test {

// A small generator with one state word, the same everywhere.
struct random {
    std::uint64_t state;
    std::uint64_t operator()() {
        std::uint64_t z = state += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
};

// Points around which every neighbouring number is tried: kinks at default parameters, ends of the polynomials' ranges,
// and zeros of the derivatives.
inline const std::vector<double>& interesting_points() {
    static const std::vector<double> points{0,          0.3,        0.4,       0.5,        1,         3,
                                            6,          -0.5,       -1,        -1.5,       -3,        -0.7517916,
                                            -0.7524614, -1.2784645, -1.192409, 0.75,       -104,      -87.33655,
                                            88.72284,   -103.97208, -14.4,     -0.7511567, 16.635532, -16.635532};
    return points;
}

// About n finite floats: a quarter around the interesting points, half spread over the exponents from 2^-30 to 2^8, the
// rest over all.
inline std::vector<float> stratified_floats(std::size_t n, std::uint64_t seed = 1) {
    random next{seed};
    std::vector<float> x{0.0f,
                         -0.0f,
                         std::numeric_limits<float>::denorm_min(),
                         std::numeric_limits<float>::min(),
                         std::numeric_limits<float>::max(),
                         std::numeric_limits<float>::lowest()};
    const std::size_t near = n / 4 / interesting_points().size();
    for (const double point : interesting_points()) {
        const auto centre = std::bit_cast<std::uint32_t>(static_cast<float>(point));
        for (std::size_t i = 0; i < near; ++i) {
            const float value = std::bit_cast<float>(centre + static_cast<std::uint32_t>(i - near / 2));
            if (std::isfinite(value)) {
                x.push_back(value);
            }
        }
    }
    while (x.size() < n) {
        const std::uint64_t r = next();
        const std::uint32_t sign = r >> 63 ? 0x80000000u : 0u;
        const auto mantissa = static_cast<std::uint32_t>(r & 0x7fffff);
        const auto exponent = static_cast<std::uint32_t>(r & (1u << 30) ? 97 + (r >> 32) % 38 : (r >> 32) % 255);
        x.push_back(std::bit_cast<float>(sign | exponent << 23 | mantissa));
    }
    return x;
}

// The same for doubles.
inline std::vector<double> stratified_doubles(std::size_t n, std::uint64_t seed = 1) {
    random next{seed};
    std::vector<double> x{0.0,
                          -0.0,
                          std::numeric_limits<double>::denorm_min(),
                          std::numeric_limits<double>::min(),
                          std::numeric_limits<double>::max(),
                          std::numeric_limits<double>::lowest()};
    for (const double point : interesting_points()) {
        for (std::size_t i = 0; i < n / 4 / interesting_points().size(); ++i) {
            x.push_back(point * (1 + std::ldexp(static_cast<double>(next() >> 11), -53 - static_cast<int>(i % 48))));
        }
    }
    while (x.size() < n) {
        const std::uint64_t r = next();
        const std::uint64_t exponent = r & 1 ? 1023 - 56 + (r >> 2) % 66 : (r >> 2) % 2047;
        x.push_back(std::bit_cast<double>((r & (1ull << 63)) | exponent << 52 | (next() & 0xfffffffffffff)));
    }
    return x;
}

}  // namespace actjet::test
