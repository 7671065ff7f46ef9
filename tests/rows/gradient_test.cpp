// Gradients of rows, against the exact Jacobian of what the forward pass computes, in long double, and against finite
// differences of it.
#include "rows.hpp"

#include <algorithm>

namespace actjet::test {
namespace {

using number = long double;

struct problem {
    bool logarithm;
    double scale = 1, cap = 0, sink = -inf;
    std::vector<double> mask = {};
};

// The forward pass as a textbook has it; the last is the sink's own part.
std::vector<number> forward_of(const std::vector<number>& x, number sink, const problem& p) {
    std::vector<number> logits;
    for (std::size_t c = 0; c < x.size(); ++c) {
        number l = x[c] * static_cast<float>(p.scale);
        l = p.cap != 0 ? p.cap * std::tanh(l / p.cap) : l;
        logits.push_back(l + (p.mask.empty() ? 0 : p.mask[c]));
    }
    logits.push_back(sink);
    const number largest = *std::ranges::max_element(logits);
    number sum = 0;
    for (const number l : logits) {
        sum += std::exp(l - largest);
    }
    std::vector<number> y;
    for (const number l : logits) {
        y.push_back(p.logarithm ? l - largest - std::log(sum) : std::exp(l - largest) / sum);
    }
    return y;
}

// The loss whose gradient with respect to y is dy. What is hidden has no part in it.
number loss_of(const std::vector<number>& x, number sink, const std::vector<double>& dy, const problem& p) {
    const std::vector<number> y = forward_of(x, sink, p);
    number loss = 0;
    for (std::size_t c = 0; c < x.size(); ++c) {
        loss += std::isinf(y[c]) ? 0 : y[c] * dy[c];
    }
    return loss;
}

struct gradients {
    std::vector<double> dx;
    double dsink = 0;
};

// The library's, from its own y and log_sum.
gradients of_library(const std::vector<double>& x, const std::vector<double>& dy, const problem& p) {
    const std::size_t n = x.size();
    const auto row = [&](const std::vector<double>& from) {
        const tensor t = matrix(ACTJET_FLOAT32, 1, n);
        t.fill([&](std::size_t, std::size_t c) { return from[c]; });
        return t;
    };
    const tensor logits = row(x), y = matrix(ACTJET_FLOAT32, 1, n), dx = matrix(ACTJET_FLOAT32, 1, n);
    const tensor log_sum = of_rows(ACTJET_FLOAT32, 1);
    tensor sink, dsink;
    if (p.sink > -inf) {
        sink = of_rows(ACTJET_FLOAT32, 1);
        dsink = of_rows(ACTJET_FLOAT32, 1);
        sink.set(0, 0, p.sink);
    }
    const settings s{.logit_scale = p.scale, .soft_cap = p.cap};
    run(p.logarithm ? ACTJET_LOG_SOFTMAX : ACTJET_SOFTMAX, identity{},
        {logits, y, p.mask.empty() ? tensor{} : row(p.mask), sink, log_sum}, s);
    run(p.logarithm ? ACTJET_LOG_SOFTMAX_BACKWARD : ACTJET_SOFTMAX_BACKWARD, identity{},
        {y, row(dy), dx, logits, {}, sink, log_sum, dsink}, s);
    gradients g;
    for (std::size_t c = 0; c < n; ++c) {
        g.dx.push_back(dx.get(0, c));
    }
    g.dsink = dsink.absent() ? 0 : dsink.get(0, 0);
    return g;
}

std::vector<double> numbers(std::size_t n, double spread, std::uint64_t seed) {
    const tensor t = matrix(ACTJET_FLOAT32, 1, n);
    fill_logits(t, spread, seed);
    std::vector<double> x;
    for (std::size_t c = 0; c < n; ++c) {
        x.push_back(t.get(0, c));
    }
    return x;
}

std::vector<problem> problems(std::size_t n) {
    std::vector<problem> all;
    for (const bool logarithm : {false, true}) {
        all.push_back({.logarithm = logarithm});
        all.push_back({.logarithm = logarithm, .scale = 0.3});
        all.push_back({.logarithm = logarithm, .scale = 2, .cap = 5});
        all.push_back({.logarithm = logarithm, .sink = 1.5});
        std::vector<double> mask = numbers(n, 3, 21);
        for (std::size_t c = 0; c < n; c += 3) {
            mask[c] = c + 1 == n ? 0 : -inf;
        }
        all.push_back({.logarithm = logarithm, .scale = 0.5, .cap = 8, .sink = -1, .mask = mask});
    }
    return all;
}

TEST(gradients, are_those_of_the_forward_pass) {
    for (const std::size_t n : {1, 2, 5, 33, 300, 1500}) {
        for (const problem& p : problems(n)) {
            const std::vector<double> x = numbers(n, 8, 3), dy = numbers(n, 2, 4);
            const gradients g = of_library(x, dy, p);
            const std::vector<number> at(x.begin(), x.end());
            constexpr number h = 1e-5L;
            double worst = 0;
            for (std::size_t c = 0; c < n; ++c) {
                std::vector<number> above = at, below = at;
                above[c] += h;
                below[c] -= h;
                const number slope = (loss_of(above, p.sink, dy, p) - loss_of(below, p.sink, dy, p)) / (2 * h);
                worst = std::max(worst, static_cast<double>(std::abs(slope - g.dx[c])));
                if (!p.mask.empty() && std::isinf(p.mask[c])) {
                    EXPECT_EQ(g.dx[c], 0) << "hidden";
                }
            }
            EXPECT_LT(worst, p.logarithm ? 3e-5 : 3e-6) << n;
            if (p.sink > -inf) {
                const number slope = (loss_of(at, p.sink + h, dy, p) - loss_of(at, p.sink - h, dy, p)) / (2 * h);
                EXPECT_NEAR(static_cast<double>(slope), g.dsink, p.logarithm ? 3e-5 : 3e-6) << n;
            }
        }
    }
}

// The exact products with the Jacobian of the y that was given: only what the call itself rounds is off.
TEST(gradients, are_within_their_bound) {
    for (const std::size_t n : {1, 2, 7, 64, 1000, 5000}) {
        for (const double spread : {1.0, 20.0, 100.0}) {
            const tensor x = matrix(ACTJET_FLOAT32, 1, n), y = copy_of(x), log = copy_of(x), dx = copy_of(x),
                         dlog = copy_of(x), dy = copy_of(x);
            fill_logits(x, spread, n);
            fill_logits(dy, 2, n + 1);
            run(ACTJET_SOFTMAX, identity{}, {x, y});
            run(ACTJET_LOG_SOFTMAX, identity{}, {x, log});
            run(ACTJET_SOFTMAX_BACKWARD, identity{}, {y, dy, dx});
            run(ACTJET_LOG_SOFTMAX_BACKWARD, identity{}, {log, dy, dlog});
            number of_products = 0, of_magnitudes = 0, of_dy = 0, of_dy_magnitudes = 0;
            for (std::size_t c = 0; c < n; ++c) {
                const number product = static_cast<number>(y.get(0, c)) * dy.get(0, c);
                of_products += product;
                of_magnitudes += std::abs(product);
                of_dy += dy.get(0, c);
                of_dy_magnitudes += std::abs(dy.get(0, c));
            }
            const double depth = std::ceil(std::log2(static_cast<double>(n)));
            for (std::size_t c = 0; c < n; ++c) {
                const number g = dy.get(0, c), share = y.get(0, c), p = std::exp(static_cast<number>(log.get(0, c)));
                EXPECT_LE(
                    std::abs(dx.get(0, c) - share * (g - of_products)),
                    0x1p-24L * share * ((depth + 1) * of_magnitudes + 2.1L * std::abs(g - of_products)) + 0x1p-149L)
                    << n << ", " << c;
                EXPECT_LE(
                    std::abs(dlog.get(0, c) - (g - p * of_dy)),
                    0x1p-24L * (p * (depth * of_dy_magnitudes + 3 * std::abs(of_dy)) + 1.1L * std::abs(g - p * of_dy)) +
                        0x1p-149L)
                    << n << ", " << c;
            }
        }
    }
}

// What has no part in a row has none in its gradients.
TEST(gradients, of_what_is_hidden_are_0_whatever_dy_is) {
    for (const bool logarithm : {false, true}) {
        const tensor y = matrix(ACTJET_FLOAT32, 1, 4), dy = copy_of(y), dx = copy_of(y);
        const double shares[] = {0.25, 0, 0.75, 0}, gradients_of_y[] = {1, inf, 2, nan};
        y.fill([&](std::size_t, std::size_t c) { return logarithm ? std::log(shares[c]) : shares[c]; });
        dy.fill([&](std::size_t, std::size_t c) { return gradients_of_y[c]; });
        run(logarithm ? ACTJET_LOG_SOFTMAX_BACKWARD : ACTJET_SOFTMAX_BACKWARD, identity{}, {y, dy, dx});
        EXPECT_EQ(dx.get(0, 1), 0);
        EXPECT_EQ(dx.get(0, 3), 0);
        EXPECT_NEAR(dx.get(0, 0), logarithm ? 1 - 0.25 * 3 : 0.25 * (1 - 1.75), 1e-6);
    }
}

// A row of nothing, made safe, has gradients of 0 and poisons none.
TEST(gradients, of_a_safe_row_of_nothing_are_0) {
    for (const bool logarithm : {false, true}) {
        const tensor x = matrix(ACTJET_FLOAT32, 2, 5), y = copy_of(x), dy = copy_of(x), dx = copy_of(x);
        x.fill([](std::size_t r, std::size_t c) { return r == 0 ? -inf : static_cast<double>(c); });
        dy.fill([](std::size_t, std::size_t c) { return static_cast<double>(c) - 1.5; });
        run(logarithm ? ACTJET_LOG_SOFTMAX : ACTJET_SOFTMAX, identity{}, {x, y}, {.safe_rows = true});
        run(logarithm ? ACTJET_LOG_SOFTMAX_BACKWARD : ACTJET_SOFTMAX_BACKWARD, identity{}, {y, dy, dx});
        for (std::size_t c = 0; c < 5; ++c) {
            EXPECT_EQ(y.get(0, c), logarithm ? -inf : 0);
            EXPECT_EQ(dx.get(0, c), 0);
            EXPECT_TRUE(std::isfinite(dx.get(1, c)));
        }
    }
}

}  // namespace
}  // namespace actjet::test
