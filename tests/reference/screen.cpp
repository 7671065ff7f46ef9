// Compiled for AVX2, and run only where the processor has it. Exponentials and the like are those of glibc's libmvec,
// accurate to 4 units in double's last place by its own statement.
#include "screen.hpp"

#include "formulas.hpp"
#include "number.hpp"

#include <immintrin.h>
#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

// The names that the x86-64 vector function ABI gives to exp and its kin on four doubles in an AVX2 register.
extern "C" {
__m256d _ZGVdN4v_exp(__m256d);
__m256d _ZGVdN4v_expm1(__m256d);
__m256d _ZGVdN4v_log1p(__m256d);
__m256d _ZGVdN4v_erfc(__m256d);
}

namespace actjet::reference {

using doubles = double __attribute__((vector_size(32)));
// The formulas find the functions on it by its namespace.
using pack = number<doubles>;

constexpr std::size_t lanes = sizeof(doubles) / sizeof(double);
static_assert(screen_block % lanes == 0);

static pack abs(pack x) {
    return pack::from(_mm256_andnot_pd(_mm256_set1_pd(-0.0), x.v));
}
static pack sqrt(pack x) {
    return pack::from(_mm256_sqrt_pd(x.v));
}
static pack copysign(pack magnitude, pack sign) {
    const __m256d bit = _mm256_set1_pd(-0.0);
    return pack::from(_mm256_or_pd(_mm256_andnot_pd(bit, magnitude.v), _mm256_and_pd(bit, sign.v)));
}
static pack log1p(pack x) {
    return pack::from(_ZGVdN4v_log1p(x.v));
}
static pack erfc(pack x) {
    return pack::from(_ZGVdN4v_erfc(x.v));
}

// Where exponentials leave double's normal numbers the library takes them one by one: they are held at exp(-700),
// which even times the largest float is nothing, and at exp(700), which is no float.
static pack exp_of(pack x) {
    return pack::from(_ZGVdN4v_exp(smaller(larger(x, pack(-700)), pack(700)).v));
}
static pack exp_of_minus(pack a) {
    return exp_of(-a);
}
static std::pair<pack, pack> exp_and_expm1(pack x) {
    return {exp_of(x), pack::from(_ZGVdN4v_expm1(larger(x, pack(-700)).v))};
}

// exp(-37^2 / 2) is 2^-987.
static pack normal_tail_end(pack) {
    return 37;
}

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity(), largest = std::numeric_limits<float>::max();

pack load(const double* from) {
    return pack::from(_mm256_loadu_pd(from));
}
pack load(const float* from) {
    return pack::from(_mm256_cvtps_pd(_mm_loadu_ps(from)));
}
void store(double* to, pack x) {
    _mm256_storeu_pd(to, x.v);
}

template <std::size_t Index>
void evaluate_row(const double* parameters, const float* x, double* value, double* derivative, double* terms) {
    for (std::size_t i = 0; i < screen_block; i += lanes) {
        const pack at = load(x + i), nothing = at - at;  // NaN unless x is finite
        const formulas::jet<pack> result = formulas::rows<pack>[Index].evaluate(at, parameters);
        store(value + i, result.value + nothing);
        store(derivative + i, result.derivative + nothing);
        store(terms + i, result.terms);
    }
}

// The power of two in whose binade a float32 of this magnitude lies, of the denormal ones the least of the normal.
pack binade(pack magnitude) {
    const __m256d exponent = _mm256_castsi256_pd(_mm256_set1_epi64x(0x7ff0000000000000));
    return larger(pack::from(_mm256_and_pd(magnitude.v, exponent)), pack(0x1p-126));
}

void measure(const float* results, const double* estimates, const double* scales, double tolerance,
             screened_errors& errors) {
    constexpr double unit = 0x1p-23;
    pack highest = -1;
    for (std::size_t i = 0; i < screen_block; i += lanes) {
        const pack result = load(results + i), estimate = load(estimates + i);
        const pack magnitude = abs(estimate), off = tolerance * abs(load(scales + i)), error = abs(result - estimate);
        // The exact result's magnitude lies between these, and its binade between theirs.
        const pack least = larger(magnitude - off, pack(0)), most = magnitude + off;
        // Either all is clear, or both are beyond all floats, on the same side.
        const auto clear = (most < pack(largest)) & (result == result);
        const auto beyond = (least > pack(2 * largest)) & (abs(result) == pack(infinity)) &
                            (copysign(pack(1), result) == copysign(pack(1), estimate));
        const pack low = select(clear, larger(error - off, pack(0)) / (binade(most) * pack(unit)), pack(0));
        const pack high =
            select(clear, (error + off) / (binade(least) * pack(unit)), select(beyond, pack(0), pack(infinity)));
        store(errors.low + i, low);
        store(errors.high + i, high);
        highest = larger(highest, select(high < pack(infinity), high, pack(-1)));
    }
    errors.highest = std::max({highest.v[0], highest.v[1], highest.v[2], highest.v[3]});
    const auto* leader = std::find(errors.high, errors.high + screen_block, errors.highest);
    errors.leader = static_cast<std::size_t>(leader - errors.high) % screen_block;
}

std::size_t count(const screened_errors& errors, double worst, bool ties_are_lower, error_counts& counts,
                  std::uint16_t* undecided) {
    const pack barrier = worst, steps[] = {0.5, 1, 2};
    const pack tie = ties_are_lower ? worst * (1 + 0x1p-40) : -1;
    std::uint64_t* const above[] = {&counts.above_half, &counts.above_one, &counts.above_two};
    std::size_t left = 0;
    for (std::size_t i = 0; i < screen_block; i += lanes) {
        const pack low = load(errors.low + i), high = load(errors.high + i);
        auto decided = (high < barrier) | ((low == high) & (high <= tie));
        for (const pack& step : steps) {
            decided = decided & ((high <= step) | (low > step));
        }
        const int sure = _mm256_movemask_pd(__m256d(decided));
        for (int k = 0; k < 3; ++k) {
            *above[k] += std::popcount(static_cast<unsigned>(_mm256_movemask_pd(__m256d(low > steps[k])) & sure));
        }
        for (unsigned rest = ~sure & 15u; rest != 0; rest &= rest - 1) {
            undecided[left++] = static_cast<std::uint16_t>(i + std::countr_zero(rest));
        }
    }
    return left;
}

constexpr auto screens = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{screen{evaluate_row<I>, measure, count, formulas::rows<pack>[I].value_is_exact,
                             formulas::rows<pack>[I].derivative_is_exact}...};
}
(std::make_index_sequence<formulas::rows<pack>.size()>{});

}  // namespace

const screen* find_screen(const activation& a) {
    static const bool runs_here = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return runs_here ? &screens[static_cast<std::size_t>(&a - activations().data())] : nullptr;
}

}  // namespace actjet::reference
