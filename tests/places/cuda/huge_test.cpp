// F01: index arithmetic at sizes about and beyond 2^31 and 2^32, of elements and of groups of elements. The arrays are
// address space without memory behind it; only the threads at both ends of a launch are run, and only the pages that
// they touch come into being.
#include "address_space.hpp"
#include "host_launch.hpp"

#include <gtest/gtest.h>

namespace actjet::test {
namespace {

template <class Element>
class huge_test : public testing::Test {};
using elements = testing::Types<float, double, float16, bfloat16>;
TYPED_TEST_SUITE(huge_test, elements);

constexpr std::size_t sizes[] = {0x7fffffff, 0x80000000, 0x80000001, 0x100000001};

TYPED_TEST(huge_test, both_ends_are_written_and_nothing_beyond) {
    constexpr int accesses = 2;
    // Beyond 2^32 groups as well.
    std::vector<std::size_t> all_sizes(std::begin(sizes), std::end(sizes));
    all_sizes.push_back((std::size_t{1} << 32) * 16 / sizeof(TypeParam) + 1);
    const std::size_t most = (all_sizes.back() + 32) * sizeof(TypeParam);
    const address_space in(most), out(most);
    if (!in || !out) {
        GTEST_SKIP() << "this machine gives no " << 2 * most << " bytes of address space";
    }
    const auto policy = device::policy{256, 16, accesses};
    for (const std::size_t n : all_sizes) {
        for (const std::size_t offset : {0, 1}) {
            auto* x = reinterpret_cast<TypeParam*>(in.get()) + offset;
            auto* y = reinterpret_cast<TypeParam*>(out.get()) + offset;
            const device::arrays<passes::forward> a{{x}, {y}};
            const auto g = device::geometry_of(tiling_of<passes::forward, TypeParam>(a, n), policy, 1);
            const std::size_t per_block = 256 * accesses * 16 / sizeof(TypeParam);
            EXPECT_GE(g.grid_size * per_block, n);
            run_blocks<passes::forward, TypeParam, accesses>(successor{}, a, g, 0, 1);
            run_blocks<passes::forward, TypeParam, accesses>(successor{}, a, g, g.grid_size - 2, g.grid_size);

            const TypeParam one = core::narrow<TypeParam>(1), zero{};
            const auto is = [&](std::size_t i, TypeParam e) { return std::memcmp(&y[i], &e, sizeof e) == 0; };
            // The first block's share is shorter by what lies before the array.
            for (std::size_t i = 0; i < per_block - offset; ++i) {
                ASSERT_TRUE(is(i, one)) << "element " << i << " of " << n;
            }
            ASSERT_TRUE(is(per_block - offset, zero)) << n;
            const std::size_t begin = std::size_t{g.grid_size - 2} * per_block - offset;
            ASSERT_TRUE(is(begin - 1, zero)) << n;
            for (std::size_t i = begin; i < n; ++i) {
                ASSERT_TRUE(is(i, one)) << "element " << i << " of " << n;
            }
            ASSERT_TRUE(is(n, zero)) << n;
            madvise(out.get(), most, MADV_DONTNEED);
        }
    }
}

// The tiling alone, in exact arithmetic, for every element size, shift and size up to the end of the address space.
TEST(tiling, covers_all_elements_and_no_more) {
    __extension__ typedef unsigned __int128 wide;
    for (const std::size_t element_size : {2, 4, 8}) {
        const std::size_t per_group = 16 / element_size, most = SIZE_MAX / element_size;
        for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{15}, std::size_t{4099}, sizes[0],
                                    sizes[1], sizes[2], sizes[3], (std::size_t{1} << 40) + 3, most - 1, most}) {
            for (std::size_t shift = 0; shift < per_group; ++shift) {
                const void* x = reinterpret_cast<const void*>(4096 + shift * element_size);
                void* y = reinterpret_cast<void*>(8192 + shift * element_size);
                const device::tiling t = device::tile(n, element_size, &x, 1, &y, 1);
                ASSERT_EQ(t.shift, shift);
                ASSERT_EQ(t.misaligned, 0u);
                ASSERT_GT(wide(t.groups) * per_group, wide(shift) + n - 1);
                ASSERT_LE((wide(t.groups) - 1) * per_group, wide(shift) + n - 1);
                const wide begin = (wide(shift) + per_group - 1) / per_group, end = (wide(shift) + n) / per_group;
                ASSERT_EQ(wide(t.whole_begin), begin);
                ASSERT_EQ(wide(t.whole_groups), end > begin ? end - begin : 0);
                ASSERT_EQ(t.plain_groups, t.whole_groups);
            }
        }
    }
}

TEST(tiling, tells_arrays_off_the_grid) {
    char memory[64];
    char* base = memory + (16 - reinterpret_cast<std::uintptr_t>(memory) % 16) % 16;
    const void* in[] = {base + 4, base + 8};
    void* out[] = {base + 20, base};
    const auto t = device::tile(8, 4, in, 2, out, 2);
    EXPECT_EQ(t.misaligned, 0b1010u);
    EXPECT_EQ(t.whole_groups, 1u);
    EXPECT_EQ(t.plain_groups, 0u);
}

// A launch has at most 2^31 - 1 blocks; its threads then go on.
TEST(geometry, grid_is_what_a_launch_may_have) {
    const auto policy = device::policy_for(90);
    device::tiling t{};
    t.groups = 1;
    EXPECT_EQ(device::geometry_of(t, policy, 1).grid_size, 1u);
    t.groups = std::size_t{1} << 45;
    EXPECT_EQ(device::geometry_of(t, policy, 1).grid_size, 0x7fffffffu);
}

TEST(policy, is_within_what_devices_have) {
    for (const int capability : {0, 75, 80, 86, 89, 90, 100, 103, 110, 120, 130}) {
        const auto p = device::policy_for(capability);
        EXPECT_EQ(p.block_size, device::policy_for(0).block_size);
        EXPECT_EQ(p.bytes_per_access, device::group_bytes);
        EXPECT_GE(device::accesses_per_array(p, 1), 1);
        EXPECT_GE(device::accesses_per_array(p, 2), 1);
        EXPECT_LE(p.loads_in_flight, 8);
    }
}

}  // namespace
}  // namespace actjet::test
