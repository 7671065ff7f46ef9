// The CUDA place against the CPU place, on a device.
#include "device.hpp"
#include "samples.hpp"

namespace actjet::test {
namespace {

const cuda_place cuda = cuda_place::default_stream(), checked_cuda = cuda_place::default_stream(true);

template <class Element>
class device_test_of : public device_test {};
using elements = testing::Types<float, double, float16, bfloat16>;
TYPED_TEST_SUITE(device_test_of, elements);

template <class Element>
struct arrays_on_device {
    device_array<Element> x, dy, y, dydx, dx;

    arrays_on_device(const sample_call<Element>& c, std::size_t n, std::size_t x_offset, std::size_t y_offset)
        : x(c.x, n, x_offset), dy(c.dy, n, y_offset), y(n, y_offset), dydx(n, x_offset), dx(n, y_offset) {}
};

// All passes of an activation on the first n samples, each against the CPU.
template <class Element>
void compare_all_passes(actjet_activation id, const sample_call<Element>& c, std::size_t n, cudaStream_t s,
                        std::size_t x_offset = 0, std::size_t y_offset = 0) {
    const arrays_on_device<Element> a(c, n, x_offset, y_offset);
    const any_activation f(id);
    const cuda_place place(s);
    forward(f, place, a.x.view(), a.y.view());
    EXPECT_TRUE(agree(a.y.read(), c.y.data(), n)) << "forward";
    jet(f, place, a.x.view(), a.y.view(), a.dydx.view());
    EXPECT_TRUE(agree(a.y.read(), c.y.data(), n)) << "jet, value";
    EXPECT_TRUE(agree(a.dydx.read(), c.dydx.data(), n)) << "jet, derivative";
    backward(f, place, a.x.view(), a.dy.view(), a.dx.view());
    EXPECT_TRUE(agree(a.dx.read(), c.dx.data(), n)) << "backward";
    EXPECT_EQ(std::memcmp(a.x.read().data(), c.x.data(), n * sizeof(Element)), 0) << "x was changed";
    EXPECT_EQ(std::memcmp(a.dy.read().data(), c.dy.data(), n * sizeof(Element)), 0) << "dy was changed";
}

TYPED_TEST(device_test_of, every_activation_and_pass_gives_the_results_of_the_cpu) {
    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        SCOPED_TRACE(actjet_activation_at(id)->name);
        const auto activation = static_cast<actjet_activation>(id);
        const sample_call<TypeParam> c(activation, 3000);
        compare_all_passes(activation, c, c.x.size(), nullptr);
    }
}

template <class Element>
void compare_on_all_numbers() {
    std::vector<Element> every(1 << 16), backwards;
    for (std::size_t bits = 0; bits < every.size(); ++bits) {
        const auto x = Element::from_bits(static_cast<std::uint16_t>(bits));
        every[bits] = is_left_out(core::widen(x)) ? core::narrow<Element>(1.0f) : x;
    }
    backwards.assign(every.rbegin(), every.rend());
    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        SCOPED_TRACE(actjet_activation_at(id)->name);
        const auto activation = static_cast<actjet_activation>(id);
        const sample_call<Element> c(activation, every, backwards);
        compare_all_passes(activation, c, c.x.size(), nullptr);
    }
}

TEST_F(device_test, every_float16) {
    compare_on_all_numbers<float16>();
}

TEST_F(device_test, every_bfloat16) {
    compare_on_all_numbers<bfloat16>();
}

// Of hardswish: few instructions, and a different value almost everywhere where x is positive.
TYPED_TEST(device_test_of, any_size_and_offset) {
    const sample_call<TypeParam> c(ACTJET_HARDSWISH, 4099);
    for (const std::size_t n : {1, 15, 16, 17, 127, 128, 129, 1000, 4099}) {
        for (std::size_t offset = 0; offset < 16; ++offset) {
            SCOPED_TRACE("n = " + std::to_string(n) + ", offset " + std::to_string(offset));
            compare_all_passes(ACTJET_HARDSWISH, c, n, nullptr, offset, offset);
            compare_all_passes(ACTJET_HARDSWISH, c, n, nullptr, offset, 15 - offset);
        }
    }
}

TYPED_TEST(device_test_of, many_elements) {
    constexpr std::size_t n = (1 << 20) + 3;
    const sample_call<TypeParam> c(ACTJET_HARDSWISH, n);
    compare_all_passes(ACTJET_HARDSWISH, c, n, nullptr, 3, 3);
}

