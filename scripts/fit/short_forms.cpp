// Moves the coefficients of the formulas for results of 16 bits (core/short_*.hpp) until every result is the nearest
// number: tries all inputs again and again, as that takes milliseconds.
//
//     BUILD_DIR/tests/coefficients/short_forms [--search SECONDS [--seed N]] [NAME...]
//
// Without --search it says for the coefficients in the headers how many results are not the nearest number, the largest
// error, and at which inputs: the table of docs/sixteen_bits.md. With it, which coefficients it found; how far they
// moved is entered in scripts/fit/short_forms.py.
#include <actjet/core/short_gate.hpp>
#include <actjet/core/short_normal.hpp>
#include <actjet/core/short_sigmoid.hpp>
#include <actjet/core/short_softplus.hpp>
#include <actjet/core/short_unit.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/reference/reference.hpp"
#include "tests/reference/ulp.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace actjet;

template <class Target>
using reference_format = std::conditional_t<std::same_as<Target, bfloat16>, reference::bfloat16, reference::float16>;

struct input {
    float x;
    reference::jet exact;
    std::uint16_t value, derivative;
    bool is_close;  // one of the exact results is within a 64th of a unit of a tie
};

template <class Format>
bool near_a_tie(long double exact) {
    if (!std::isfinite(exact) || exact == 0) {
        return false;
    }
    const long double units = std::fabs(exact) / reference::unit_at<Format>(exact);
    return std::fabs(units - std::floor(units) - 0.5L) < 1.0L / 64;
}

template <class Target>
std::vector<input> inputs_of(const std::string& name, const std::vector<double>& parameters) {
    using format = reference_format<Target>;
    const auto exact = reference::find(name);
    std::vector<input> all;
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const float x = core::widen_in_software(Target::from_bits(static_cast<std::uint16_t>(bits)));
        if (!std::isnan(x)) {
            const reference::jet truth = exact(x, parameters.data());
            all.push_back({x, truth, reference::round_to<format>(truth.value),
                           reference::round_to<format>(truth.derivative),
                           near_a_tie<format>(truth.value) || near_a_tie<format>(truth.derivative) ||
                               (std::fabs(truth.derivative) < 1.0L / 64 && -2 < x && x < 0)});
        }
    }
    return all;
}

// Equal bits, or zeros of either sign.
bool same(std::uint16_t a, std::uint16_t b) {
    return a == b || ((a | b) & 0x7fff) == 0;
}

// What a result counts as: the nearest number, one that is hardly farther, or one beyond the bound.
template <class Target>
int fault(std::uint16_t got, std::uint16_t nearest, long double exact) {
    return same(got, nearest) ? 0 : reference::ulp_error<reference_format<Target>>(got, exact) < 0.508 ? 1 : 100;
}

using formula = std::function<core::jet<float>(float, const float*)>;

template <class Target>
int wrong(const std::vector<input>& inputs, const formula& f, const float* c, bool which[2]) {
    int count = 0;
    for (const input& i : inputs) {
        const auto [value, derivative] = f(i.x, c);
        count += which[0] ? fault<Target>(core::narrow<Target>(value).bits, i.value, i.exact.value) : 0;
        count += which[1] ? fault<Target>(core::narrow<Target>(derivative).bits, i.derivative, i.exact.derivative) : 0;
    }
    return count;
}

// A cell of the table: how many results are not the nearest number, the largest error in ULP, and the inputs.
template <class Target>
std::string cell(const std::vector<input>& inputs, const formula& f, const float* c, bool derivative) {
    int count = 0;
    double worst = 0;
    std::string at;
    for (const input& i : inputs) {
        const auto got = f(i.x, c);
        const std::uint16_t bits = core::narrow<Target>(derivative ? got.derivative : got.value).bits;
        const std::uint16_t nearest = derivative ? i.derivative : i.value;
        const double error =
            reference::ulp_error<reference_format<Target>>(bits, derivative ? i.exact.derivative : i.exact.value);
        worst = std::max(worst, std::isfinite(i.x) ? error : 0);
        // Long double may miss a tie by its own last place.
        if (!same(bits, nearest) && error > 0.5 + 0x1p-50) {
            ++count;
            at += fmt::format("{} {:.9g}", at.empty() ? " at" : ",", i.x);
        }
    }
    return fmt::format("{}{} | {:.4f}", count, at, worst);
}

template <class Target>
void report(const std::string& name, const std::vector<input>& inputs, const formula& f, const float* c) {
    fmt::print("| {} | {} | {} | {} |\n", name, std::same_as<Target, bfloat16> ? "bfloat16" : "float16",
               cell<Target>(inputs, f, c, false), cell<Target>(inputs, f, c, true));
}

