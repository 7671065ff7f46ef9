// Functors under Thrust's CPP and OMP systems: the same bits as calls of the library.
#include "samples.hpp"

#include <actjet/functors.hpp>

#include <thrust/system/cpp/execution_policy.h>
#include <thrust/system/omp/execution_policy.h>
#include <thrust/transform.h>

namespace actjet::test {
namespace {

TEST(functors, thrust_transforms_on_cpp_and_omp) {
    for_each_activation([]<class A>(const A& activation, actjet_activation id) {
        const sample_call<float> c(id, 2000);
        std::vector<float> out(c.x.size());
        const auto& x = c.x;
        thrust::transform(thrust::cpp::par, x.begin(), x.end(), out.begin(), value_of{activation});
        EXPECT_TRUE(agree(out, c.y.data(), x.size()));
        thrust::transform(thrust::omp::par, x.begin(), x.end(), out.begin(), derivative_of{activation});
        EXPECT_TRUE(agree(out, c.dydx.data(), x.size()));
        thrust::transform(thrust::omp::par, x.begin(), x.end(), c.dy.begin(), out.begin(), backward_of{activation});
        EXPECT_TRUE(agree(out, c.dx.data(), x.size()));
    });
}

}  // namespace
}  // namespace actjet::test
