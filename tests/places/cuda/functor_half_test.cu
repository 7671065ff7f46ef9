// Functors on __half, and on pairs of it.
#include "functor_device.cuh"

namespace actjet::test {
namespace {

TEST_F(device_test, functors_in_a_kernel_on_half) {
    compare_in_a_kernel<__half, float16>();
}

TEST_F(device_test, functors_of_16_bits_made_on_the_device) {
    compare_made_on_the_device<float16>();
}

TEST_F(device_test, functors_in_a_kernel_on_pairs_of_half) {
    compare_pairs<__half2, float16>();
}

}  // namespace
}  // namespace actjet::test