double seconds = 0;
unsigned seed = 1;
std::vector<std::string> names;

struct knob {
    float start, step;
};

template <class Target>
void form(const std::string& name, std::vector<knob> knobs, const formula& f,
          const std::vector<double>& parameters = {}, bool values = true, bool derivatives = true,
          int enough = core::has_wide_range<Target> ? 0 : 10) {
    if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
        return;
    }
    const auto all = inputs_of<Target>(name, parameters);
    std::vector<float> here;
    for (const knob& k : knobs) {
        here.push_back(k.start);
    }
    bool which[] = {values, derivatives};
    report<Target>(name, all, f, here.data());
    if (seconds == 0 || knobs.empty()) {
        return;
    }
    std::vector<input> close;
    for (const input& i : all) {
        if (i.is_close) {
            close.push_back(i);
        }
    }
    std::mt19937 random(seed);
    const auto begin = std::chrono::steady_clock::now();
    int now = wrong<Target>(close, f, here.data(), which), best = wrong<Target>(all, f, here.data(), which), tries = 0;
    std::vector<float> found = here;
    while (best > enough && std::chrono::steady_clock::now() - begin < std::chrono::duration<double>(seconds)) {
        std::vector<float> moved = here;
        const float scale = std::ldexp(1.0f, -static_cast<int>(random() % 12));
        for (std::size_t k = 0; k < knobs.size(); ++k) {
            if (random() % 2) {
                moved[k] += scale * knobs[k].step * (static_cast<float>(random() % 65536) / 32768 - 1);
            }
        }
        const int count = wrong<Target>(close, f, moved.data(), which);
        ++tries;
        if (count <= now) {
            now = count;
            here = moved;
            const int everywhere = count < best ? wrong<Target>(all, f, here.data(), which) : best;
            if (everywhere < best) {
                best = everywhere;
                found = here;
            }
        }
    }
    fmt::print("{} tries: {:a}\n", tries, fmt::join(found, ", "));
    report<Target>(name, all, f, found.data());
}

// Coefficients of a polynomial on an interval of that width, each moved by as much as matters.
void append(std::vector<knob>& knobs, const std::vector<float>& c, int first, double width, double step) {
    for (std::size_t i = 0; i < c.size(); ++i) {
        knobs.push_back({c[i], static_cast<float>(step / std::pow(width, first + static_cast<double>(i)))});
    }
}

constexpr double exp_step = 0x1p-18;

std::vector<knob> exp_knobs(const core::exp2_terms& c) {
    std::vector<knob> knobs;
    append(knobs, {c.c1, c.c2, c.c3, c.c4}, 1, 0.5, exp_step);
    if (c.c5 != 0) {
        append(knobs, {c.c5}, 5, 0.5, exp_step / 16);
    }
    return knobs;
}

core::exp2_terms exp_of(const float* k, bool five) {
    return {k[0], k[1], k[2], k[3], five ? k[4] : 0};
}

template <class Target>
void gates() {
    constexpr bool five = std::same_as<Target, float16>;
    constexpr int exps = five ? 5 : 4;
    const auto knobs = [](const core::gate_terms& c) {
        auto all = exp_knobs(c.exp);
        all.push_back({c.one, 0x1p-22f});
        return all;
    };
    const auto terms = [=](const float* k) { return core::gate_terms{exp_of(k, five), k[exps]}; };
    form<Target>("silu", knobs(core::silu_terms<Target>()),
                 [=](float x, const float* k) { return core::short_gate<Target>(x, 1, terms(k)); });
    form<Target>("quick_gelu", knobs(core::quick_gelu_terms<Target>()),
                 [=](float x, const float* k) { return core::short_gate<Target>(x, 1.702f, terms(k)); });
    form<Target>("mish", knobs(core::mish_terms<Target>()),
                 [=](float x, const float* k) { return core::short_mish<Target>(x, terms(k)); });

    const auto tanh = core::gelu_tanh_terms_for<Target>();
    form<Target>("gelu_tanh", exp_knobs(tanh.exp), [&](float x, const float* k) {
        return core::short_gelu_tanh<Target>(x, {tanh.rate1, tanh.rate2, exp_of(k, five)});
    });

    const auto g = core::gelu_terms_for<Target>();
    auto normal = exp_knobs(g.exp);
    append(normal, {std::begin(g.m), std::end(g.m)}, 0, 0.28, 0x1p-20);
    normal.push_back({g.c, 0x1p-22f});
    normal.push_back({g.one, 0x1p-22f});
    form<Target>("gelu", normal, [=](float x, const float* k) {
        const float* m = k + exps;
        return core::short_gelu<Target>(x, {exp_of(k, five), {m[0], m[1], m[2], m[3], m[4], m[5], m[6]}, m[7], m[8]});
    });
}

