// Every instruction set that this machine has gives the bits of the baseline, in every pass, format and width.
#include "host/cpu/pass.hpp"
#include "host/cpu/settings.hpp"
#include "tests/support/inputs.hpp"
#include "tests/support/plain_call.hpp"

#include <gtest/gtest.h>
#include <actjet/core/half.hpp>

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace {

using actjet::host::instruction_set;
using actjet::host::request;

// NaN of both signs with several payloads, infinities and what surrounds them, before a stratified sample.
std::vector<float> all_kinds_of_floats() {
    std::vector<float> x = actjet::test::stratified_floats(1 << 20);
    std::size_t i = 0;
    for (const std::uint32_t sign : {0u, 0x80000000u}) {
        for (const std::uint32_t magnitude : {0x7f7fffffu, 0x7f800000u, 0x7f800001u, 0x7fabcdefu, 0x7fc00000u,
                                              0x7fc12345u, 0x7fffffffu, 0x00000001u, 0x007fffffu, 0x00800000u}) {
            x[(i += 7)] = std::bit_cast<float>(sign | magnitude);
        }
    }
    return x;
}

std::vector<std::uint16_t> all_halves() {
    std::vector<std::uint16_t> x(65536);
    std::iota(x.begin(), x.end(), std::uint16_t{0});
    return x;
}

template <class T>
struct outputs {
    std::vector<T> first, second;
    bool operator==(const outputs&) const = default;
};

// The results as bits. Fetching ahead, which changes none, is tried on all sets but the baseline.
template <class Bits, class T>
outputs<Bits> run(const instruction_set& set, std::size_t width, std::int32_t activation, actjet_pass pass,
                  actjet_dtype dtype, const std::vector<T>& x, const std::vector<T>& dy) {
    static_assert(sizeof(Bits) == sizeof(T));
    outputs<Bits> out{std::vector<Bits>(x.size()), std::vector<Bits>(x.size())};
    const actjet::test::plain_call call{.pass = pass,
                                        .activation = activation,
                                        .dtype = dtype,
                                        .n = x.size(),
                                        .x = x.data(),
                                        .dy = dy.data(),
                                        .y = out.first.data(),
                                        .dydx = out.second.data(),
                                        .dx = out.first.data()};
    const request r = call.with_call([](const actjet_call* c) { return actjet::host::checked(*c); });
    actjet::core::visit(actjet::all{}, static_cast<std::size_t>(activation), [&]<class A>(std::type_identity<A>) {
        const actjet::core::prepared<A, float> prepared{A{}};
        const bool ahead = &set != &actjet::host::baseline_set;
        actjet::host::pass(set, r, &prepared, {.width = width, .access = {.prefetching = ahead}}).run(0, r.n);
    });
    return out;
}

template <class T>
void expect_equal(const instruction_set& set, const std::vector<T>& x, const std::vector<T>& got,
                  const std::vector<T>& wanted, const std::string& what) {
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (got[i] != wanted[i]) {
            ADD_FAILURE() << what << " on " << set.name << " at 0x" << std::hex << x[i] << ": 0x" << got[i]
                          << ", and on the baseline 0x" << wanted[i];
            return;
        }
    }
}

class instruction_sets : public testing::TestWithParam<std::int32_t> {
  protected:
    template <class Bits, class T>
    void compare(actjet_dtype dtype, const std::vector<T>& x) {
        const std::vector<T> dy(x.rbegin(), x.rend());
        std::vector<Bits> bits(x.size());
        std::transform(x.begin(), x.end(), bits.begin(), [](T v) { return std::bit_cast<Bits>(v); });
        const auto sets = actjet::host::available_instruction_sets();
        for (const actjet_pass pass : {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD}) {
            const auto wanted = run<Bits>(*sets[0], 0, GetParam(), pass, dtype, x, dy);
            for (const instruction_set* set : sets.subspan(1)) {
                for (std::size_t width = 0; width < instruction_set::widths; ++width) {
                    const auto got = run<Bits>(*set, width, GetParam(), pass, dtype, x, dy);
                    const std::string what = "pass " + std::to_string(pass) + ", dtype " + std::to_string(dtype) +
                                             ", width " + std::to_string(width);
                    expect_equal(*set, bits, got.first, wanted.first, what);
                    expect_equal(*set, bits, got.second, wanted.second, what);
                }
            }
        }
    }
};

