// Where arrays may lie, and when that is looked up: F30.
#include "runtime_fixture.hpp"

#include <utility>

namespace actjet::test {
namespace {

class pointer_test : public runtime_test {
  protected:
    void TearDown() override {
        runtime().odd_pointer = nullptr;
        runtime_test::TearDown();
    }

    // The status of a checked backward call of which one array lives elsewhere.
    actjet_status run_with(const void* pointer, cudaMemoryType memory, int device) {
        runtime().odd_pointer = pointer;
        runtime().odd_memory = memory;
        runtime().odd_device = device;
        plain_call call = forward_call(stream(0));
        call.pass = ACTJET_BACKWARD;
        call.dy = d;
        call.dx = y;
        call.flags = ACTJET_CHECK_POINTERS;
        forget_calls();
        return call.run();
    }
};

TEST_F(pointer_test, each_array_is_named) {
    const std::pair<const void*, std::string> arrays[] = {{x, "x "}, {d, "dy "}, {y, "dx "}};
    for (const auto& [pointer, name] : arrays) {
        for (const cudaMemoryType memory : {cudaMemoryTypeUnregistered, cudaMemoryTypeHost}) {
            EXPECT_EQ(run_with(pointer, memory, 0), ACTJET_WRONG_MEMORY_SPACE);
            EXPECT_EQ(message().substr(0, name.size()), name) << message();
            EXPECT_TRUE(runtime().launches.empty());
        }
    }
}

TEST_F(pointer_test, memory_of_another_device_is_refused) {
    EXPECT_EQ(run_with(d, cudaMemoryTypeDevice, 1), ACTJET_WRONG_MEMORY_SPACE);
    EXPECT_NE(message().find("device 1"), std::string::npos) << message();
}

TEST_F(pointer_test, device_and_managed_memory_are_fine) {
    EXPECT_EQ(run_with(d, cudaMemoryTypeDevice, 0), ACTJET_OK) << message();
    EXPECT_EQ(run_with(d, cudaMemoryTypeManaged, 1), ACTJET_OK) << message();
    EXPECT_EQ(runtime().count("cudaPointerGetAttributes"), 3);
}

TEST_F(pointer_test, the_cpu_refuses_device_memory) {
    for (const auto& [pointer, name] : {std::pair<const void*, std::string>{x, "x "}, {y, "y "}}) {
        runtime().memory = cudaMemoryTypeUnregistered;
        runtime().odd_pointer = pointer;
        runtime().odd_memory = cudaMemoryTypeDevice;
        plain_call call = forward_call(nullptr);
        call.place = ACTJET_CPU;
        EXPECT_EQ(call.run(), ACTJET_OK) << "unless asked for, nothing is checked";
        call.flags = ACTJET_CHECK_POINTERS;
        EXPECT_EQ(call.run(), ACTJET_WRONG_MEMORY_SPACE);
        EXPECT_EQ(message().substr(0, name.size()), name) << message();
        runtime().odd_memory = cudaMemoryTypeManaged;
        EXPECT_EQ(call.run(), ACTJET_OK) << message();
        runtime().driver_error = cudaErrorInsufficientDriver;
        EXPECT_EQ(call.run(), ACTJET_OK) << message();
        EXPECT_EQ(last_error(), cudaSuccess);
        runtime().driver_error = cudaSuccess;
    }
    runtime().memory = cudaMemoryTypeDevice;
}

TEST_F(pointer_test, debug_builds_check_unasked) {
    runtime().odd_pointer = x;
    for (const cudaMemoryType memory : {cudaMemoryTypeUnregistered, cudaMemoryTypeHost}) {
        runtime().odd_memory = memory;
        EXPECT_EQ(run(0), always_checked ? ACTJET_WRONG_MEMORY_SPACE : ACTJET_OK) << message();
    }
}

TEST_F(pointer_test, environment_asks_for_checks) {
    in_child([this] {
        setenv("ACTJET_CHECK", "1", 1);
        runtime().odd_pointer = x;
        EXPECT_EQ(run(0), ACTJET_WRONG_MEMORY_SPACE);
    });
    in_child([this] {
        setenv("ACTJET_CHECK", "yes", 1);
        EXPECT_EQ(run(0), ACTJET_ENVIRONMENT);
        EXPECT_NE(message().find("ACTJET_CHECK = yes"), std::string::npos) << message();
    });
}

}  // namespace
}  // namespace actjet::test