template <class Target>
void sigmoids() {
    constexpr bool wide = core::has_wide_range<Target>, five = !wide;
    constexpr int exps = five ? 5 : 4;
    form<Target>("sigmoid", exp_knobs(core::sigmoid_terms<Target>()),
                 [=](float x, const float* k) { return core::short_sigmoid<Target>(x, exp_of(k, five)); });

    const auto t = core::tanh_terms_for<Target>();
    auto rational = exp_knobs(t.exp);
    append(rational, wide ? std::vector{t.p1, t.p2} : std::vector{t.p1, t.p2, t.p3}, 1, 16, 0x1p-18);
    append(rational, wide ? std::vector{t.q1, t.q2} : std::vector{t.q1, t.q2, t.q3}, 1, 16, 0x1p-18);
    form<Target>("tanh", rational, [=](float x, const float* k) {
        const float* p = k + exps;
        return core::short_tanh<Target>(x, wide
                                               ? core::tanh_terms{p[0], p[1], 0, p[2], p[3], 0, exp_of(k, five)}
                                               : core::tanh_terms{p[0], p[1], p[2], p[3], p[4], p[5], exp_of(k, five)});
    });

    const auto s = core::tanhshrink_terms_for<Target>();
    std::vector<knob> shrink;
    append(shrink, {s.p0, s.p1, s.p2}, 0, 30, 0x1p-19);
    append(shrink, wide ? std::vector{s.q1, s.q2} : std::vector{s.q1, s.q2, s.q3}, 1, 30, 0x1p-17);
    form<Target>("tanhshrink", shrink, [=](float x, const float* k) {
        return core::short_tanhshrink<Target>(x, {k[0], k[1], k[2], k[3], k[4], wide ? 0 : k[5]});
    });
    form<Target>("softsign", {}, [](float x, const float*) { return core::short_softsign(x); });
}

template <class Target>
void exponentials() {
    constexpr bool wide = core::has_wide_range<Target>, five = !wide;
    form<Target>("exp", exp_knobs(core::exp_terms<Target>()),
                 [=](float x, const float* k) { return core::short_exp(x, exp_of(k, five)); });
    form<Target>("elu", exp_knobs(core::exp2_degree_5()),
                 [=](float x, const float* k) {
                     return core::short_elu(x, 1.0f, core::make_exp_factor<float>(1, -96), exp_of(k, true));
                 },
                 {1});
    form<Target>(
        "celu", exp_knobs(core::exp2_degree_5()),
        [=](float x, const float* k) { return core::short_celu(x, 1.0f, 1.0f, -0x1p-30f, -112.0f, exp_of(k, true)); },
        {1});
    form<Target>("selu", exp_knobs(core::exp2_degree_5()),
                 [=](float x, const float* k) { return core::short_selu(x, exp_of(k, true)); });

    const auto l = core::log1p_terms_for<Target>();
    auto log = exp_knobs(l.exp);
    append(log, {l.l0, l.l1, l.l2, l.l3, l.l4, l.l5}, 0, 1, 0x1p-19);
    if (!wide) {
        append(log, {l.l6, l.l7}, 0, 1, 0x1p-19);
    }
    const auto terms = [=](const float* k) {
        const float* p = k + (five ? 5 : 4);
        return core::log1p_terms{p[0], p[1], p[2], p[3], p[4], p[5], wide ? 0 : p[6], wide ? 0 : p[7], exp_of(k, five)};
    };
    form<Target>("logsigmoid", log,
                 [=](float x, const float* k) { return core::short_logsigmoid<Target>(x, terms(k)); });
    form<Target>("softplus", log,
                 [=](float x, const float* k) {
                     const auto rate = core::make_exp_factor<float>(1, 26);
                     return core::short_softplus<Target>(x, 1.0f, -rate.lowest, rate, terms(k));
                 },
                 {1});
}

}  // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--search") == 0) {
            seconds = std::stod(argv[++i]);
        } else if (std::strcmp(argv[i], "--seed") == 0) {
            seed = static_cast<unsigned>(std::stoul(argv[++i]));
        } else {
            names.push_back(argv[i]);
        }
    }
    fmt::print("| activation | type | wrong values | largest error | wrong derivatives | largest error |\n");
    fmt::print("|---|---|---|---|---|---|\n");
    gates<bfloat16>();
    sigmoids<bfloat16>();
    exponentials<bfloat16>();
    gates<float16>();
    sigmoids<float16>();
    exponentials<float16>();
}
