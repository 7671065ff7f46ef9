// Calls over rows, and what they come to, computed one number at a time: the order of sums and what is seen of a row
// are written anew, so that every place, instruction set and layout is held to these bits.
#pragma once

#include "tests/passes/passes.hpp"
#include "tests/passes/tensors.hpp"
#include "tests/support/inputs.hpp"

#include <actjet/core/softmax.hpp>
#include <actjet/passes/rows.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <string>

namespace actjet::test {

inline constexpr double inf = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The sums of so many and so many numbers, each folded in half.
template <class S>
std::vector<S> folds(const std::vector<S>& terms, std::size_t length) {
    std::vector<S> sums;
    for (std::size_t begin = 0; begin < terms.size(); begin += length) {
        const std::size_t n = std::min(length, terms.size() - begin);
        std::vector<S> part(terms.begin() + static_cast<std::ptrdiff_t>(begin),
                            terms.begin() + static_cast<std::ptrdiff_t>(begin + n));
        part.resize(std::bit_ceil(n), S(-0.0));
        while (part.size() > 1) {
            const std::size_t half = part.size() / 2;
            for (std::size_t i = 0; i < half; ++i) {
                part[i] += part[i + half];
            }
            part.resize(half);
        }
        sums.push_back(part[0]);
    }
    return sums;
}

// The sum of core/row_sum.hpp.
template <class S>
S sum_of_row(const std::vector<S>& terms) {
    return tree_sum(folds(folds(terms, 1024), 32));
}

// The operands of a pass. Those that are absent are left out.
struct forward_operands {
    tensor x = {}, y = {}, mask = {}, sink = {}, log_sum = {};
    std::vector<tensor> all() const { return {x, y, mask, sink, log_sum}; }
};
struct backward_operands {
    tensor y = {}, dy = {}, dx = {}, x = {}, gradient_scale = {}, sink = {}, log_sum = {}, dsink = {};
    std::vector<tensor> all() const { return {y, dy, dx, x, gradient_scale, sink, log_sum, dsink}; }
};

inline bool causally_hidden(const settings& s, std::size_t r, std::size_t c, std::size_t columns) {
    const auto queries = static_cast<std::int64_t>(s.causal_rows),
               query = static_cast<std::int64_t>(r) % std::max<std::int64_t>(queries, 1);
    return queries != 0 && static_cast<std::int64_t>(c) > query + static_cast<std::int64_t>(columns) - queries;
}

template <class S>
S from(const tensor& t, std::size_t r, std::size_t c, double absent) {
    return static_cast<S>(t.absent() ? absent : t.get(t.row_stride == 0 ? 0 : r, t.column_stride == 0 ? 0 : c));
}

// Writes y and log_sum as a call would.
template <class S>
void expect_forward(bool logarithm, const forward_operands& o, const settings& s) {
    const bool made = !o.mask.absent() || s.soft_cap != 0 || (!o.sink.absent() && s.logit_scale != 1);
    const S scale = static_cast<S>(s.logit_scale), rate = made ? S(1) : scale;
    const passes::row_settings<S> numbers{scale, static_cast<S>(s.soft_cap), S(1), made, s.safe_rows};
    for (std::size_t r = 0; r < o.y.rows; ++r) {
        const S sink = from<S>(o.sink, r, 0, -inf);
        std::vector<S> logits;
        S largest = sink;
        for (std::size_t c = 0; c < o.y.columns; ++c) {
            S in[] = {from<S>(o.x, r, c, 0), from<S>(o.mask, r, c, -0.0)};
            if (o.mask.dtype == ACTJET_BOOL) {
                in[1] = in[1] != 0 ? S(-0.0) : S(-inf);
            }
            logits.push_back(causally_hidden(s, r, c, o.y.columns) ? S(-inf)
                             : made                                ? passes::softmax::logit(in, numbers)
                                                                   : in[0]);
            largest = logits.back() > largest ? logits.back() : largest;
        }
        core::row_total<S> total{core::largest_of_row(largest), 0, 0};
        std::vector<S> weights, terms;
        for (const S l : logits) {
            weights.push_back(core::weight(core::distance(l, total.largest, rate)));
            terms.push_back(l == total.largest ? S(-0.0) : weights.back());
            total.count += l == total.largest;
        }
        total.rest = sum_of_row(terms);
        total.add(sink);
        const S of_nothing = !s.safe_rows ? core::ops<S>::nan() : static_cast<S>(logarithm ? -inf : 0);
        const auto row = total.numbers(rate, of_nothing, true);
        for (std::size_t c = 0; c < o.y.columns; ++c) {
            const S y = logarithm ? core::log_share(core::distance(logits[c], total.largest, rate), row.log)
                                  : row.share(logits[c] == total.largest ? S(core::weight_of_largest) : weights[c]);
            o.y.set(r, c, row.constant ? row.value : y);
        }
        if (!o.log_sum.absent()) {
            o.log_sum.set(r, 0, row.log_sum);
        }
    }
}

// Writes dx and dsink.
template <class S, class Pass>
void expect_backward(const backward_operands& o, const settings& s) {
    const passes::row_settings<S> numbers{static_cast<S>(s.logit_scale), static_cast<S>(s.soft_cap),
                                          static_cast<S>(s.gradient_scale), false, false};
    const auto store = [&](const tensor& t, std::size_t r, std::size_t c, S x) {
        t.set(r, c, s.accumulate ? static_cast<S>(t.get(r, c)) + x : x);
    };
    for (std::size_t r = 0; r < o.dx.rows; ++r) {
        std::vector<std::array<S, 4>> in;
        std::vector<S> terms;
        for (std::size_t c = 0; c < o.dx.columns; ++c) {
            in.push_back({from<S>(o.y, r, c, 0), from<S>(o.dy, r, c, 0), from<S>(o.x, r, c, -0.0),
                          from<S>(o.gradient_scale, r, c, 1)});
            terms.push_back(Pass::term(in.back().data(), numbers));
        }
        const S sum = sum_of_row(terms);
        for (std::size_t c = 0; c < o.dx.columns; ++c) {
            store(o.dx, r, c, Pass::gradient(in[c].data(), sum, numbers));
        }
        if (!o.dsink.absent()) {
            store(o.dsink, r, 0, Pass::sink_gradient(from<S>(o.sink, r, 0, 0), from<S>(o.log_sum, r, 0, 0), sum));
        }
    }
}

// Numbers around 0 with a spread, of which each row has its own.
inline void fill_logits(const tensor& t, double spread, std::uint64_t seed = 1) {
    random next{seed};
    t.fill([&](std::size_t, std::size_t) {
        double sum = 0;
        for (int i = 0; i < 4; ++i) {
            sum += static_cast<double>(next() >> 11) * 0x1p-53 - 0.5;
        }
        return sum * spread;
    });
}

inline tensor copy_of(const tensor& t) {
    tensor other = t;
    if (t.memory) {
        other.memory = std::make_shared<storage>(*t.memory);
    }
    return other;
}

// Every byte, fences too.
inline void expect_same_bytes(const tensor& got, const tensor& expected, const std::string& what) {
    if (got.absent()) {
        return;
    }
    std::size_t differ = 0;
    for (std::size_t r = 0; r < got.rows; ++r) {
        for (std::size_t c = 0; c < got.columns; ++c) {
            if (std::memcmp(got.at(r, c), expected.at(r, c), size_of(got.dtype)) != 0 && ++differ == 1) {
                ADD_FAILURE() << what << ": (" << r << ", " << c << ") is " << got.get(r, c) << ", and not "
                              << expected.get(r, c);
            }
        }
    }
    EXPECT_EQ(differ, 0u) << what;
    EXPECT_TRUE(got.memory->bytes == expected.memory->bytes) << what << ": memory beyond the array was written";
}

inline void expect_forward_bits(const forward_operands& given, const settings& s, const std::string& what) {
    for (const bool logarithm : {false, true}) {
        forward_operands o = given, expected = given;
        expected.y = copy_of(given.y);
        expected.log_sum = copy_of(given.log_sum);
        // Where y is x in place, what is read must be what was there.
        const bool in_place = given.x.memory == given.y.memory;
        expected.x = copy_of(given.x);
        if (in_place) {
            o.x.memory = o.y.memory = copy_of(given.x).memory;
        } else {
            o.y = copy_of(given.y);
        }
        o.log_sum = copy_of(given.log_sum);
        given.x.dtype == ACTJET_FLOAT64 ? expect_forward<double>(logarithm, expected, s)
                                        : expect_forward<float>(logarithm, expected, s);
        run(logarithm ? ACTJET_LOG_SOFTMAX : ACTJET_SOFTMAX, identity{}, o.all(), s);
        const std::string name = what + (logarithm ? ", log_softmax" : ", softmax");
        expect_same_bytes(o.y, expected.y, name);
        expect_same_bytes(o.log_sum, expected.log_sum, name + "'s log_sum");
    }
}

inline void expect_backward_bits(const backward_operands& given, const settings& s, const std::string& what) {
    for (const bool logarithm : {false, true}) {
        backward_operands o = given, expected = given;
        for (backward_operands* each : {&o, &expected}) {
            each->dx = copy_of(given.dx);
            each->dsink = copy_of(given.dsink);
        }
        if (given.dx.memory == given.dy.memory) {
            o.dy.memory = o.dx.memory;
        }
        if (given.y.dtype == ACTJET_FLOAT64) {
            logarithm ? expect_backward<double, passes::log_softmax_backward>(expected, s)
                      : expect_backward<double, passes::softmax_backward>(expected, s);
        } else {
            logarithm ? expect_backward<float, passes::log_softmax_backward>(expected, s)
                      : expect_backward<float, passes::softmax_backward>(expected, s);
        }
        run(logarithm ? ACTJET_LOG_SOFTMAX_BACKWARD : ACTJET_SOFTMAX_BACKWARD, identity{}, o.all(), s);
        const std::string name = what + (logarithm ? ", log_softmax_backward" : ", softmax_backward");
        expect_same_bytes(o.dx, expected.dx, name);
        expect_same_bytes(o.dsink, expected.dsink, name + "'s dsink");
    }
}

}  // namespace actjet::test
