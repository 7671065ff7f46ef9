// The passes of one activation on views: any strides, types, repeated operands, factors and accumulation. FAULTS F01,
// F02, F03, F22.
#include "expected.hpp"
#include "under_test.hpp"

#include <functional>
#include <string>

namespace actjet::test {
namespace {

struct layout {
    const char* name;
    std::function<tensor(actjet_dtype, std::size_t, std::size_t)> make;
};

const layout layouts[] = {
    {"flat", [](auto d, auto r, auto c) { return matrix(d, r, c); }},
    {"rows apart", [](auto d, auto r, auto c) { return matrix(d, r, c, 5, 3); }},
    {"rows on boundaries", [](auto d, auto r, auto c) { return matrix(d, r, c, (64 - c % 64) % 64); }},
    {"columns", [](auto d, auto r, auto c) { return transposed(d, r, c); }},
    {"backwards", [](auto d, auto r, auto c) { return reversed(d, r, c); }},
};

// Some numbers of every sign and size, and what is special.
double sample(std::size_t r, std::size_t c, double seed) {
    const std::size_t i = 31 * r + c;
    switch (i % 97) {
        case 5:
            return std::numeric_limits<double>::infinity();
        case 6:
            return -std::numeric_limits<double>::infinity();
        case 7:
            return std::numeric_limits<double>::quiet_NaN();
        case 8:
            return -0.0;
        default:
            return std::sin(1.7 * static_cast<double>(i) + seed) * (i % 3 ? 3 : 0.1);
    }
}

template <class T>
T canonical(T x) {
    return std::isnan(x) ? std::numeric_limits<T>::quiet_NaN() : x;
}

// One call of each plain pass, with whatever it may be given besides.
struct plain_call {
    any_activation activation = silu_under_test();
    tensor x, dy, bias, gradient_scale, y, dydx, dx;
    settings s;

    actjet_dtype target() const {
        const auto of = [&](const tensor& out) { return out.dtype == x.dtype ? x.dtype : ACTJET_FLOAT32; };
        return of(y);
    }
    double bias_at(std::size_t r, std::size_t c) const {
        return bias.absent() ? -0.0 : bias.get(bias.row_stride ? r % bias.rows : 0, bias.column_stride ? c : 0);
    }

    template <class T>
    void expect_all() const {
        const auto argument = [&](std::size_t r, std::size_t c) {
            return static_cast<T>(x.get(r, c)) + static_cast<T>(bias_at(r, c));
        };
        EXPECT_TRUE(holds(y, [&](auto r, auto c) { return evaluate<T>(activation, target(), argument(r, c)).value; }));
        EXPECT_TRUE(
            holds(dydx, [&](auto r, auto c) { return evaluate<T>(activation, target(), argument(r, c)).derivative; }));
        EXPECT_TRUE(holds(dx, [&](auto r, auto c) {
            const T factor = gradient_scale.absent() ? T(1) : static_cast<T>(gradient_scale.get(0, 0));
            const T g = static_cast<T>(dy.get(r, c)) * factor * static_cast<T>(s.gradient_scale);
            return g * evaluate<T>(activation, target(), argument(r, c)).derivative;
        }));
    }

    void run_and_expect(const std::string& what) const {
        SCOPED_TRACE(what);
        run(ACTJET_JET, activation, {x, y, dydx, bias});
        run(ACTJET_BACKWARD, activation, {x, dy, dx, bias, {}, gradient_scale}, s);
        x.dtype == ACTJET_FLOAT64 ? expect_all<double>() : expect_all<float>();
        y.fill([](auto, auto) { return 7; });
        run(ACTJET_FORWARD, activation, {x, y, bias});
        x.dtype == ACTJET_FLOAT64 ? expect_all<double>() : expect_all<float>();
    }
};

plain_call make(const layout& in, const layout& out, actjet_dtype x, actjet_dtype dy, actjet_dtype y, std::size_t rows,
                std::size_t columns) {
    plain_call c;
    c.x = in.make(x, rows, columns);
    c.dy = out.make(dy, rows, columns);
    c.y = out.make(y, rows, columns);
    c.dydx = in.make(y, rows, columns);
    c.dx = out.make(y, rows, columns);
    c.x.fill([](auto r, auto col) { return sample(r, col, 0); });
    c.dy.fill([](auto r, auto col) { return sample(r + 1, col, 1); });
    return c;
}

TEST(views, of_any_layout_and_shape) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        for (const layout& in : layouts) {
            for (const layout& out : layouts) {
                for (const auto& [rows, columns] : {std::pair{1, 1}, {3, 2}, {2, 7}, {5, 64}, {1, 300}, {2, 129}}) {
                    make(in, out, dtype, dtype, dtype, rows, columns)
                        .run_and_expect(std::string(in.name) + " to " + out.name + ", dtype " + std::to_string(dtype) +
                                        ", " + std::to_string(rows) + " x " + std::to_string(columns));
                }
            }
        }
    }
}

