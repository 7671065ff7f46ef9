// Functors on the host: the same bits as calls of the library. Built twice, the second time with products and sums
// fused wherever the compiler may.
#include "samples.hpp"

#include <actjet/functors.hpp>

#include <bit>
#include <cmath>

namespace actjet::test {
namespace {

#if defined(__FMA__)
const bool machine_runs_this = __builtin_cpu_supports("fma");
#else
const bool machine_runs_this = true;
#endif

class functor_test : public testing::Test {
  protected:
    void SetUp() override {
        if (!machine_runs_this) {
            GTEST_SKIP() << "this processor has no fused multiply-add";
        }
    }
};

constexpr std::size_t n = 2000;

// Compared in one function for all activations: the compiler has enough to do with the functors.
template <class Element>
struct results {
    std::vector<Element> y, dydx, jet_y, jet_dydx, dx;

    explicit results(std::size_t size) : y(size), dydx(size), jet_y(size), jet_dydx(size), dx(size) {}

    void expect_those_of(const sample_call<Element>& c) const {
        EXPECT_TRUE(agree(y, c.y.data(), c.y.size()));
        EXPECT_TRUE(agree(jet_y, c.y.data(), c.y.size()));
        EXPECT_TRUE(agree(dydx, c.dydx.data(), c.dydx.size()));
        EXPECT_TRUE(agree(jet_dydx, c.dydx.data(), c.dydx.size()));
        EXPECT_TRUE(agree(dx, c.dx.data(), c.dx.size()));
    }
};

template <class Element>
class functor_of_element : public functor_test {};
using elements = testing::Types<float, double, float16, bfloat16>;
TYPED_TEST_SUITE(functor_of_element, elements);

TYPED_TEST(functor_of_element, gives_the_results_of_the_library) {
    for_each_activation([]<class A>(const A& activation, actjet_activation id) {
        const sample_call<TypeParam> c(id, n);
        const value_of<A, TypeParam> value(activation);
        const derivative_of<A, TypeParam> derivative(activation);
        const jet_of<A, TypeParam> jet(activation);
        const backward_of<A, TypeParam> backward(activation);
        results<TypeParam> r(c.x.size());
        for (std::size_t i = 0; i < c.x.size(); ++i) {
            const auto both = jet(c.x[i]);
            r.y[i] = value(c.x[i]);
            r.dydx[i] = derivative(c.x[i]);
            r.jet_y[i] = both.value;
            r.jet_dydx[i] = both.derivative;
            r.dx[i] = backward(c.x[i], c.dy[i]);
        }
        r.expect_those_of(c);
    });
}

// Two 16-bit elements in one call, under whatever name.
template <class Pair, class Element>
void expect_pairs_like_single_elements() {
    const std::vector<Element> x = samples<Element>(n, 3), dy = samples<Element>(n, 4);
    const elu activation{.alpha = 0.7};
    const value_of<elu, Pair> value(activation);
    const derivative_of<elu, Pair> derivative(activation);
    const jet_of<elu, Pair> jet(activation);
    const backward_of<elu, Pair> backward(activation);
    const jet_of<elu, Element> single(activation);
    const backward_of<elu, Element> single_backward(activation);
    for (std::size_t i = 0; i + 1 < x.size(); i += 2) {
        const Pair pair{x[i], x[i + 1]}, pair_dy{dy[i], dy[i + 1]};
        const auto first = single(x[i]), second = single(x[i + 1]);
        const auto both = jet(pair);
        const auto equal = [&](Pair got, Element wanted_x, Element wanted_y) {
            return got.x.bits == wanted_x.bits && got.y.bits == wanted_y.bits;
        };
        ASSERT_TRUE(equal(value(pair), first.value, second.value)) << i;
        ASSERT_TRUE(equal(derivative(pair), first.derivative, second.derivative)) << i;
        ASSERT_TRUE(equal(both.value, first.value, second.value)) << i;
        ASSERT_TRUE(equal(both.derivative, first.derivative, second.derivative)) << i;
        ASSERT_TRUE(equal(backward(pair, pair_dy), single_backward(x[i], dy[i]), single_backward(x[i + 1], dy[i + 1])));
    }
}

TEST_F(functor_test, pairs_are_two_elements) {
    expect_pairs_like_single_elements<float16x2, float16>();
    expect_pairs_like_single_elements<bfloat16x2, bfloat16>();
}

#if defined(__FLT16_MANT_DIG__) && defined(__SSE2__)
TEST_F(functor_test, takes_the_compilers_16_bit_floats) {
    EXPECT_EQ(float(value_of<gelu, _Float16>{}(_Float16(1.5f))),
              static_cast<float>(value_of<gelu, float16>{}(float16(1.5f))));
}
#endif

TEST_F(functor_test, is_a_constant_where_the_activation_has_no_tables_to_make) {
    constexpr value_of<gelu> f;
    constexpr value_of g(leaky_relu{.slope = 0.5});
    EXPECT_EQ(f(0.0f), 0.0f);
    EXPECT_EQ(g(-3.0f), -1.5f);
}

// The formulas have few products that a sum follows, and samples that show one are rare: the number type alone.
TEST_F(functor_test, products_and_sums_stay_apart) {
    // Read anew each time: a product that somebody else uses too is not fused.
    volatile float a = 1 + 0x1p-12f, c = -(1 + 0x1p-11f);
    using core::uncontracted;
    EXPECT_EQ(a * a + c, ACTJET_TEST_FUSES ? 0x1p-24f : 0) << "the test is not compiled as it is to be";
    EXPECT_EQ((uncontracted(a) * a + c).value, 0);
    EXPECT_EQ((c + uncontracted(a) * a).value, 0);
    EXPECT_EQ((uncontracted(a) * -a - c).value, 0);
}

TEST_F(functor_test, parameters_are_the_activations) {
    const value_of f{leaky_relu{.slope = 0.25}};
    EXPECT_EQ(f(-8.0f), -2.0f);
    const backward_of<leaky_relu, double> g(leaky_relu{.slope = 0.5});
    EXPECT_EQ(g(-1.0, 3.0), 1.5);
}

TEST_F(functor_test, a_masked_gradient_passes_nothing_where_the_function_is_flat) {
    const backward_of product{relu{}};
    const backward_of masked(relu{}, gradient::masked);
    EXPECT_TRUE(std::isnan(product(-1.0f, INFINITY)));
    EXPECT_EQ(std::bit_cast<std::uint32_t>(masked(-1.0f, INFINITY)), 0u);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(masked(-1.0f, -2.0f)), 0u);
    EXPECT_EQ(masked(1.0f, -INFINITY), -INFINITY);
    EXPECT_TRUE(std::isnan(masked(NAN, 1.0f)));
}

}  // namespace
}  // namespace actjet::test