// F03
TYPED_TEST(device_test_of, in_place) {
    const sample_call<TypeParam> c(ACTJET_SILU, 1000);
    const any_activation f(ACTJET_SILU);
    for (const std::size_t n : {1, 17, 129, 1000}) {
        for (const std::size_t offset : {0, 1, 7}) {
            SCOPED_TRACE("n = " + std::to_string(n) + ", offset " + std::to_string(offset));
            const arrays_on_device<TypeParam> a(c, n, offset, offset), b(c, n, offset, 0), e(c, n, 0, offset);
            forward(f, cuda, a.x.view(), a.x.view());
            EXPECT_TRUE(agree(a.x.read(), c.y.data(), n)) << "y = x";
            jet(f, cuda, b.x.view(), b.y.view(), b.x.view());
            EXPECT_TRUE(agree(b.x.read(), c.dydx.data(), n)) << "dydx = x";
            backward(f, cuda, e.x.view(), e.dy.view(), e.dy.view());
            EXPECT_TRUE(agree(e.dy.read(), c.dx.data(), n)) << "dx = dy";
            backward(f, cuda, e.x.view(), a.dy.view(), e.x.view());
            EXPECT_TRUE(agree(e.x.read(), c.dx.data(), n)) << "dx = x";
        }
    }
}

// F52
TYPED_TEST(device_test_of, a_masked_gradient) {
    const sample_call<TypeParam> c(ACTJET_HARDTANH, 1000);
    const std::size_t n = c.x.size();
    const any_activation f(ACTJET_HARDTANH);
    std::vector<TypeParam> wanted(n);
    backward(f, cpu, c.x, c.dy, wanted, {.settings = {.rule = gradient::masked}});
    ASSERT_FALSE(agree(wanted, c.dx.data(), n)) << "zeros of either sign among them";
    const arrays_on_device<TypeParam> a(c, n, 0, 0);
    backward(f, cuda, a.x.view(), a.dy.view(), a.dy.view(), {.settings = {.rule = gradient::masked}});
    EXPECT_TRUE(agree(a.dy.read(), wanted.data(), n));
}

// F16
TYPED_TEST(device_test_of, any_stream) {
    const stream blocking, other(cudaStreamNonBlocking);
    const sample_call<TypeParam> c(ACTJET_ELU, 500);
    for (const cudaStream_t s : {cudaStream_t{}, cudaStreamLegacy, cudaStreamPerThread, blocking.get(), other.get()}) {
        compare_all_passes(ACTJET_ELU, c, c.x.size(), s);
    }
}

TEST_F(device_test, parameters_reach_the_device) {
    const std::vector<float> x{-8, -1, 2}, dy{1, 2, 3};
    const device_array<float> a(x, 3), b(dy, 3), y(3);
    forward(leaky_relu{.slope = 0.25}, cuda, a.view(), y.view());
    EXPECT_EQ(y.read(), (std::vector<float>{-2, -0.25, 2}));
    backward(named("leaky_relu").set("slope", 0.5), cuda, a.view(), b.view(), y.view());
    EXPECT_EQ(y.read(), (std::vector<float>{0.5, 1, 3}));
}

// F13
TEST_F(device_test, no_elements) {
    const std::span<float> nothing;
    EXPECT_NO_THROW(forward(relu{}, checked_cuda, nothing, nothing));
    EXPECT_EQ(cudaPeekAtLastError(), cudaSuccess);
}

template <class F>
actjet_status status_of(F call) {
    try {
        call();
    } catch (const error& e) {
        return e.status();
    }
    return ACTJET_OK;
}

// F02, F04: refused before anything is written.
TEST_F(device_test, misaligned_and_overlapping_arrays_are_refused) {
    const std::vector<float> x(100, 3.0f);
    const device_array<float> a(x, 100);
    auto* odd = reinterpret_cast<float*>(reinterpret_cast<char*>(a.data()) + 2);
    EXPECT_EQ(status_of([&] { forward(relu{}, cuda, std::span(odd, 9), a.view().subspan(50, 9)); }), ACTJET_MISALIGNED);
    EXPECT_EQ(status_of([&] { forward(step{}, cuda, a.view().first(50), a.view().subspan(1, 50)); }), ACTJET_OVERLAP);
    EXPECT_EQ(a.read(), x);
}

// F30
TEST_F(device_test, memory_spaces_are_told_apart) {
    std::vector<float> host(100, 1.0f);
    const device_array<float> a(host, 100), y(100);
    EXPECT_EQ(status_of([&] { forward(relu{}, checked_cuda, host, y.view()); }), ACTJET_WRONG_MEMORY_SPACE);
    EXPECT_EQ(std::string(actjet_last_error()).substr(0, 2), "x ");
    EXPECT_EQ(status_of([&] { forward(relu{}, checked_cuda, a.view(), host); }), ACTJET_WRONG_MEMORY_SPACE);
    EXPECT_EQ(std::string(actjet_last_error()).substr(0, 2), "y ");
    EXPECT_EQ(status_of([&] { forward(relu{}, checked_cuda, a.view(), y.view()); }), ACTJET_OK);
    void* managed = nullptr;
    require(cudaMallocManaged(&managed, 400));
    require(cudaMemset(managed, 0, 400));
    const std::span<float> shared(static_cast<float*>(managed), 100);
    EXPECT_EQ(status_of([&] { forward(relu{}, checked_cuda, shared, y.view()); }), ACTJET_OK);
    require(cudaDeviceSynchronize());
    require(cudaFree(managed));
    EXPECT_EQ(cudaPeekAtLastError(), cudaSuccess);
}