TEST_P(instruction_sets, agree_on_float32) {
    compare<std::uint32_t>(ACTJET_FLOAT32, all_kinds_of_floats());
}
TEST_P(instruction_sets, agree_on_all_of_float16) {
    compare<std::uint16_t>(ACTJET_FLOAT16, all_halves());
}
TEST_P(instruction_sets, agree_on_all_of_bfloat16) {
    compare<std::uint16_t>(ACTJET_BFLOAT16, all_halves());
}

// Loops leave out what no element of a step needs. Where a single one needs it, at whatever place in the step, it gets
// what it gets among its like, and the others what they get without it.
TEST_P(instruction_sets, one_element_of_a_step_gets_what_it_needs) {
    constexpr std::size_t step = actjet::host::step;
    std::vector<float> common(step * step);
    for (std::size_t i = 0; i < common.size(); ++i) {
        common[i] = static_cast<float>(i % 61) * 0.1f - 3.0f;
    }
    const std::vector<float> ones(common.size(), 1.0f);
    const auto with_one_in_each_step = [](std::vector<float> x, float one) {
        for (std::size_t i = 0; i < step; ++i) {
            x[i * step + i] = one;
        }
        return x;
    };
    for (const instruction_set* set : actjet::host::available_instruction_sets()) {
        for (std::size_t width = 0; width < instruction_set::widths; ++width) {
            const auto expect = [&](const std::vector<float>& x, const std::vector<float>& dy, float x_one,
                                    float dy_one, actjet_pass pass) {
                const auto run_on = [&](const std::vector<float>& x_, const std::vector<float>& dy_) {
                    return run<std::uint32_t>(*set, width, GetParam(), pass, ACTJET_FLOAT32, x_, dy_);
                };
                const auto got = run_on(x, dy), without = run_on(common, ones);
                const auto like = run_on(std::vector<float>(step, x_one), std::vector<float>(step, dy_one));
                for (std::size_t i = 0; i < x.size(); ++i) {
                    const bool one = i / step == i % step;
                    ASSERT_EQ(got.first[i], one ? like.first[0] : without.first[i])
                        << set->name << " " << width << " " << pass << " " << i;
                    ASSERT_EQ(got.second[i], one ? like.second[0] : without.second[i])
                        << set->name << " " << width << " " << pass << " " << i;
                }
            };
            for (const float one :
                 {std::bit_cast<float>(0x7fc12345u), std::bit_cast<float>(0xff800001u), 100.0f, -100.0f,
                  std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()}) {
                for (const actjet_pass pass : {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD}) {
                    expect(with_one_in_each_step(common, one), ones, one, 1.0f, pass);
                }
                // common[i * step + i] is not the same for each i: 0 in its place.
                expect(with_one_in_each_step(common, 0.0f), with_one_in_each_step(ones, one), 0.0f, one,
                       ACTJET_BACKWARD);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(all, instruction_sets, testing::Range(0, actjet_activation_count()),
                         [](const auto& each) { return std::string(actjet_activation_at(each.param)->name); });

// The conversions on their own: every float that lies on, next to and between 16-bit numbers.
TEST(conversions, agree_with_the_scalar_ones) {
    std::vector<float> x;
    for (std::uint32_t upper = 0; upper < 65536; ++upper) {
        for (const std::uint32_t lower : {0x0000u, 0x0001u, 0x0fffu, 0x1000u, 0x1001u, 0x1fffu, 0x2000u, 0x3000u,
                                          0x7fffu, 0x8000u, 0x8001u, 0xefffu, 0xf000u, 0xf001u, 0xfffeu, 0xffffu}) {
            const float f = std::bit_cast<float>(upper << 16 | lower);
            x.push_back(f != f ? actjet::core::ops<float>::nan() : f);
        }
    }
    std::vector<std::uint16_t> got(x.size());
    for (const instruction_set* set : actjet::host::available_instruction_sets()) {
        set->float16.narrow(x.data(), got.data(), x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            ASSERT_EQ(got[i], actjet::core::narrow_to_float16_in_software(x[i]).bits) << set->name << " of " << x[i];
        }
        set->bfloat16.narrow(x.data(), got.data(), x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            ASSERT_EQ(got[i], actjet::core::narrow_to_bfloat16_in_software(x[i]).bits) << set->name << " of " << x[i];
        }
    }
}

}  // namespace
