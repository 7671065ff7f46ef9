// Gated units: values and gradients to the bit, in every layout that models have, with biases, a scale and limits.
// FAULTS F02, F10, F23.
#include "expected.hpp"
#include "under_test.hpp"

#include <string>

namespace actjet::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Where gate and x, and their gradients, lie.
struct pair_of_tensors {
    tensor gate, x;
};
enum class arrangement { apart, halves, halves_swapped, interleaved };
const arrangement arrangements[] = {arrangement::apart, arrangement::halves, arrangement::halves_swapped,
                                    arrangement::interleaved};

pair_of_tensors arrange(arrangement a, actjet_dtype dtype, std::size_t rows, std::size_t columns) {
    if (a == arrangement::apart) {
        return {matrix(dtype, rows, columns), matrix(dtype, rows, columns)};
    }
    tensor first = matrix(dtype, rows, 2 * columns), second = first;
    first.columns = second.columns = columns;
    if (a == arrangement::interleaved) {
        first.column_stride = second.column_stride = 2;
        second.origin = 1;
    } else {
        second.origin = static_cast<std::ptrdiff_t>(columns);
    }
    return a == arrangement::halves_swapped ? pair_of_tensors{second, first} : pair_of_tensors{first, second};
}

struct gated_call {
    any_activation activation;
    actjet_dtype dtype;
    std::size_t rows, columns;
    pair_of_tensors in, gradients;
    tensor dy, y, again, gate_bias, x_bias, scale, dgate_bias, dx_bias, dscale;
    settings s;

    gated_call(const any_activation& a, arrangement how, actjet_dtype d, std::size_t r, std::size_t c)
        : activation(a),
          dtype(d),
          rows(r),
          columns(c),
          in(arrange(how, d, r, c)),
          gradients(arrange(how, d, r, c)),
          dy(matrix(d, r, c)),
          y(matrix(d, r, c)) {
        in.gate.fill([](auto i, auto j) { return 3 * std::sin(double(13 * i + 7 * j)); });
        in.x.fill([](auto i, auto j) { return 2 * std::cos(double(5 * i + 3 * j)); });
        dy.fill([](auto i, auto j) { return std::sin(double(i + 11 * j)); });
    }

    static double at(const tensor& t, std::size_t r, std::size_t c, double absent) {
        return t.absent() ? absent : t.get(t.row_stride ? r % t.rows : 0, t.column_stride ? c : 0);
    }

    template <class T>
    struct element {
        T y, dgate, dx, dscale;
    };

    template <class T>
    element<T> expected(std::size_t r, std::size_t c) const {
        const T a = static_cast<T>(in.gate.get(r, c)) + static_cast<T>(at(gate_bias, r, c, -0.0));
        const T b = static_cast<T>(in.x.get(r, c)) + static_cast<T>(at(x_bias, r, c, -0.0));
        const T factor = static_cast<T>(at(scale, r, c, 1));
        const T g = static_cast<T>(dy.get(r, c)) * static_cast<T>(s.gradient_scale);
        const T gate_limit = static_cast<T>(s.gate_limit ? s.gate_limit : infinity),
                x_limit = static_cast<T>(s.x_limit ? s.x_limit : infinity),
                value_limit = static_cast<T>(s.value_limit ? s.value_limit : infinity);
        const auto f = evaluate<T>(activation, dtype, a > gate_limit ? gate_limit : a);
        const T v = f.value > value_limit ? value_limit : f.value;
        const T clamped = b > x_limit ? x_limit : b < -x_limit ? -x_limit : b;
        core::jet<T> curve{clamped, T(1)};
        if (s.x_soft_cap != 0) {
            const T cap = static_cast<T>(s.x_soft_cap);
            curve = core::prepared<hyperbolic_tangent, T>(hyperbolic_tangent{})(clamped / cap);
            curve.value = curve.value * cap;
        }
        const T u = curve.value + (s.x_offset == 0 ? T(-0.0) : static_cast<T>(s.x_offset));
        element<T> e;
        e.y = v * u * factor;
        e.dscale = g * (v * u);
        e.dx = b > x_limit || b < -x_limit ? T(0)
               : s.x_soft_cap == 0         ? g * factor * v
                                           : g * factor * v * curve.derivative;
        e.dgate = a > gate_limit || f.value > value_limit ? T(0) : g * factor * u * f.derivative;
        return e;
    }