// F15
TEST_F(device_test, a_stale_error_of_the_caller_stays) {
    const std::vector<float> x(10, 1.0f);
    const device_array<float> a(x, 10), y(10);
    ASSERT_EQ(cudaSetDevice(1 << 20), cudaErrorInvalidDevice);
    EXPECT_EQ(status_of([&] { forward(relu{}, cuda, a.view(), y.view()); }), ACTJET_OK);
    EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDevice);
    EXPECT_EQ(y.read(), x);
}

// All passes of an activation as one graph, launched 1,000 times.
template <class Element>
void compare_replayed(actjet_activation id, cudaStream_t s) {
    const sample_call<Element> c(id, 4099);
    const std::size_t n = c.x.size();
    const arrays_on_device<Element> a(c, n, 1, 0);
    require(cudaDeviceSynchronize());
    require(cudaStreamBeginCapture(s, cudaStreamCaptureModeGlobal));
    const any_activation f(id);
    const cuda_place place(s, true);
    forward(f, place, a.x.view(), a.y.view());
    jet(f, place, a.x.view(), a.y.view(), a.dydx.view());
    backward(f, place, a.x.view(), a.dy.view(), a.dx.view());
    cudaGraph_t graph = nullptr;
    require(cudaStreamEndCapture(s, &graph));
    cudaGraphExec_t replay = nullptr;
    require(cudaGraphInstantiate(&replay, graph, 0));
    for (int i = 0; i < 1000; ++i) {
        require(cudaGraphLaunch(replay, s));
    }
    require(cudaStreamSynchronize(s));
    EXPECT_TRUE(agree(a.y.read(), c.y.data(), n));
    EXPECT_TRUE(agree(a.dydx.read(), c.dydx.data(), n));
    EXPECT_TRUE(agree(a.dx.read(), c.dx.data(), n));
    require(cudaGraphExecDestroy(replay));
    require(cudaGraphDestroy(graph));
}

// F18
TEST_F(device_test, calls_are_captured_and_replayed) {
    const stream s(cudaStreamNonBlocking);
    const cudaError_t begun = cudaStreamBeginCapture(s.get(), cudaStreamCaptureModeGlobal);
    if (begun != cudaSuccess) {
        cudaGetLastError();
        GTEST_SKIP() << "no stream capture here: " << cudaGetErrorString(begun);
    }
    cudaGraph_t graph = nullptr;
    require(cudaStreamEndCapture(s.get(), &graph));
    require(cudaGraphDestroy(graph));

    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        SCOPED_TRACE(actjet_activation_at(id)->name);
        compare_replayed<float>(static_cast<actjet_activation>(id), s.get());
        compare_replayed<bfloat16>(static_cast<actjet_activation>(id), s.get());
    }
}

// F01
TEST_F(device_test, more_than_two_to_the_32_elements) {
    const std::size_t n = (std::size_t{1} << 32) + 1, bytes = n * sizeof(bfloat16);
    std::size_t available = 0, total = 0;
    require(cudaMemGetInfo(&available, &total));
    if (available < 2 * bytes + (std::size_t{1} << 30)) {
        GTEST_SKIP() << "needs " << 2 * bytes << " bytes of device memory, and " << available << " are free";
    }
    const device_array<bfloat16> x(n), y(n);
    // Every element of x holds 0xa5a5, a small negative number.
    forward(leaky_relu{.slope = 0.5}, cuda, x.view(), y.view());
    std::vector<bfloat16> wanted(1);
    forward(leaky_relu{.slope = 0.5}, cpu, std::vector{bfloat16::from_bits(0xa5a5)}, wanted);
    const std::size_t window = 1 << 20;
    std::vector<bfloat16> got(window);
    for (const std::size_t begin : {std::size_t{0}, (n / 2) - window / 2, n - 1 - window, n - window}) {
        require(cudaMemcpy(got.data(), y.data() + begin, window * sizeof(bfloat16), cudaMemcpyDeviceToHost));
        for (std::size_t i = 0; i < window; ++i) {
            ASSERT_EQ(got[i].bits, wanted[0].bits) << "element " << begin + i;
        }
    }
}

}  // namespace
}  // namespace actjet::test
