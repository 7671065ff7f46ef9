// Every derivative against automatic differentiation of its own value formula.
#include <gtest/gtest.h>
#include <actjet/core/dual.hpp>
#include <actjet/registry.hpp>

namespace {

using dual = actjet::core::dual<double>;

template <class A>
void compare(const A& activation) {
    const actjet::core::prepared<A, double> f{activation};
    for (int i = -2000; i <= 2000; ++i) {
        const double x = i * 0.01 + 0.0037;  // meets no kink
        const auto by_hand = f.eval(x).derivative;
        const dual automatic = f.eval(dual(x, 1)).value;
        const double tolerance = 1e-13 + 1e-11 * std::fabs(by_hand);
        EXPECT_NEAR(automatic.d, by_hand, tolerance) << A::facts.name << " at " << x;
        // The tails: the relative error counts, far below the absolute tolerance.
        if (std::fabs(x) > 4 && by_hand != 0) {
            EXPECT_NEAR(automatic.d / by_hand, 1, 1e-9) << A::facts.name << " at " << x;
        }
        EXPECT_EQ(automatic.v, f.eval(x).value) << A::facts.name << " at " << x;
    }
}

TEST(derivatives, agree_with_automatic_differentiation) {
    actjet::core::for_each(actjet::all{}, []<class A>(std::type_identity<A>) { compare(A{}); });
}

TEST(derivatives, agree_at_other_parameters) {
    compare(actjet::elu{.alpha = 2.5});
    compare(actjet::celu{.alpha = 0.3});
    compare(actjet::softplus{.beta = 3});
    compare(actjet::swish{.beta = -0.7});
    compare(actjet::leaky_relu{.slope = -0.3});
    compare(actjet::rrelu{.lower = 0.1, .upper = 0.9});
    compare(actjet::hardtanh{.min_val = -2.005, .max_val = 0.505});
}

}  // namespace