TEST(views, of_mixed_types) {
    const actjet_dtype types[] = {ACTJET_FLOAT32, ACTJET_FLOAT16, ACTJET_BFLOAT16};
    for (const actjet_dtype x : types) {
        for (const actjet_dtype dy : types) {
            for (const actjet_dtype y : types) {
                make(layouts[0], layouts[1], x, dy, y, 3, 130)
                    .run_and_expect("x " + std::to_string(x) + ", dy " + std::to_string(dy) + ", y " +
                                    std::to_string(y));
            }
        }
    }
}

TEST(views, with_a_bias) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        plain_call c = make(layouts[0], layouts[0], dtype, dtype, dtype, 6, 131);
        for (const tensor& bias :
             {of_columns(dtype, 131), of_rows(dtype, 6), of_rows(dtype, 3), of_one(dtype), matrix(dtype, 6, 131)}) {
            c.bias = bias;
            c.bias.fill([](auto r, auto col) { return sample(r + 2, col + 3, 2); });
            c.run_and_expect("dtype " + std::to_string(dtype) + ", bias of " + std::to_string(bias.rows) + " x " +
                             std::to_string(bias.columns));
        }
    }
}

TEST(views, with_scaled_gradients) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        plain_call c = make(layouts[0], layouts[0], dtype, dtype, dtype, 3, 70);
        c.s.gradient_scale = 0.3;
        c.run_and_expect("a host's factor");
        c.gradient_scale = of_one(dtype == ACTJET_FLOAT64 ? dtype : ACTJET_FLOAT32);
        c.gradient_scale.set(0, 0, 3);
        c.run_and_expect("both factors");
    }
}

TEST(views, that_accumulate_round_once) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        plain_call c = make(layouts[0], layouts[1], dtype, dtype, dtype, 3, 70);
        const tensor before = matrix(dtype, 3, 70);
        before.fill([](auto r, auto col) { return sample(r, col + 5, 4); });
        c.dx.fill([&](auto r, auto col) { return before.get(r, col); });
        c.s.accumulate = true;
        run(ACTJET_BACKWARD, c.activation, {c.x, c.dy, c.dx}, c.s);
        const auto expect = [&]<class T>(T) {
            EXPECT_TRUE(holds(c.dx, [&](auto r, auto col) {
                const T slope = evaluate<T>(c.activation, dtype, static_cast<T>(c.x.get(r, col))).derivative;
                return static_cast<T>(before.get(r, col)) + static_cast<T>(c.dy.get(r, col)) * slope;
            }));
        };
        dtype == ACTJET_FLOAT64 ? expect(double{}) : expect(float{});
    }
}

TEST(views, mask_gradients_on_request) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        for (const layout& l : layouts) {
            plain_call c = make(l, l, dtype, dtype, dtype, 4, 67);
            const auto flat = [](std::size_t r, std::size_t col) { return (r + col) % 2 == 0; };
            c.x.fill([&](auto r, auto col) { return flat(r, col) ? -1 : 2; });
            c.dy.fill([](auto, auto) { return INFINITY; });
            run(ACTJET_BACKWARD, relu_under_test(), {c.x, c.dy, c.dx}, {.rule = gradient::masked});
            EXPECT_TRUE(holds(c.dx, [&](auto r, auto col) { return flat(r, col) ? 0 : INFINITY; })) << l.name;
            run(ACTJET_BACKWARD, relu_under_test(), {c.x, c.dy, c.dx});
            EXPECT_TRUE(holds(c.dx, [&](auto r, auto col) { return flat(r, col) ? NAN : INFINITY; })) << l.name;
        }
    }
}

