// Functors on float, in kernels and under Thrust.
#include "functor_device.cuh"

#include <thrust/copy.h>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/transform.h>

namespace actjet::test {
namespace {

TEST_F(device_test, functors_in_a_kernel_on_float) {
    compare_in_a_kernel<float, float>();
}

TEST_F(device_test, functors_made_on_the_device) {
    compare_made_on_the_device<float>();
}

__global__ void apply_literal(float* x) {
    x[0] = value_of{leaky_relu{.slope = 0.3}}(x[0]);
    x[1] = value_of<elu>(elu{.alpha = 0.7})(x[1]);
}

TEST_F(device_test, functors_of_literal_parameters_made_on_the_device) {
    const std::vector<float> x{-1.5f, -0.4f};
    const device_array<float> out(x, x.size());
    apply_literal<<<1, 1>>>(out.data());
    require(cudaGetLastError());
    EXPECT_EQ(out.read(),
              (std::vector<float>{value_of{leaky_relu{.slope = 0.3}}(x[0]), value_of{elu{.alpha = 0.7}}(x[1])}));
}

template <class A>
void compare_under_thrust(const A& activation) {
    const sample_call<float> c(A::facts.id, 2000);
    const thrust::device_vector<float> x(c.x.begin(), c.x.end()), dy(c.dy.begin(), c.dy.end());
    thrust::device_vector<float> out(x.size());
    std::vector<float> got(x.size());
    thrust::transform(thrust::device, x.begin(), x.end(), out.begin(), value_of{activation});
    thrust::copy(out.begin(), out.end(), got.begin());
    EXPECT_TRUE(agree(got, c.y.data(), got.size()));
    thrust::transform(thrust::device, x.begin(), x.end(), dy.begin(), out.begin(), backward_of{activation});
    thrust::copy(out.begin(), out.end(), got.begin());
    EXPECT_TRUE(agree(got, c.dx.data(), got.size()));
}

TEST_F(device_test, thrust_transforms_on_the_device) {
    compare_under_thrust(silu{});
    compare_under_thrust(elu{});
}

}  // namespace
}  // namespace actjet::test