    template <class T>
    void expect_all() const {
        EXPECT_TRUE(holds(y, [&](auto r, auto c) { return expected<T>(r, c).y; }));
        EXPECT_TRUE(holds(gradients.gate, [&](auto r, auto c) { return expected<T>(r, c).dgate; }));
        EXPECT_TRUE(holds(gradients.x, [&](auto r, auto c) { return expected<T>(r, c).dx; }));
        if (!again.absent()) {
            EXPECT_TRUE(holds(again, [&](auto r, auto c) { return expected<T>(r, c).y; }));
        }
        const auto down = [&](auto member) {
            return [this, member](std::size_t, std::size_t c) {
                std::vector<T> terms;
                for (std::size_t r = 0; r < rows; ++r) {
                    terms.push_back(expected<T>(r, c).*member);
                }
                return sum_of_leaves_and_nodes(terms);
            };
        };
        if (!dgate_bias.absent()) {
            EXPECT_TRUE(holds(dgate_bias, down(&element<T>::dgate)));
            EXPECT_TRUE(holds(dx_bias, down(&element<T>::dx)));
        }
        if (!dscale.absent()) {
            EXPECT_TRUE(holds(dscale, [&](auto r, auto) {
                std::vector<T> terms;
                for (std::size_t c = 0; c < columns; ++c) {
                    terms.push_back(expected<T>(r, c).dscale);
                }
                return sum_of_leaves_and_nodes(terms);
            }));
        }
    }

    void run_and_expect(const std::string& what) const {
        SCOPED_TRACE(what + ": " + name_of(activation) + ", dtype " + std::to_string(dtype) + ", " +
                     std::to_string(rows) + " x " + std::to_string(columns));
        settings forwards = s;
        forwards.gradient_scale = 1;
        run(ACTJET_GATED_FORWARD, activation, {in.gate, in.x, y, gate_bias, x_bias, scale}, forwards);
        run(ACTJET_GATED_BACKWARD, activation,
            {in.gate,
             in.x,
             dy,
             gradients.gate,
             gradients.x,
             gate_bias,
             x_bias,
             scale,
             {},
             again,
             dgate_bias,
             dx_bias,
             dscale},
            s);
        dtype == ACTJET_FLOAT64 ? expect_all<double>() : expect_all<float>();
    }
};

TEST(gated, every_gate_in_every_type) {
    for (const any_activation& gate : gates_under_test()) {
        for (const actjet_dtype dtype : exact_dtypes()) {
            gated_call(gate, arrangement::apart, dtype, 3, 130).run_and_expect("apart");
        }
    }
}

TEST(gated, in_every_arrangement_and_width) {
    for (const arrangement a : arrangements) {
        for (const actjet_dtype dtype : exact_dtypes()) {
            for (const std::size_t columns : {1, 2, 3, 7, 8, 64, 127, 128, 257}) {
                gated_call(silu_under_test(), a, dtype, 3, columns)
                    .run_and_expect("arrangement " + std::to_string(int(a)));
            }
        }
    }
}

TEST(gated, gradients_in_place_of_what_they_are_of) {
    for (const arrangement a : arrangements) {
        gated_call c(silu_under_test(), a, ACTJET_BFLOAT16, 4, 130);
        c.run_and_expect("separate");
        run(ACTJET_GATED_BACKWARD, c.activation, {c.in.gate, c.in.x, c.dy, c.in.gate, c.in.x});
        EXPECT_TRUE(holds(c.in.gate, [&](auto r, auto col) { return c.gradients.gate.get(r, col); }));
        EXPECT_TRUE(holds(c.in.x, [&](auto r, auto col) { return c.gradients.x.get(r, col); }));
    }
}

TEST(gated, with_biases_scale_and_all_gradients) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        const actjet_dtype sums = dtype == ACTJET_FLOAT64 ? dtype : ACTJET_FLOAT32;
        gated_call c(silu_under_test(), arrangement::halves, dtype, 67, 133);
        c.gate_bias = of_columns(dtype, 133);
        c.x_bias = of_columns(dtype, 133);
        c.scale = of_rows(sums, 67);
        c.gate_bias.fill([](auto, auto j) { return 0.5 * std::sin(double(j)); });
        c.x_bias.fill([](auto, auto j) { return 0.5 * std::cos(double(j)); });
        c.scale.fill([](auto i, auto) { return 1 / double(i + 1); });
        c.again = matrix(dtype, 67, 133);
        c.dgate_bias = of_columns(sums, 133);
        c.dx_bias = of_columns(sums, 133);
        c.run_and_expect("sums down the columns");
        c.dgate_bias = c.dx_bias = {};
        c.dscale = of_rows(sums, 67);
        c.run_and_expect("sums along the rows");
    }
}

