// F01, F02, F03, F22: what the threads of a launch do together, run on the host: no device, no instrument.
#include "host_launch.hpp"

#include <actjet/activations/sigmoid.hpp>

#include <gtest/gtest.h>

#include <sys/mman.h>

#include <cstring>
#include <memory>

namespace actjet::test {
namespace {

template <class Element>
Element element(double value) {
    return core::narrow<Element>(static_cast<core::compute_of<Element>>(value));
}

template <class Element>
bool same_bits(Element a, Element b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

// One launch: its size, and the offset of each array, inputs first.
struct layout {
    std::size_t n;
    std::size_t offsets[3];
};

template <class Pass_, class Element_>
struct kernel {
    using pass = Pass_;
    using element = Element_;
};

template <class Kernel>
class thread_test : public testing::Test {
  public:
    using pass = typename Kernel::pass;
    static constexpr int inputs = passes::inputs<pass>, outputs = passes::outputs<pass>;
    using element_type = typename Kernel::element;
    using compute = core::compute_of<element_type>;

    // What element i of input k holds: integers that every type represents.
    static element_type input(int k, std::size_t i) { return element<element_type>(double(i % 61) + (k ? 2 : 0)); }

    template <class F>
    static void expect_outputs(const F& f, std::size_t i, element_type (&expected)[outputs]) {
        compute x[inputs], y[outputs];
        for (int k = 0; k < inputs; ++k) {
            x[k] = core::widen(input(k, i));
        }
        passes::apply_plain<pass>(f, x, y);
        for (int k = 0; k < outputs; ++k) {
            expected[k] = core::narrow<element_type>(y[k]);
        }
    }

    // Launches, and compares every element and fence. shared: the output that is an input as well, or -1.
    template <int Accesses, class F>
    static testing::AssertionResult launch(const F& f, const layout& l, unsigned block_size, unsigned grid_size,
                                           int in_place = -1) {
        std::vector<fenced<element_type>> in, out;
        device::arrays<pass> a;
        for (int k = 0; k < inputs; ++k) {
            in.emplace_back(l.n, l.offsets[k]);
            for (std::size_t i = 0; i < l.n; ++i) {
                in[k][i] = input(k, i);
            }
        }
        for (int k = 0; k < outputs; ++k) {
            out.emplace_back(l.n, l.offsets[inputs + k]);
        }
        for (int k = 0; k < inputs; ++k) {
            a.in[k] = in[k].data();
        }
        for (int k = 0; k < outputs; ++k) {
            a.out[k] = k == 0 && in_place >= 0 ? in[in_place].data() : out[k].data();
        }
        device::geometry g{tiling_of<pass, element_type>(a, l.n), grid_size, block_size};
        if (grid_size == 0) {
            const device::policy policy{static_cast<int>(block_size), 16, Accesses * inputs};
            g = device::geometry_of(g.tiles, policy, inputs);
        }
        run_blocks<pass, element_type, Accesses>(f, a, g, 0, g.grid_size);
        return compare(f, l, a, in, out, in_place);
    }

  private:
    template <class F>
    static testing::AssertionResult compare(const F& f, const layout& l, const device::arrays<pass>& a,
                                            std::vector<fenced<element_type>>& in,
                                            std::vector<fenced<element_type>>& out, int in_place) {
        for (std::size_t i = 0; i < l.n; ++i) {
            element_type expected[outputs];
            expect_outputs(f, i, expected);
            for (int k = 0; k < outputs; ++k) {
                if (!same_bits(static_cast<const element_type*>(a.out[k])[i], expected[k])) {
                    return testing::AssertionFailure() << "element " << i << " of output " << k;
                }
            }
            for (int k = 0; k < inputs; ++k) {
                if (k != in_place && !same_bits(in[k][i], input(k, i))) {
                    return testing::AssertionFailure() << "element " << i << " of input " << k << " was changed";
                }
            }
        }
        for (const auto* arrays : {&in, &out}) {
            for (const auto& array : *arrays) {
                if (!array.fences_stand()) {
                    return testing::AssertionFailure() << "something was written beside an array";
                }
            }
        }
        return testing::AssertionSuccess();
    }
};

using kernels =
    testing::Types<kernel<passes::forward, float>, kernel<passes::forward, double>, kernel<passes::forward, float16>,
                   kernel<passes::forward, bfloat16>, kernel<passes::jet, float>, kernel<passes::jet, double>,
                   kernel<passes::jet, float16>, kernel<passes::jet, bfloat16>, kernel<passes::backward, float>,
                   kernel<passes::backward, double>, kernel<passes::backward, float16>,
                   kernel<passes::backward, bfloat16>>;
TYPED_TEST_SUITE(thread_test, kernels);

std::string text(const layout& l) {
    return "n = " + std::to_string(l.n) + ", offsets " + std::to_string(l.offsets[0]) + " " +
           std::to_string(l.offsets[1]) + " " + std::to_string(l.offsets[2]);
}

TYPED_TEST(thread_test, all_small_sizes_at_all_offsets) {
    for (std::size_t n = 1; n <= 300; ++n) {
        for (std::size_t offset = 0; offset < 16; ++offset) {
            const layout l{n, {offset, offset, offset}};
            ASSERT_TRUE((this->template launch<2>(successor{}, l, 32, 0))) << text(l);
        }
    }
}

TYPED_TEST(thread_test, arrays_at_different_offsets) {
    for (const std::size_t n : {1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 127, 129, 257, 300}) {
        for (std::size_t first = 0; first < 16; ++first) {
            for (std::size_t second = 0; second < 16; ++second) {
                const layout l{n, {first, second, (3 * first + 5 * second) % 16}};
                ASSERT_TRUE((this->template launch<1>(successor{}, l, 8, 0))) << text(l);
                ASSERT_TRUE((this->template launch<2>(successor{}, l, 8, 0))) << text(l);
            }
        }
    }
}

TYPED_TEST(thread_test, around_powers_of_two) {
    for (std::size_t power = 512; power <= 65536; power *= 2) {
        for (const std::size_t n : {power - 1, power, power + 1}) {
            const layout aligned{n, {0, 0, 0}}, shifted{n, {3, 3, 3}}, mixed{n, {1, 0, 5}};
            ASSERT_TRUE((this->template launch<2>(successor{}, aligned, 256, 0))) << text(aligned);
            ASSERT_TRUE((this->template launch<2>(successor{}, shifted, 256, 0))) << text(shifted);
            ASSERT_TRUE((this->template launch<2>(successor{}, mixed, 256, 0))) << text(mixed);
        }
    }
}

TYPED_TEST(thread_test, in_place_computes_each_element_once) {
    for (std::size_t n = 1; n <= 300; n += n < 70 ? 1 : 23) {
        for (std::size_t offset = 0; offset < 16; ++offset) {
            for (int input = 0; input < TestFixture::inputs; ++input) {
                const layout l{n, {offset, (offset + 5) % 16, (offset + 11) % 16}};
                ASSERT_TRUE((this->template launch<2>(successor{}, l, 8, 0, input))) << text(l);
            }
        }
    }
}

// Host and device may disagree on how much a thread takes at a time.
TYPED_TEST(thread_test, any_grid_covers_all) {
    for (const unsigned grid : {1u, 2u, 3u, 7u, 1000u}) {
        for (const std::size_t n : {1, 255, 1000, 4099}) {
            const layout l{n, {2, 2, 2}};
            ASSERT_TRUE((this->template launch<1>(successor{}, l, 32, grid, 0))) << text(l) << ", grid " << grid;
            ASSERT_TRUE((this->template launch<2>(successor{}, l, 32, grid, 0))) << text(l) << ", grid " << grid;
            ASSERT_TRUE((this->template launch<4>(successor{}, l, 32, grid, 0))) << text(l) << ", grid " << grid;
        }
    }
}

TYPED_TEST(thread_test, an_activation_gives_the_bits_of_its_formula) {
    const core::prepared<sigmoid, typename TestFixture::compute> f{sigmoid{}};
    for (const std::size_t n : {1, 17, 300}) {
        for (std::size_t offset = 0; offset < 16; ++offset) {
            const layout l{n, {offset, 0, (offset + 7) % 16}};
            ASSERT_TRUE((this->template launch<2>(f, l, 32, 0))) << text(l);
            ASSERT_TRUE((this->template launch<2>(f, l, 32, 0, 0))) << text(l);
        }
    }
}

// Arrays that end where memory ends, and that begin where it begins: a read beside one is a segmentation fault.
class island {
  public:
    explicit island(std::size_t bytes) : bytes_(bytes) {
        map_ = static_cast<char*>(mmap(nullptr, bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        if (map_ == MAP_FAILED || mprotect(map_ + page, bytes, PROT_READ | PROT_WRITE) != 0) {
            throw std::bad_alloc();
        }
    }
    ~island() { munmap(map_, bytes_ + 2 * page); }
    island(const island&) = delete;
    island& operator=(const island&) = delete;

    char* begin() const { return map_ + page; }
    char* end() const { return map_ + page + bytes_; }

  private:
    static constexpr std::size_t page = 65536;
    std::size_t bytes_;
    char* map_;
};

TYPED_TEST(thread_test, nothing_beside_the_arrays_is_read) {
    using launched = typename TestFixture::pass;
    using cell = typename TestFixture::element_type;
    const island in(65536), out(65536);
    for (std::size_t n = 1; n < 100; ++n) {
        for (const bool at_end : {false, true}) {
            const std::size_t bytes = n * sizeof(cell);
            // Two arrays of the same kind may be the same memory for this.
            device::arrays<launched> a;
            std::fill(std::begin(a.in), std::end(a.in), at_end ? in.end() - bytes : in.begin());
            std::fill(std::begin(a.out), std::end(a.out), at_end ? out.end() - bytes : out.begin());
            const auto t = tiling_of<launched, cell>(a, n);
            const auto g = device::geometry_of(t, device::policy{32, 16, 2}, TestFixture::inputs);
            run_blocks<launched, cell, 2>(successor{}, a, g, 0, g.grid_size);
        }
    }
}

}  // namespace
}  // namespace actjet::test
