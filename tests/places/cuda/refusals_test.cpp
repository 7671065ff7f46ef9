// What the library says where CUDA cannot be used: F27, F28.
#include "runtime_fixture.hpp"

namespace actjet::test {
namespace {

struct refusal {
    cudaError_t error;
    int driver_version;
    actjet_status status;
    const char* text;
};

TEST_F(runtime_test, tells_why_cuda_cannot_be_used) {
    const refusal refusals[] = {
        {cudaErrorInsufficientDriver, 0, ACTJET_NO_DRIVER, "no NVIDIA driver"},
        {cudaErrorInsufficientDriver, 11040, ACTJET_DRIVER_TOO_OLD, "11.4"},
        {cudaErrorSystemDriverMismatch, 12020, ACTJET_DRIVER_TOO_OLD, "12.2"},
        {cudaErrorStubLibrary, 0, ACTJET_NO_DRIVER, "stub"},
        {cudaErrorNoDevice, 13000, ACTJET_NO_DRIVER, "no CUDA device"},
    };
    for (const refusal& r : refusals) {
        runtime().driver_error = r.error;
        runtime().driver_version = r.driver_version;
        EXPECT_EQ(run(0), r.status);
        EXPECT_NE(message().find(r.text), std::string::npos) << message();
        EXPECT_EQ(actjet_place_available(ACTJET_CUDA), r.status);
        EXPECT_NE(message().find(r.text), std::string::npos) << message();
        EXPECT_EQ(last_error(), cudaSuccess);
    }
    runtime().driver_error = cudaSuccess;
    runtime().driver_version = 13000;
    EXPECT_EQ(run(0), ACTJET_OK);
}

TEST_F(runtime_test, no_kernel_image_lists_the_architectures) {
    for (const cudaError_t error :
         {cudaErrorNoKernelImageForDevice, cudaErrorUnsupportedPtxVersion, cudaErrorInvalidDeviceFunction}) {
        runtime().launch_error = error;
        EXPECT_EQ(run(0), ACTJET_NO_KERNEL_IMAGE);
        EXPECT_NE(message().find(actjet_cuda_architectures()), std::string::npos) << message();
    }
}

TEST_F(runtime_test, availability_asks_for_code_for_the_device) {
    in_child([] {
        runtime().capabilities[0] = std::atoi(actjet_cuda_architectures());
        EXPECT_EQ(actjet_place_available(ACTJET_CUDA), ACTJET_OK) << message();
    });
    in_child([] {
        runtime().capabilities[0] = 30;
        EXPECT_EQ(actjet_place_available(ACTJET_CUDA), ACTJET_NO_KERNEL_IMAGE);
        EXPECT_NE(message().find(actjet_cuda_architectures()), std::string::npos) << message();
    });
}

}  // namespace
}  // namespace actjet::test
