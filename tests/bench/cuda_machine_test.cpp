// The measuring method on a CUDA device: what its graphs do, and the data that they work on.
#include <bench/method.hpp>
#include <bench/normal.hpp>

#include <tests/places/cuda/device.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace actjet::test {
namespace {

using namespace bench;

template <class Element>
std::vector<Element> read(const void* memory, std::size_t n) {
    std::vector<Element> elements(n);
    require(cudaDeviceSynchronize());
    require(cudaMemcpy(elements.data(), memory, n * sizeof(Element), cudaMemcpyDeviceToHost));
    return elements;
}

using cuda_machine_test = device_test;

TEST_F(cuda_machine_test, data_are_normal_in_every_type) {
    const auto cuda = make_cuda();
    constexpr std::size_t n = 1 << 14;
    void* const memory = cuda->allocate(n * 8);
    for (const actjet_dtype dtype : {ACTJET_FLOAT32, ACTJET_FLOAT64, ACTJET_FLOAT16, ACTJET_BFLOAT16}) {
        visit_element(dtype, [&]<class Element>(Element) {
            cuda->fill(memory, dtype, n * sizeof(Element), 1);
            double sum = 0, squares = 0;
            std::size_t small = 0;
            for (const Element e : read<Element>(memory, n)) {
                const double x = static_cast<double>(core::widen(e));
                sum += x;
                squares += x * x;
                small += std::abs(x) < 0.6744898;  // half of N(0, 1)
            }
            // Five deviations of what is estimated from n numbers.
            EXPECT_NEAR(sum / n, 0, 0.04) << dtype;
            EXPECT_NEAR(squares / n, 1, 0.06) << dtype;
            EXPECT_NEAR(static_cast<double>(small) / n, 0.5, 0.02) << dtype;
        });
    }
    cuda->release(memory);
}

TEST_F(cuda_machine_test, a_graph_does_its_calls_at_every_launch) {
    const auto cuda = make_cuda();
    constexpr std::size_t n = 1024;
    auto* const memory = static_cast<unsigned char*>(cuda->allocate(n * 12));
    unsigned char *const second = memory + n * 4, *const third = memory + n * 8;
    cuda->fill(memory, ACTJET_FLOAT32, n * 12, 1);
    const auto there = cuda->record([&] { cuda->copy(ACTJET_FORWARD, {{memory, nullptr}, {second, nullptr}}, n * 4); });
    const auto on = cuda->record([&] { cuda->copy(ACTJET_FORWARD, {{second, nullptr}, {third, nullptr}}, n * 4); });
    for (const unsigned seed : {2u, 3u}) {
        cuda->fill(memory, ACTJET_FLOAT32, n * 12, seed);
        const std::vector<float> first = read<float>(memory, n);
        EXPECT_NE(read<float>(second, n), first);
        EXPECT_NE(read<float>(third, n), first);
        EXPECT_EQ(cuda->time({there.get(), on.get()}).size(), 2u);
        EXPECT_EQ(read<float>(second, n), first);
        EXPECT_EQ(read<float>(third, n), first);
    }
    cuda->release(memory);
}

TEST_F(cuda_machine_test, a_call_that_fails_amid_a_graph_leaves_the_stream_usable) {
    const auto cuda = make_cuda();
    void* const memory = cuda->allocate(1 << 12);
    int calls = 0;
    EXPECT_THROW(cuda->record([&] {
        cuda->fill(memory, ACTJET_FLOAT32, 1 << 12, 1);
        if (++calls == 2) {
            throw std::runtime_error("in the capture");
        }
    }),
                 std::runtime_error);
    EXPECT_EQ(calls, 2);
    cuda->fill(memory, ACTJET_FLOAT32, 1 << 12, 1);
    EXPECT_NE(read<float>(memory, 1)[0], 0);
    cuda->release(memory);
}

TEST_F(cuda_machine_test, cold_is_192_mib_or_four_times_the_l2_cache) {
    int l2 = 0;
    require(cudaDeviceGetAttribute(&l2, cudaDevAttrL2CacheSize, 0));
    EXPECT_GE(make_cuda()->cold_bytes(), std::size_t{192} << 20);
    EXPECT_GE(make_cuda()->cold_bytes(), 4 * static_cast<std::size_t>(l2));
}

// All mixes of reads and writes, as a measurement runs them; a time of an instrument is no time.
TEST_F(cuda_machine_test, a_measurement_copies_what_it_says) {
    const auto cuda = make_cuda();
    for (const actjet_pass id : validation::passes_over_elements()) {
        const pass p{id, ACTJET_BFLOAT16, 1 << 12};
        arena memory(*cuda, {p}, buffers::hot);
        arrays used{};
        const samples found = memory.measure(p, {[&](const arrays& a) {
                                                 used = a;
                                                 cuda->copy(id, a, p.bytes);
                                             }},
                                             3);
        EXPECT_EQ(found.works.front().size(), 3u);
        std::vector<std::uint16_t> y(p.elements());
        for (std::size_t k = 0; k < inputs(id); ++k) {
            const auto x = read<std::uint16_t>(used.in[k], p.elements());
            for (std::size_t i = 0; i < y.size(); ++i) {
                y[i] ^= x[i];
            }
        }
        EXPECT_EQ(read<std::uint16_t>(used.out[0], p.elements()), y);
        if (outputs(id) == 2) {
            for (std::uint16_t& pattern : y) {
                pattern = static_cast<std::uint16_t>(~pattern);
            }
            EXPECT_EQ(read<std::uint16_t>(used.out[1], p.elements()), y);
        }
    }
}

}  // namespace
}  // namespace actjet::test