TEST(gated, with_the_limits_that_models_have) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        const auto limited = [&](const any_activation& a, const settings& s) {
            gated_call c(a, arrangement::interleaved, dtype, 4, 140);
            c.in.gate.fill([](auto i, auto j) { return 12 * std::sin(double(13 * i + 7 * j)); });
            c.in.x.fill([](auto i, auto j) { return 12 * std::cos(double(5 * i + 3 * j)); });
            c.s = s;
            c.run_and_expect("limited");
        };
        limited(gates_under_test().back(), {.gate_limit = 7, .x_limit = 7, .x_offset = 1});
        limited(silu_under_test(), {.gate_limit = 10, .x_limit = 10});
        limited(silu_under_test(), {.x_limit = 5, .value_limit = 5});
        limited(relu_under_test(), {.gradient_scale = 0.3, .gate_limit = 2});
        limited(gates_under_test().back(), {.x_soft_cap = 25});
        limited(silu_under_test(), {.gradient_scale = 0.3, .x_limit = 9, .x_soft_cap = 4, .x_offset = 1});
    }
}

// The bits of a framework that stores f(gate), and dy x, in the storage type before it multiplies. FAULTS F48.
TEST(gated, rounds_each_step_on_request) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        for (const any_activation& gate : gates_under_test()) {
            gated_call c(gate, arrangement::apart, dtype, 3, 130);
            c.scale = of_rows(dtype, 3);
            c.scale.fill([](auto i, auto) { return 1 / double(i + 1.5); });
            run(ACTJET_GATED_FORWARD, gate, {c.in.gate, c.in.x, c.y, {}, {}, c.scale}, {.round_each_step = true});
            run(ACTJET_GATED_BACKWARD, gate,
                {c.in.gate, c.in.x, c.dy, c.gradients.gate, c.gradients.x, {}, {}, c.scale}, {.round_each_step = true});
            const tensor value = matrix(dtype, 3, 130), slope = matrix(dtype, 3, 130), dvalue = matrix(dtype, 3, 130);
            run(ACTJET_FORWARD, gate, {c.in.gate, value});
            const auto stored = [&](double a, double b) {
                return dtype == ACTJET_FLOAT64 ? a * b : rounded(dtype, static_cast<float>(a) * static_cast<float>(b));
            };
            EXPECT_TRUE(holds(c.y, [&](auto r, auto col) {
                return stored(stored(value.get(r, col), c.in.x.get(r, col)), c.scale.get(r, 0));
            }));
            dvalue.fill([&](auto r, auto col) {
                return stored(stored(c.dy.get(r, col), c.scale.get(r, 0)), c.in.x.get(r, col));
            });
            run(ACTJET_BACKWARD, gate, {c.in.gate, dvalue, slope});
            EXPECT_TRUE(holds(c.gradients.gate, [&](auto r, auto col) { return slope.get(r, col); }));
            EXPECT_TRUE(holds(c.gradients.x, [&](auto r, auto col) {
                return stored(stored(c.dy.get(r, col), c.scale.get(r, 0)), value.get(r, col));
            }));
        }
    }
}

TEST(gated, special_numbers) {
    // conventions.md: the product is IEEE's, and NaN where either factor is.
    const double specials[] = {0.0, -0.0, 1, -1, infinity, -infinity, std::numeric_limits<double>::quiet_NaN(), 3e38};
    for (const any_activation& gate : gates_under_test()) {
        for (const actjet_dtype dtype : exact_dtypes()) {
            gated_call c(gate, arrangement::apart, dtype, 8, 64);
            c.in.gate.fill([&](auto i, auto) { return specials[i]; });
            c.in.x.fill([&](auto, auto j) { return specials[j % 8]; });
            c.dy.fill([&](auto, auto j) { return specials[j / 8]; });
            c.run_and_expect("specials");
        }
    }
}

