// The C++ interface as a user writes it, through the static library.
#include <gtest/gtest.h>
#include <actjet/actjet.hpp>

#include <array>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

namespace {

TEST(interface, computes_by_value_type_with_parameters) {
    const std::vector<float> x{-2.0f, 0.0f, 3.0f};
    std::vector<float> y(3), dydx(3);
    actjet::jet(actjet::leaky_relu{.slope = 0.25}, actjet::cpu, x, y, dydx);
    EXPECT_EQ(y, (std::vector<float>{-0.5f, 0.0f, 3.0f}));
    EXPECT_EQ(dydx, (std::vector<float>{0.25f, 0.25f, 1.0f}));
}

TEST(interface, computes_by_name_with_parameters) {
    const std::array<double, 2> x{-2.0, 3.0};
    std::array<double, 2> by_name{}, by_type{};
    actjet::forward(actjet::named("leaky_relu").set("slope", 0.2), actjet::cpu, x, by_name);
    actjet::forward(actjet::leaky_relu{.slope = 0.2}, actjet::cpu, x, by_type);
    EXPECT_EQ(by_name, by_type);
    EXPECT_EQ(by_name[0], -2.0 * 0.2);
}

TEST(interface, works_in_place_and_on_spans_of_raw_memory) {
    float x[4] = {-1, 2, -3, 4};
    const std::span<float> view(x);
    actjet::forward(actjet::relu{}, actjet::cpu, view, view);
    EXPECT_EQ(std::vector<float>(x, x + 4), (std::vector<float>{0, 2, 0, 4}));
}

TEST(interface, takes_16_bit_storage) {
    const std::vector<actjet::bfloat16> x{actjet::bfloat16(1.0f), actjet::bfloat16(-1.0f)};
    std::vector<actjet::bfloat16> y(2);
    actjet::forward(actjet::relu{}, actjet::cpu, x, y);
    EXPECT_EQ(y[0].bits, 0x3f80);
    EXPECT_EQ(y[1].bits, 0);
}

#if defined(__FLT16_MANT_DIG__) && defined(__SSE2__)
TEST(interface, takes_the_compilers_16_bit_floats) {
    const std::vector<_Float16> x{_Float16(-2.5f), _Float16(0.1f)};
    std::vector<_Float16> y(2);
    actjet::forward(actjet::leaky_relu{.slope = 0.5}, actjet::cpu, x, y);
    EXPECT_EQ(y, (std::vector<_Float16>{_Float16(-1.25f), _Float16(0.1f)}));
}
#endif

template <class F>
actjet_status status_of(F&& f) {
    try {
        f();
    } catch (const actjet::error& e) {
        EXPECT_GT(std::string(e.what()).size(), 0u);
        return e.status();
    }
    return ACTJET_OK;
}

TEST(interface, throws_what_the_c_interface_returns) {
    std::vector<float> x(4), y(4), short_one(3);
    EXPECT_EQ(status_of([&] { actjet::forward(actjet::relu{}, actjet::cpu, x, y); }), ACTJET_OK);
    EXPECT_EQ(status_of([&] { actjet::forward(actjet::relu{}, actjet::cpu, x, short_one); }), ACTJET_INVALID_ARGUMENT);
    EXPECT_EQ(status_of([&] { actjet::jet(actjet::relu{}, actjet::cpu, x, y, y); }), ACTJET_OVERLAP);
    std::vector<double> wide(4);
    EXPECT_EQ(status_of([&] { actjet::forward(actjet::relu{}, actjet::cpu, x, wide); }), ACTJET_INVALID_ARGUMENT);
    EXPECT_EQ(status_of([&] { actjet::named("reluu"); }), ACTJET_INVALID_ARGUMENT);
    EXPECT_EQ(status_of([&] { actjet::named(std::string_view("relu\0u", 6)); }), ACTJET_INVALID_ARGUMENT);
    EXPECT_EQ(status_of([&] { actjet::named("relu").set("slope", 1); }), ACTJET_INVALID_ARGUMENT);
    EXPECT_EQ(status_of([&] { actjet::any_activation(static_cast<actjet_activation>(actjet_activation_count())); }),
              ACTJET_INVALID_ARGUMENT);
    EXPECT_EQ(status_of([&] { actjet::forward(actjet::leaky_relu{.slope = NAN}, actjet::cpu, x, y); }),
              ACTJET_INVALID_ARGUMENT);
}

TEST(interface, names_the_parameters_that_there_are) {
    try {
        actjet::named("hardtanh").set("min", -2);
        FAIL();
    } catch (const actjet::error& e) {
        EXPECT_STREQ(e.what(), "hardtanh has no parameter named 'min'; it has min_val, max_val");
    }
}

// What cannot be a call is no candidate, so that the compiler says which condition fails.
template <class Place, class X, class Y>
concept can_forward = requires(Place place, X x, Y y) {
    actjet::forward(actjet::relu{}, place, x, y);
};
using floats = std::vector<float>;
static_assert(can_forward<actjet::cpu_place, floats, floats>);
static_assert(can_forward<actjet::cuda_place, floats, std::span<float>>);
static_assert(can_forward<actjet::cpu_place, std::span<const float>, float (&)[4]>);
static_assert(!can_forward<actjet::cpu_place, floats, const floats>);
static_assert(!can_forward<actjet::cpu_place, floats, std::span<const float>>);
static_assert(can_forward<actjet::cpu_place, floats, std::vector<actjet::bfloat16>>);
static_assert(!can_forward<actjet::cpu_place, std::vector<int>, std::vector<int>>);
static_assert(!can_forward<int, floats, floats>);
// A stream is given, and by intent.
static_assert(!can_forward<std::nullptr_t, floats, floats> && !can_forward<CUstream_st*, floats, floats>);
static_assert(std::is_constructible_v<actjet::cuda_place, CUstream_st*>);
static_assert(!std::is_default_constructible_v<actjet::cuda_place>);
static_assert(!std::is_constructible_v<actjet::cuda_place, std::nullptr_t>);

}  // namespace