TEST(views, in_place_give_the_bits_of_separate_arrays) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        for (const layout& l : layouts) {
            plain_call c = make(l, l, dtype, dtype, dtype, 5, 130);
            run(ACTJET_BACKWARD, c.activation, {c.x, c.dy, c.dx});
            run(ACTJET_BACKWARD, c.activation, {c.x, c.dy, c.dy});
            EXPECT_TRUE(holds(c.dy, [&](auto r, auto col) { return c.dx.get(r, col); })) << l.name;
        }
    }
}

TEST(views, write_nothing_else) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        for (const layout& l : layouts) {
            plain_call c = make(l, l, dtype, dtype, dtype, 4, 67);
            const storage before = *c.y.memory;
            run(ACTJET_FORWARD, c.activation, {c.x, c.y});
            std::vector<bool> own(before.bytes.size());
            for (std::size_t r = 0; r < 4; ++r) {
                for (std::size_t col = 0; col < 67; ++col) {
                    const auto at = static_cast<std::size_t>(c.y.at(r, col) - c.y.memory->bytes.data());
                    std::fill_n(own.begin() + static_cast<std::ptrdiff_t>(at), size_of(dtype), true);
                }
            }
            for (std::size_t i = 0; i < own.size(); ++i) {
                ASSERT_TRUE(own[i] || before.bytes[i] == c.y.memory->bytes[i]) << l.name << ", byte " << i;
            }
        }
    }
}

TEST(views, sum_the_gradient_of_a_bias_in_the_documented_tree) {
    for (const actjet_dtype dtype : exact_dtypes()) {
        for (const auto& [rows, columns] : {std::pair{1, 1}, {40, 3}, {33, 130}, {6, 1100}, {1030, 5}}) {
            plain_call c = make(layouts[0], layouts[1], dtype, dtype, dtype, rows, columns);
            c.x.fill([](auto r, auto col) { return std::sin(double(7 * r + col)); });
            c.dy.fill([](auto r, auto col) { return std::cos(double(3 * r + 5 * col)); });
            const actjet_dtype sums = dtype == ACTJET_FLOAT64 ? dtype : ACTJET_FLOAT32;
            const auto expect = [&]<class T>(T) {
                const auto term = [&](std::size_t r, std::size_t col) {
                    return static_cast<T>(c.dy.get(r, col)) *
                           evaluate<T>(c.activation, dtype, static_cast<T>(c.x.get(r, col))).derivative;
                };
                const auto row_sum = [&](std::size_t r) {
                    std::vector<T> terms;
                    for (std::size_t col = 0; col < c.x.columns; ++col) {
                        terms.push_back(term(r, col));
                    }
                    return sum_of_leaves_and_nodes(terms);
                };
                const tensor down = of_columns(sums, columns);
                run(ACTJET_BACKWARD, c.activation, {c.x, c.dy, c.dx, {}, {}, {}, down});
                EXPECT_TRUE(holds(down, [&](auto, auto col) {
                    std::vector<T> terms;
                    for (std::size_t r = 0; r < c.x.rows; ++r) {
                        terms.push_back(term(r, col));
                    }
                    return sum_of_leaves_and_nodes(terms);
                }));
                for (const std::size_t period : {c.x.rows, (c.x.rows + 1) / 2, std::size_t{1}}) {
                    const tensor along = period == 1 ? of_one(sums) : of_rows(sums, period);
                    run(ACTJET_BACKWARD, c.activation, {c.x, c.dy, c.dx, {}, {}, {}, along});
                    EXPECT_TRUE(holds(along,
                                      [&](auto first, auto) {
                                          std::vector<T> terms;
                                          for (std::size_t r = first; r < c.x.rows; r += period) {
                                              terms.push_back(row_sum(r));
                                          }
                                          return sum_of_leaves_and_nodes(terms);
                                      }))
                        << rows << " x " << columns << ", period " << period;
                }
            };
            dtype == ACTJET_FLOAT64 ? expect(double{}) : expect(float{});
        }
    }
}

}  // namespace
}  // namespace actjet::test