// At a limit gradients pass, and beyond it none does.
TEST(gated, limits_themselves_are_within) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        gated_call c(relu_under_test(), arrangement::apart, dtype, 3, 3);
        c.in.gate.fill([](auto i, auto) { return double(i + 1); });
        c.in.x.fill([](auto, auto j) { return j == 0 ? 2.0 : j == 1 ? -2.0 : 3.0; });
        c.s.x_limit = 2;
        c.s.gate_limit = 2;
        c.run_and_expect("gate and x");
        c.s.gate_limit = 0;
        c.s.value_limit = 2;
        c.run_and_expect("value and x");
    }
}

TEST(gated, masks_gradients_on_request) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        gated_call c(relu_under_test(), arrangement::halves, dtype, 3, 130);
        const auto flat = [](std::size_t i, std::size_t j) { return (i + j) % 2 == 0; };
        c.in.gate.fill([&](auto i, auto j) { return flat(i, j) ? -1 : 1; });
        c.in.x.fill([](auto, auto) { return 2; });
        c.dy.fill([](auto, auto) { return infinity; });
        run(ACTJET_GATED_BACKWARD, c.activation, {c.in.gate, c.in.x, c.dy, c.gradients.gate, c.gradients.x},
            {.rule = gradient::masked});
        EXPECT_TRUE(holds(c.gradients.gate, [&](auto i, auto j) { return flat(i, j) ? 0 : infinity; }));
        EXPECT_TRUE(holds(c.gradients.x, [&](auto i, auto j) { return flat(i, j) ? NAN : infinity; }));
    }
}

TEST(gated, gives_the_canonical_nan_for_any) {
    for (const actjet_dtype dtype : {ACTJET_FLOAT32, ACTJET_FLOAT16, ACTJET_BFLOAT16}) {
        const bool wide = dtype == ACTJET_FLOAT32;
        for (const bool in_gate : {false, true}) {
            gated_call c(silu_under_test(), arrangement::interleaved, dtype, 2, 70);
            c.again = matrix(dtype, 2, 70);
            for (std::size_t j = 0; j < 70; ++j) {
                (in_gate ? c.in.gate : c.in.x).set_bits(1, j, wide ? 0xffc12345 : 0xffc1);
            }
            run(ACTJET_GATED_FORWARD, c.activation, {c.in.gate, c.in.x, c.y});
            run(ACTJET_GATED_BACKWARD, c.activation,
                {c.in.gate, c.in.x, c.dy, c.gradients.gate, c.gradients.x, {}, {}, {}, {}, c.again});
            for (const tensor& result : {c.y, c.again, c.gradients.gate}) {
                for (std::size_t j = 0; j < 70; ++j) {
                    ASSERT_EQ(result.bits(1, j), wide ? 0x7fffffffu : 0x7fffu) << j;
                }
            }
        }
    }
}

TEST(gated, accumulate_gradients_and_not_y) {
    gated_call c(silu_under_test(), arrangement::apart, ACTJET_FLOAT32, 3, 70);
    c.again = matrix(ACTJET_FLOAT32, 3, 70);
    c.run_and_expect("written");
    const auto ones = [](auto, auto) { return 1.0; };
    const tensor dgate = matrix(ACTJET_FLOAT32, 3, 70), y = matrix(ACTJET_FLOAT32, 3, 70);
    dgate.fill(ones);
    y.fill(ones);
    run(ACTJET_GATED_BACKWARD, c.activation, {c.in.gate, c.in.x, c.dy, dgate, c.gradients.x, {}, {}, {}, {}, y},
        {.accumulate = true});
    EXPECT_TRUE(holds(dgate, [&](auto r, auto col) {
        return static_cast<float>(1) + static_cast<float>(c.gradients.gate.get(r, col));
    }));
    EXPECT_TRUE(holds(y, [&](auto r, auto col) { return c.again.get(r, col); }));
}

TEST(gated, refuses_other_gates) {
    gated_call c(elu{}, arrangement::apart, ACTJET_FLOAT32, 1, 1);
    try {
        run(ACTJET_GATED_FORWARD, c.activation, {c.in.gate, c.in.x, c.y});
        FAIL();
    } catch (const error& e) {
        EXPECT_NE(std::string(e.what()).find("gated_forward is not offered for elu, but for relu"), std::string::npos)
            << e.what();
    }
}

}  // namespace
}  // namespace actjet::test
