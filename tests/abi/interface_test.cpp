// The C++ interface as a user writes it, through the static library.
#include <gtest/gtest.h>
#include <actjet/actjet.hpp>

#include <array>
#include <cmath>
#include <cstddef>
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

TEST(interface, takes_views_with_biases_of_columns_and_of_rows) {
    // Two rows of two, with a column between that is none of the call's.
    std::vector<float> x{1, -2, 99, 3, -4, 99}, y(4);
    const std::vector<float> two{10, 1}, one_number{3};
    const actjet::view<const float> view{x.data(), 2, 2, 3};
    const actjet::view<float> out{y.data(), 2, 2};
    actjet::forward(actjet::relu{}, actjet::cpu, view, out, {.bias = actjet::per_column(two)});
    EXPECT_EQ(y, (std::vector<float>{11, 0, 13, 0}));
    actjet::forward(actjet::relu{}, actjet::cpu, view, out, {.bias = actjet::per_row(two)});
    EXPECT_EQ(y, (std::vector<float>{11, 8, 4, 0}));
    actjet::forward(actjet::relu{}, actjet::cpu, view, out, {.bias = actjet::one(one_number.data())});
    EXPECT_EQ(y, (std::vector<float>{4, 1, 6, 0}));
}

// What std::mdspan offers, where there is none.
struct transposed {
    float* data;
    static constexpr std::size_t rank() { return 2; }
    float* data_handle() const { return data; }
    std::size_t extent(std::size_t) const { return 2; }
    std::ptrdiff_t stride(std::size_t dimension) const { return dimension == 0 ? 1 : 2; }
};

TEST(interface, takes_what_is_like_mdspan) {
    std::vector<float> x{1, -2, 3, 4}, y(4);
    actjet::forward(actjet::relu{}, actjet::cpu, transposed{x.data()}, actjet::view<float>{y.data(), 2, 2});
    EXPECT_EQ(y, (std::vector<float>{1, 3, 0, 4}));
}

TEST(interface, gates_halves_of_rows_and_pairs) {
    std::vector<float> halves{1, -2, 3, 4, 5, 6, 7, -8}, pairs{1, 3, -2, 4, 5, 7, 6, -8}, y(4);
    const actjet::view<float> a{halves.data(), 2, 4}, b{pairs.data(), 2, 4}, out{y.data(), 2, 2};
    const std::vector<float> wanted{3, 0, 35, -48};
    actjet::gated_forward(actjet::relu{}, actjet::cpu, a.first_half(), a.second_half(), out);
    EXPECT_EQ(y, wanted);
    actjet::gated_forward(actjet::relu{}, actjet::cpu, b.even_columns(), b.odd_columns(), out);
    EXPECT_EQ(y, wanted);
    actjet::gated_forward(actjet::relu{}, actjet::cpu, b.even_columns(), b.odd_columns(), out,
                          {.settings = {.gate_limit = 4, .x_limit = 6, .x_offset = 1}});
    EXPECT_EQ(y, (std::vector<float>{4, 0, 28, -20}));

    const std::vector<float> dy{1, 1, 2, 2};
    std::vector<float> gradients(8), again(4);
    const actjet::view<float> d{gradients.data(), 2, 4};
    actjet::gated_backward(actjet::relu{}, actjet::cpu, a.first_half(), a.second_half(),
                           actjet::view<const float>{dy.data(), 2, 2}, d.first_half(), d.second_half(),
                           {.y = actjet::view<float>{again.data(), 2, 2}});
    EXPECT_EQ(gradients, (std::vector<float>{3, 0, 1, 0, 14, -16, 10, 12}));
    EXPECT_EQ(again, wanted);
}

TEST(interface, masks_scales_and_accumulates_gradients) {
    const std::vector<float> x{-1, 2}, dy{INFINITY, 3};
    std::vector<float> dx{10, 10};
    actjet::backward(actjet::relu{}, actjet::cpu, x, dy, dx,
                     {.settings = {.rule = actjet::gradient::masked, .accumulate = true, .gradient_scale = 0.5}});
    EXPECT_EQ(dx, (std::vector<float>{10, 11.5f}));
}

TEST(interface, keeps_a_call_that_is_run_again_and_asks_for_its_workspace) {
    std::vector<float> x{1, -2, 3, 4, 5, 6}, dy(6, 1.0f), dx(6), sums(2);
    actjet::call call(ACTJET_BACKWARD, actjet::relu{}, actjet::cpu,
                      {actjet::view<float>{x.data(), 3, 2},
                       actjet::view<float>{dy.data(), 3, 2},
                       actjet::view<float>{dx.data(), 3, 2},
                       {},
                       {},
                       {},
                       actjet::per_column(sums)});
    EXPECT_EQ(status_of([&] { call.run(); }), ACTJET_WORKSPACE);
    std::vector<std::byte> workspace(call.workspace_bytes());
    EXPECT_GT(workspace.size(), 0u);
    call.set_workspace(workspace);
    call.run();
    EXPECT_EQ(sums, (std::vector<float>{3, 2}));
    x[0] = -1;
    call.run();
    EXPECT_EQ(dx, (std::vector<float>{0, 0, 1, 1, 1, 1}));
    EXPECT_EQ(sums, (std::vector<float>{2, 2}));
}

TEST(interface, runs_arrays_whose_type_is_known_at_run_time) {
    const std::vector<double> x{-1, 2};
    std::vector<double> y(2);
    const actjet::any_view in(ACTJET_FLOAT64, static_cast<const void*>(x.data()), 2);
    const actjet::any_view out(ACTJET_FLOAT64, static_cast<void*>(y.data()), 2);
    actjet::call(ACTJET_FORWARD, actjet::named("relu"), actjet::cpu, {in, out}).run();
    EXPECT_EQ(y, (std::vector<double>{0, 2}));
    EXPECT_EQ(status_of([&] {
                  actjet::call(ACTJET_FORWARD, actjet::relu{}, actjet::cpu, {in, in});
              }),
              ACTJET_INVALID_ARGUMENT)
        << "an output that is const";
    EXPECT_EQ(status_of([&] {
                  actjet::call(ACTJET_FORWARD, actjet::relu{}, actjet::cpu, {in, out, {}, {}, out});
              }),
              ACTJET_INVALID_ARGUMENT)
        << "more operands than there are";
    EXPECT_EQ(status_of([&] { actjet::call(ACTJET_FORWARD, actjet::relu{}, actjet::cpu, {in}).run(); }),
              ACTJET_INVALID_ARGUMENT)
        << "fewer than are needed";
}

TEST(interface, tells_shapes_that_do_not_fit) {
    std::vector<float> x(6), y(6), bias(3);
    const actjet::view<float> out{y.data(), 3, 2};
    EXPECT_EQ(status_of([&] { actjet::forward(actjet::relu{}, actjet::cpu, x, out); }), ACTJET_INVALID_ARGUMENT);
    const actjet::view<float> in{x.data(), 3, 2};
    EXPECT_EQ(
        status_of([&] { actjet::forward(actjet::relu{}, actjet::cpu, in, out, {.bias = actjet::per_column(bias)}); }),
        ACTJET_INVALID_ARGUMENT);
    EXPECT_EQ(
        status_of([&] { actjet::forward(actjet::relu{}, actjet::cpu, in, out, {.bias = actjet::per_row(bias)}); }),
        ACTJET_OK);
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
