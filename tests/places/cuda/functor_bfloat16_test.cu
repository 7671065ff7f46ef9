// Functors on __nv_bfloat16, and on pairs of it.
#include "functor_device.cuh"

namespace actjet::test {
namespace {

TEST_F(device_test, functors_in_a_kernel_on_bfloat16) {
    compare_in_a_kernel<__nv_bfloat16, bfloat16>();
}

TEST_F(device_test, functors_in_a_kernel_on_pairs_of_bfloat16) {
    compare_pairs<__nv_bfloat162, bfloat16>();
}

}  // namespace
}  // namespace actjet::test
