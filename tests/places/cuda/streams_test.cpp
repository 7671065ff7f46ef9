// F16 and F18 on a device, with a stream that is held up: a call waits for what is before it on its own stream and for
// nothing else, and the caller does not wait at all.
#include "device.hpp"
#include "samples.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace actjet::test {
namespace {

// Holds a stream up until it is opened; by itself after ten seconds, so that who waits for it fails and does not hang.
class gate {
  public:
    explicit gate(cudaStream_t s) : stream_(s) { require(cudaLaunchHostFunc(s, &wait, this)); }
    ~gate() {
        open();
        cudaStreamSynchronize(stream_);
    }
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;

    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    bool holds() {
        const std::lock_guard lock(mutex_);
        return !open_ && !given_up_;
    }

  private:
    static void wait(void* self) {
        gate& g = *static_cast<gate*>(self);
        std::unique_lock lock(g.mutex_);
        g.given_up_ = !g.changed_.wait_for(lock, std::chrono::seconds(10), [&] { return g.open_; });
    }

    cudaStream_t stream_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false, given_up_ = false;
};

// Memory of the host that a stream copies to while others are held up.
template <class Element>
class pinned_array {
  public:
    explicit pinned_array(std::size_t n) : n_(n) { require(cudaMallocHost(&memory_, n * sizeof(Element))); }
    ~pinned_array() { cudaFreeHost(memory_); }
    pinned_array(const pinned_array&) = delete;
    pinned_array& operator=(const pinned_array&) = delete;

    void copy_from(const device_array<Element>& from, cudaStream_t s) {
        require(cudaMemcpyAsync(memory_, from.data(), n_ * sizeof(Element), cudaMemcpyDeviceToHost, s));
    }
    std::vector<Element> read() const {
        const auto* begin = static_cast<const Element*>(memory_);
        return {begin, begin + n_};
    }

  private:
    std::size_t n_;
    void* memory_ = nullptr;
};

// Skips where no stream can be held up.
class held_stream_test : public device_test {
  protected:
    void SetUp() override {
        device_test::SetUp();
        if (IsSkipped()) {
            return;
        }
        const stream s(cudaStreamNonBlocking);
        std::thread::id runs_it;
        const cudaError_t error = cudaLaunchHostFunc(
            s.get(), [](void* id) { *static_cast<std::thread::id*>(id) = std::this_thread::get_id(); }, &runs_it);
        if (error != cudaSuccess) {
            cudaGetLastError();
            GTEST_SKIP() << "no host function can be put on a stream here: " << cudaGetErrorString(error);
        }
        require(cudaStreamSynchronize(s.get()));
        if (runs_it == std::this_thread::get_id()) {
            GTEST_SKIP() << "the caller runs a stream's host functions here, so that no stream can be held up";
        }
    }
};

template <class Element>
class held_stream_test_of : public held_stream_test {};
using elements = testing::Types<float, double, float16, bfloat16>;
TYPED_TEST_SUITE(held_stream_test_of, elements);

TYPED_TEST(held_stream_test_of, the_legacy_stream_holds_up_no_call) {
    const sample_call<TypeParam> c(ACTJET_ELU, 4099);
    const std::size_t n = c.x.size();
    const device_array<TypeParam> x(c.x, n), dy(c.dy, n), y(n), value(n), dydx(n), dx(n);
    pinned_array<TypeParam> host_y(n), host_dydx(n), host_dx(n);
    const stream s(cudaStreamNonBlocking);
    const auto all_passes = [&] {
        forward(elu{}, cuda_place(s.get()), x.view(), y.view());
        jet(elu{}, cuda_place(s.get()), x.view(), value.view(), dydx.view());
        backward(elu{}, cuda_place(s.get()), x.view(), dy.view(), dx.view());
    };
    // A kernel's first launch loads it, and that may wait for the whole device.
    all_passes();
    for (const auto* output : {&y, &dydx, &dx}) {
        require(cudaMemset(output->data(), 0xa5, n * sizeof(TypeParam)));
    }
    require(cudaDeviceSynchronize());

    gate legacy(cudaStreamLegacy);
    all_passes();
    host_y.copy_from(y, s.get());
    host_dydx.copy_from(dydx, s.get());
    host_dx.copy_from(dx, s.get());
    require(cudaStreamSynchronize(s.get()));
    EXPECT_TRUE(legacy.holds()) << "a call waited for the legacy stream";
    EXPECT_TRUE(agree(host_y.read(), c.y.data(), n)) << "forward";
    EXPECT_TRUE(agree(host_dydx.read(), c.dydx.data(), n)) << "jet";
    EXPECT_TRUE(agree(host_dx.read(), c.dx.data(), n)) << "backward";
}

TEST_F(held_stream_test, a_call_comes_after_the_work_before_it) {
    const std::size_t n = 4099;
    const std::vector<float> x(n, -2.0f);
    const device_array<float> source(x, n), target(n), y(n);
    const stream s(cudaStreamNonBlocking);
    const auto call = [&] { forward(leaky_relu{.slope = 0.5}, cuda_place(s.get()), target.view(), y.view()); };
    call();
    require(cudaDeviceSynchronize());

    gate before(s.get());
    require(cudaMemcpyAsync(target.data(), source.data(), n * sizeof(float), cudaMemcpyDeviceToDevice, s.get()));
    call();
    EXPECT_TRUE(before.holds()) << "the caller waited for the stream";
    // On another stream the call would now have seen what was in target before.
    require(cudaStreamSynchronize(cudaStreamLegacy));
    require(cudaStreamSynchronize(cudaStreamPerThread));
    before.open();
    require(cudaStreamSynchronize(s.get()));
    EXPECT_EQ(y.read(), std::vector<float>(n, -1.0f));
}

}  // namespace
}  // namespace actjet::test
