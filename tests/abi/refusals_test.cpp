// Calls that must be refused: with which status, naming what, and with nothing written; and their neighbours, which
// must not. FAULTS F02, F04, F13, F31.
#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr std::size_t rows = 4, columns = 8, n = rows * columns;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

// Arrays filled with a pattern, and a call on them that is right in every respect: all that the pass can have is given,
// and what can be summed is summed down the columns.
struct fixture {
    static constexpr std::size_t room = 2 * n;  // of each operand, and of the workspace behind them
    static constexpr float pattern = -7;

    std::vector<float> memory = std::vector<float>((ACTJET_MAX_OPERANDS + 1) * room, pattern);
    std::vector<actjet_view> views;
    std::vector<double> parameters{1.5};
    actjet_call call{};

    explicit fixture(actjet_pass pass) {
        const actjet_pass_info& info = *actjet_pass_at(pass);
        for (std::size_t k = 0; k < static_cast<std::size_t>(info.operand_count); ++k) {
            // swish has one parameter for all elements.
            const std::string name = info.operands[k].name;
            const bool one = name == "parameter", sum = info.operands[k].role == ACTJET_SUM;
            const bool per_row = name == "sink" || name == "log_sum" || name == "dsink";
            const std::int64_t row_stride = sum || one ? 0 : per_row ? 1 : columns;
            views.push_back({at(k * room), ACTJET_FLOAT32, 0, row_stride, one || per_row ? 0 : 1, 0});
        }
        call.size = sizeof call;
        call.pass = pass;
        const bool over_rows = pass >= ACTJET_SOFTMAX;
        call.activation = over_rows ? ACTJET_IDENTITY : ACTJET_SWISH;
        call.place = ACTJET_CPU;
        call.parameter_count = over_rows ? 0 : 1;
        call.rows = rows;
        call.columns = columns;
        call.operand_count = static_cast<std::uint32_t>(views.size());
        call.workspace = at(ACTJET_MAX_OPERANDS * room);
        call.workspace_bytes = room * sizeof(float);
        call.gate_limit = call.x_limit = call.value_limit = 7;
        call.x_soft_cap = call.x_offset = call.gradient_scale = 1;
        call.logit_scale = call.soft_cap = 2;
        call.causal_rows = 3;
    }

    float* at(std::size_t index) { return memory.data() + index; }
    actjet_view& operator[](const std::string& operand) {
        const actjet_pass_info& info = *actjet_pass_at(call.pass);
        for (std::size_t k = 0; k < views.size(); ++k) {
            if (operand == info.operands[k].name) {
                return views[k];
            }
        }
        throw std::logic_error(operand);
    }

    actjet_status run() {
        point();
        return actjet_run(&call);
    }
    std::uint64_t workspace_size() {
        point();
        std::uint64_t bytes = 0;
        EXPECT_EQ(actjet_workspace_size(&call, &bytes), ACTJET_OK) << actjet_last_error();
        return bytes;
    }
    bool untouched() const { return std::ranges::count(memory, pattern) == std::ssize(memory); }

  private:
    // Where a test has not said otherwise.
    void point() {
        if (!call.operands) {
            call.operands = views.data();
        }
        if (!call.parameters) {
            call.parameters = parameters.data();
        }
    }
};

void expect_refused(fixture& f, actjet_status status, const std::string& mentions) {
    EXPECT_EQ(f.run(), status);
    const std::string message = actjet_last_error();
    EXPECT_NE(message.find(mentions), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << "one line";
    EXPECT_TRUE(f.untouched());
}

TEST(accepted, every_pass_with_all_that_it_can_have) {
    for (std::int32_t pass = 1; pass <= ACTJET_PASS_COUNT; ++pass) {
        fixture f(static_cast<actjet_pass>(pass));
        EXPECT_EQ(f.run(), ACTJET_OK) << actjet_last_error();
        EXPECT_FALSE(f.untouched());
    }
}

// A right call with one thing spoiled.
struct refusal {
    const char* name;
    actjet_pass pass;
    actjet_status status;
    const char* mentions;
    std::function<void(fixture&)> spoil;
};

void PrintTo(const refusal& r, std::ostream* out) {
    *out << r.name;
}

class refused : public testing::TestWithParam<refusal> {};

TEST_P(refused, with_its_status_and_nothing_written) {
    const refusal& r = GetParam();
    fixture f(r.pass);
    r.spoil(f);
    expect_refused(f, r.status, r.mentions);
}

const auto name_of = [](const auto& row) { return std::string(row.param.name); };

void shift(void*& pointer, std::ptrdiff_t bytes) {
    pointer = static_cast<char*>(pointer) + bytes;
}

INSTANTIATE_TEST_SUITE_P(
    numbers, refused,
    testing::Values(
        refusal{"size_0", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "size = 0", [](fixture& f) { f.call.size = 0; }},
        refusal{"size_without_flags", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "size = 16",
                [](fixture& f) { f.call.size = offsetof(actjet_call, flags); }},
        refusal{"size_of_no_struct", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "size = 4294967295",
                [](fixture& f) { f.call.size = UINT32_MAX; }},
        refusal{"pass_0", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "pass = 0", [](fixture& f) { f.call.pass = 0; }},
        refusal{"pass_past_the_end", ACTJET_JET, ACTJET_INVALID_ARGUMENT,
                "pass = ", [](fixture& f) { f.call.pass = ACTJET_PASS_COUNT + 1; }},
        refusal{"activation_negative", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "activation = -2",
                [](fixture& f) { f.call.activation = -2; }},
        refusal{"custom_of_none", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "custom is null",
                [](fixture& f) { f.call.activation = ACTJET_CUSTOM; }},
        refusal{"activation_past_the_end", ACTJET_JET, ACTJET_INVALID_ARGUMENT,
                "activation = ", [](fixture& f) { f.call.activation = actjet_activation_count(); }},
        refusal{"pass_not_offered", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT,
                "gated_forward is not offered for elu", [](fixture& f) { f.call.activation = ACTJET_ELU; }},
        refusal{"gradient_not_offered", ACTJET_GATED_BACKWARD, ACTJET_INVALID_ARGUMENT,
                "gated_backward is not offered for tanh", [](fixture& f) { f.call.activation = ACTJET_TANH; }},
        refusal{"place_0", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "place = 0", [](fixture& f) { f.call.place = 0; }},
        refusal{"place_3", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "place = 3", [](fixture& f) { f.call.place = 3; }},
        refusal{"unknown_flag", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "flags",
                [](fixture& f) { f.call.flags = 1u << 31; }},
        refusal{"reserved", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "reserved", [](fixture& f) { f.call.reserved = 1; }},
        refusal{"values_accumulated", ACTJET_FORWARD, ACTJET_INVALID_ARGUMENT, "forward has no gradients to accumulate",
                [](fixture& f) { f.call.flags = ACTJET_ACCUMULATE; }},
        refusal{"gated_values_accumulated", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT,
                "gated_forward has no gradients", [](fixture& f) { f.call.flags = ACTJET_ACCUMULATE; }},
        refusal{"rows_negative", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "address space",
                [](fixture& f) { f.call.rows = static_cast<std::uint64_t>(-1); }},
        refusal{"rows_times_columns_overflows", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "address space",
                [](fixture& f) { f.call.rows = f.call.columns = std::uint64_t{1} << 32; }},
        refusal{"gradient_scale_nan", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "gradient_scale = nan",
                [](fixture& f) { f.call.gradient_scale = nan; }},
        refusal{"gradient_scale_too_large_for_float32", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT,
                "gradient_scale = 1e+300", [](fixture& f) { f.call.gradient_scale = 1e300; }},
        refusal{"gate_limit_negative", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "gate_limit = -1",
                [](fixture& f) { f.call.gate_limit = -1; }},
        refusal{"gate_limit_nan", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "gate_limit = nan",
                [](fixture& f) { f.call.gate_limit = nan; }},
        refusal{"x_limit_negative", ACTJET_GATED_BACKWARD, ACTJET_INVALID_ARGUMENT, "x_limit = -0.5",
                [](fixture& f) { f.call.x_limit = -0.5; }},
        refusal{"x_limit_nan", ACTJET_GATED_BACKWARD, ACTJET_INVALID_ARGUMENT, "x_limit = nan",
                [](fixture& f) { f.call.x_limit = nan; }},
        refusal{"value_limit_negative", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "value_limit = -inf",
                [](fixture& f) { f.call.value_limit = -inf; }},
        refusal{"value_limit_nan", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "value_limit = nan",
                [](fixture& f) { f.call.value_limit = nan; }},
        refusal{"x_soft_cap_negative", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "x_soft_cap = -1",
                [](fixture& f) { f.call.x_soft_cap = -1; }},
        refusal{"x_soft_cap_nan", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "x_soft_cap = nan",
                [](fixture& f) { f.call.x_soft_cap = nan; }},
        refusal{"x_soft_cap_infinite", ACTJET_GATED_BACKWARD, ACTJET_INVALID_ARGUMENT, "x_soft_cap = inf",
                [](fixture& f) { f.call.x_soft_cap = inf; }},
        refusal{"x_soft_cap_too_small_for_float32", ACTJET_GATED_BACKWARD, ACTJET_INVALID_ARGUMENT,
                "x_soft_cap = 1e-300", [](fixture& f) { f.call.x_soft_cap = 1e-300; }},
        refusal{"x_offset_infinite", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "x_offset = inf",
                [](fixture& f) { f.call.x_offset = inf; }},
        refusal{"x_offset_nan", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "x_offset = nan",
                [](fixture& f) { f.call.x_offset = nan; }},
        refusal{"x_offset_too_large_for_float32", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "x_offset = 1e+300",
                [](fixture& f) { f.call.x_offset = 1e300; }},
        refusal{"parameter_nan", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "beta = nan",
                [](fixture& f) { f.parameters[0] = nan; }},
        refusal{"parameter_infinite", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "beta = inf",
                [](fixture& f) { f.parameters[0] = inf; }},
        refusal{"parameter_too_large_for_float32", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "float32",
                [](fixture& f) { f.parameters[0] = 1e300; }},
        refusal{"parameter_count", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "parameter_count is 2",
                [](fixture& f) { f.call.parameter_count = 2; }}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    operands, refused,
    testing::Values(
        refusal{"required_one_missing", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "dx is missing: operand_count is 2",
                [](fixture& f) { f.call.operand_count = 2; }},
        refusal{"all_missing", ACTJET_FORWARD, ACTJET_INVALID_ARGUMENT, "x is missing",
                [](fixture& f) { f.call.operand_count = 0; }},
        refusal{"too_many", ACTJET_FORWARD, ACTJET_INVALID_ARGUMENT, "operand_count = 5, and forward has 4",
                [](fixture& f) { f.call.operand_count = 5; }},
        refusal{"x_null", ACTJET_FORWARD, ACTJET_INVALID_ARGUMENT, "x is null",
                [](fixture& f) { f["x"].data = nullptr; }},
        refusal{"y_null", ACTJET_FORWARD, ACTJET_INVALID_ARGUMENT, "y is null",
                [](fixture& f) { f["y"].data = nullptr; }},
        refusal{"dydx_null", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "dydx is null",
                [](fixture& f) { f["dydx"].data = nullptr; }},
        refusal{"dy_null", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "dy is null",
                [](fixture& f) { f["dy"].data = nullptr; }},
        refusal{"dx_null", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "dx is null",
                [](fixture& f) { f["dx"].data = nullptr; }},
        refusal{"gate_null", ACTJET_GATED_FORWARD, ACTJET_INVALID_ARGUMENT, "gate is null",
                [](fixture& f) { f["gate"].data = nullptr; }},
        refusal{"dgate_null", ACTJET_GATED_BACKWARD, ACTJET_INVALID_ARGUMENT, "dgate is null",
                [](fixture& f) { f["dgate"].data = nullptr; }},
        refusal{"dtype_0", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "x: dtype = 0", [](fixture& f) { f["x"].dtype = 0; }},
        refusal{"dtype_5", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "dydx: dtype = 5",
                [](fixture& f) { f["dydx"].dtype = 5; }},
        refusal{"dtype_of_an_optional_one", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "bias: dtype = 9",
                [](fixture& f) { f["bias"].dtype = 9; }},
        refusal{"float64_among_float32", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "x and y are of float64 and of another",
                [](fixture& f) { f["y"].dtype = ACTJET_FLOAT64; }},
        refusal{"float16_among_float64", ACTJET_FORWARD, ACTJET_INVALID_ARGUMENT, "x and bias are of float64",
                [](fixture& f) {
                    f["x"].dtype = f["y"].dtype = ACTJET_FLOAT64;
                    f["bias"].dtype = ACTJET_FLOAT16;
                }},
        refusal{"reserved_of_a_view", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "dydx: reserved",
                [](fixture& f) { f["dydx"].reserved = 1; }},
        refusal{"output_repeats_a_row", ACTJET_FORWARD, ACTJET_INVALID_ARGUMENT, "y repeats",
                [](fixture& f) { f["y"].row_stride = 0; }},
        refusal{"output_repeats_a_column", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "dydx repeats",
                [](fixture& f) { f["dydx"].column_stride = 0; }},
        refusal{"output_repeats_rows", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "dx repeats",
                [](fixture& f) { f["dx"].row_period = 2; }},
        refusal{"optional_output_repeats", ACTJET_GATED_BACKWARD, ACTJET_INVALID_ARGUMENT, "y repeats",
                [](fixture& f) { f["y"].row_stride = 0; }},
        refusal{"sum_repeats_nothing", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "dbias repeats nothing",
                [](fixture& f) { f["dbias"].row_stride = columns; }},
        refusal{"sum_repeats_rows_alone", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "dbias repeats nothing",
                [](fixture& f) {
                    f["dbias"].row_stride = columns;
                    f["dbias"].row_period = 2;
                }},
        refusal{"sums_in_two_directions", ACTJET_GATED_BACKWARD, ACTJET_INVALID_ARGUMENT,
                "dx_bias and dscale are summed along different directions",
                [](fixture& f) {
                    f["dscale"].row_stride = 1;
                    f["dscale"].column_stride = 0;
                }},
        refusal{"x_misaligned", ACTJET_JET, ACTJET_MISALIGNED, "x is not aligned",
                [](fixture& f) { shift(f["x"].data, 2); }},
        refusal{"y_misaligned", ACTJET_JET, ACTJET_MISALIGNED, "y is not aligned",
                [](fixture& f) { shift(f["y"].data, 1); }},
        refusal{"dydx_misaligned", ACTJET_JET, ACTJET_MISALIGNED, "dydx is not aligned",
                [](fixture& f) { shift(f["dydx"].data, 3); }},
        refusal{"bias_misaligned", ACTJET_JET, ACTJET_MISALIGNED, "bias is not aligned",
                [](fixture& f) { shift(f["bias"].data, 2); }},
        refusal{"dbias_misaligned", ACTJET_BACKWARD, ACTJET_MISALIGNED, "dbias is not aligned",
                [](fixture& f) { shift(f["dbias"].data, 2); }},
        refusal{"half_misaligned", ACTJET_JET, ACTJET_MISALIGNED, "x is not aligned to its element of 2 bytes",
                [](fixture& f) {
                    f["x"].dtype = ACTJET_FLOAT16;
                    shift(f["x"].data, 1);
                }},
        refusal{"strides_past_the_end_of_memory", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "x reaches past the ends",
                [](fixture& f) { f["x"].row_stride = INT64_MAX; }},
        refusal{"strides_past_the_start_of_memory", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "y reaches past the ends",
                [](fixture& f) { f["y"].row_stride = INT64_MIN; }},
        refusal{"columns_past_the_end_of_memory", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "reaches past the ends",
                [](fixture& f) {
                    f.call.rows = 1;
                    f.call.columns = SIZE_MAX / 8;
                    f["x"].column_stride = 2;
                }}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    overlaps, refused,
    testing::Values(
        refusal{"y_and_x_in_part", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x in part",
                [](fixture& f) { f["y"].data = f.at(1); }},
        refusal{"y_and_the_last_of_x", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x",
                [](fixture& f) { f["y"].data = f.at(n - 1); }},
        refusal{"x_and_the_last_of_y", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x",
                [](fixture& f) { f["x"].data = static_cast<float*>(f["y"].data) + n - 1; }},
        refusal{"y_and_bias_in_part", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps bias",
                [](fixture& f) { shift(f["y"].data = f["bias"].data, 8); }},
        refusal{"y_and_a_repeated_bias", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps bias",
                [](fixture& f) {
                    f["bias"].data = f["y"].data;
                    f["bias"].row_stride = 0;
                }},
        refusal{"two_outputs_are_one", ACTJET_JET, ACTJET_OVERLAP, "dydx overlaps y: two outputs must be disjoint",
                [](fixture& f) { f["dydx"].data = f["y"].data; }},
        refusal{"dydx_and_x_in_part", ACTJET_JET, ACTJET_OVERLAP, "dydx overlaps x",
                [](fixture& f) { f["dydx"].data = f.at(n / 2); }},
        refusal{"dx_and_dy_in_part", ACTJET_BACKWARD, ACTJET_OVERLAP, "dx overlaps dy",
                [](fixture& f) { shift(f["dx"].data = f["dy"].data, 4); }},
        refusal{"same_place_of_another_type", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x",
                [](fixture& f) {
                    f["y"] = f["x"];
                    f["y"].dtype = ACTJET_FLOAT16;
                }},
        refusal{"same_place_and_size_of_another_type", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x",
                [](fixture& f) {
                    f["x"].dtype = ACTJET_BFLOAT16;
                    f["y"] = f["x"];
                    f["y"].dtype = ACTJET_FLOAT16;
                }},
        refusal{"same_place_in_other_rows", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x",
                [](fixture& f) {
                    f["y"].data = f["x"].data;
                    f["y"].row_stride = columns + 1;
                }},
        refusal{"same_place_upside_down", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x",
                [](fixture& f) {
                    f["y"].data = f.at((rows - 1) * columns);
                    f["y"].row_stride = -std::int64_t{columns};
                }},
        refusal{"a_column_of_the_other_half", ACTJET_GATED_BACKWARD, ACTJET_OVERLAP, "dx overlaps dgate",
                [](fixture& f) {
                    f["dgate"].row_stride = f["dx"].row_stride = 2 * columns;
                    f["dx"].data = static_cast<float*>(f["dgate"].data) + columns - 1;
                }},
        refusal{"the_next_row_of_the_other_half", ACTJET_GATED_BACKWARD, ACTJET_OVERLAP, "dx overlaps dgate",
                [](fixture& f) {
                    f["dgate"].row_stride = f["dx"].row_stride = 2 * columns;
                    f["dx"].data = static_cast<float*>(f["dgate"].data) + columns + 1;
                }},
        refusal{"the_next_row_of_the_other_half_backwards", ACTJET_GATED_BACKWARD, ACTJET_OVERLAP, "dx overlaps dgate",
                [](fixture& f) {
                    f["dgate"].row_stride = f["dx"].row_stride = 2 * columns;
                    f["dgate"].data = static_cast<float*>(f["dx"].data) + columns + 1;
                    f["gate_bias"].data = nullptr;
                }},
        refusal{"pairs_by_an_even_distance", ACTJET_GATED_BACKWARD, ACTJET_OVERLAP, "dx overlaps dgate",
                [](fixture& f) {
                    for (const char* name : {"dgate", "dx"}) {
                        f[name].row_stride = 2 * columns;
                        f[name].column_stride = 2;
                    }
                    f["dx"].data = static_cast<float*>(f["dgate"].data) + 2;
                }},
        refusal{"output_and_itself", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps itself",
                [](fixture& f) { f["y"].row_stride = columns - 1; }},
        refusal{"output_and_itself_by_equal_strides", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps itself",
                [](fixture& f) { f["y"].row_stride = 1; }},
        refusal{"sum_and_input", ACTJET_BACKWARD, ACTJET_OVERLAP, "dbias overlaps x",
                [](fixture& f) { f["dbias"].data = f["x"].data; }},
        refusal{"sum_and_output", ACTJET_BACKWARD, ACTJET_OVERLAP, "dbias overlaps dx",
                [](fixture& f) { f["dbias"].data = static_cast<float*>(f["dx"].data) + n - 1; }},
        refusal{"sum_and_its_own_bias", ACTJET_BACKWARD, ACTJET_OVERLAP, "dbias overlaps bias",
                [](fixture& f) {
                    f["bias"].row_stride = 0;
                    f["dbias"] = f["bias"];
                }},
        refusal{"two_sums", ACTJET_GATED_BACKWARD, ACTJET_OVERLAP, "dx_bias overlaps dgate_bias",
                [](fixture& f) { f["dx_bias"].data = f["dgate_bias"].data; }}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    workspaces, refused,
    testing::Values(refusal{"missing", ACTJET_BACKWARD, ACTJET_WORKSPACE, "workspace has 0 bytes",
                            [](fixture& f) { f.call.workspace = nullptr; }},
                    refusal{"short", ACTJET_BACKWARD, ACTJET_WORKSPACE, "workspace has ",
                            [](fixture& f) { f.call.workspace_bytes = f.workspace_size() - 1; }},
                    refusal{"short_for_three", ACTJET_GATED_BACKWARD, ACTJET_WORKSPACE, "workspace has ",
                            [](fixture& f) { f.call.workspace_bytes = f.workspace_size() - 1; }},
                    refusal{"misaligned", ACTJET_BACKWARD, ACTJET_WORKSPACE, "workspace is not aligned to 16 bytes",
                            [](fixture& f) { shift(f.call.workspace, 8); }},
                    refusal{"overlaps_an_input", ACTJET_BACKWARD, ACTJET_WORKSPACE, "workspace overlaps dy",
                            [](fixture& f) { f.call.workspace = f["dy"].data; }},
                    refusal{"overlaps_the_last_of_an_output", ACTJET_BACKWARD, ACTJET_WORKSPACE,
                            "workspace overlaps dx",
                            [](fixture& f) { f.call.workspace = static_cast<float*>(f["dx"].data) + n - 4; }},
                    refusal{"overlaps_a_sum", ACTJET_BACKWARD, ACTJET_WORKSPACE, "workspace overlaps dbias",
                            [](fixture& f) { f.call.workspace = f["dbias"].data; }}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    rows, refused,
    testing::Values(
        refusal{"activation", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT,
                "softmax is not offered for gelu, but for identity",
                [](fixture& f) { f.call.activation = ACTJET_GELU; }},
        refusal{"activation_of_ones_own", ACTJET_LOG_SOFTMAX, ACTJET_INVALID_ARGUMENT,
                "log_softmax is not offered for an activation of one's own, but for identity",
                [](fixture& f) { f.call.activation = ACTJET_CUSTOM; }},
        refusal{"logit_scale_negative", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT, "logit_scale = -1 is negative",
                [](fixture& f) { f.call.logit_scale = -1; }},
        refusal{"logit_scale_nan", ACTJET_SOFTMAX_BACKWARD, ACTJET_INVALID_ARGUMENT, "logit_scale = nan is not finite",
                [](fixture& f) { f.call.logit_scale = nan; }},
        refusal{"logit_scale_too_small", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT,
                "logit_scale = 1e-60 is 0 when it is rounded", [](fixture& f) { f.call.logit_scale = 1e-60; }},
        refusal{"soft_cap_infinite", ACTJET_LOG_SOFTMAX, ACTJET_INVALID_ARGUMENT, "soft_cap = inf is not finite",
                [](fixture& f) { f.call.soft_cap = inf; }},
        refusal{"soft_cap_negative", ACTJET_LOG_SOFTMAX_BACKWARD, ACTJET_INVALID_ARGUMENT, "soft_cap = -2 is negative",
                [](fixture& f) { f.call.soft_cap = -2; }},
        refusal{"dropout", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT, "softmax is not offered with dropout",
                [](fixture& f) { f.call.dropout = 0.5; }},
        refusal{"shares_accumulated", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT, "softmax has no gradients",
                [](fixture& f) { f.call.flags = ACTJET_ACCUMULATE; }},
        refusal{"sink_of_each_element", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT,
                "sink has one number for each row: its column_stride is 0, and not 1",
                [](fixture& f) { f["sink"].column_stride = 1; }},
        refusal{"log_sum_of_each_element", ACTJET_LOG_SOFTMAX, ACTJET_INVALID_ARGUMENT, "log_sum has one number",
                [](fixture& f) { f["log_sum"].column_stride = -1; }},
        refusal{"log_sum_that_repeats", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT,
                "log_sum repeats: an output covers every row once", [](fixture& f) { f["log_sum"].row_period = 2; }},
        refusal{"dsink_that_repeats", ACTJET_SOFTMAX_BACKWARD, ACTJET_INVALID_ARGUMENT, "dsink repeats",
                [](fixture& f) { f["dsink"].row_stride = 0; }},
        refusal{"log_sum_within_y", ACTJET_SOFTMAX, ACTJET_OVERLAP, "log_sum overlaps y: two outputs must be disjoint",
                [](fixture& f) { f["log_sum"].data = f["y"].data; }},
        refusal{"booleans_as_x", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT, "x: dtype = 5 is not in [1, 4]",
                [](fixture& f) { f["x"].dtype = ACTJET_BOOL; }},
        refusal{"mask_of_no_type", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT, "mask: dtype = 6 is not in [1, 5]",
                [](fixture& f) { f["mask"].dtype = 6; }},
        refusal{"mask_of_float64", ACTJET_SOFTMAX, ACTJET_INVALID_ARGUMENT, "x and mask are of float64 and of another",
                [](fixture& f) { f["mask"].dtype = ACTJET_FLOAT64; }},
        refusal{"cap_without_x", ACTJET_SOFTMAX_BACKWARD, ACTJET_INVALID_ARGUMENT,
                "x is missing: softmax_backward needs it with a soft_cap", [](fixture& f) { f["x"].data = nullptr; }},
        refusal{"dsink_without_sink", ACTJET_LOG_SOFTMAX_BACKWARD, ACTJET_INVALID_ARGUMENT,
                "sink is missing: log_softmax_backward needs it for dsink",
                [](fixture& f) { f["sink"].data = nullptr; }},
        refusal{"dsink_without_log_sum", ACTJET_SOFTMAX_BACKWARD, ACTJET_INVALID_ARGUMENT, "log_sum is missing",
                [](fixture& f) { f["log_sum"].data = nullptr; }}),
    name_of);

TEST(refused, null_pointers_to_what_is_counted) {
    actjet_call call = fixture(ACTJET_JET).call;
    EXPECT_EQ(actjet_run(&call), ACTJET_INVALID_ARGUMENT);
    EXPECT_NE(std::string(actjet_last_error()).find("operands is null"), std::string::npos) << actjet_last_error();
    fixture f(ACTJET_JET);
    call.operands = f.views.data();
    EXPECT_EQ(actjet_run(&call), ACTJET_INVALID_ARGUMENT);
    EXPECT_NE(std::string(actjet_last_error()).find("parameters is null"), std::string::npos) << actjet_last_error();
    EXPECT_TRUE(f.untouched());
    std::uint64_t bytes = 0;
    for (const actjet_status status : {actjet_run(nullptr), actjet_workspace_size(nullptr, &bytes)}) {
        EXPECT_EQ(status, ACTJET_INVALID_ARGUMENT);
        EXPECT_STREQ(actjet_last_error(), "call is null");
    }
    EXPECT_EQ(actjet_workspace_size(&call, nullptr), ACTJET_INVALID_ARGUMENT);
    EXPECT_STREQ(actjet_last_error(), "bytes is null");
}

TEST(refused, every_parameter_outside_its_interval) {
    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        const actjet_activation_info& info = *actjet_activation_at(id);
        for (int i = 0; i < info.parameter_count; ++i) {
            const actjet_parameter_info& p = info.parameters[i];
            for (const double bad : {nan, inf, -inf, p.lower_open ? p.lower : std::nextafter(p.lower, -inf),
                                     p.upper_open ? p.upper : std::nextafter(p.upper, inf)}) {
                SCOPED_TRACE(std::string(info.name) + " " + p.name + " " + std::to_string(bad));
                fixture f(ACTJET_JET);
                f.call.activation = id;
                for (actjet_view& view : f.views) {
                    view.dtype = ACTJET_FLOAT64;
                }
                f.call.parameter_count = static_cast<std::uint32_t>(info.parameter_count);
                f.parameters.clear();
                for (int k = 0; k < info.parameter_count; ++k) {
                    f.parameters.push_back(k == i ? bad : info.parameters[k].standard);
                }
                expect_refused(f, ACTJET_INVALID_ARGUMENT, p.name);
            }
        }
    }
}

// The workspace is asked for with the same call, and refused as it is.
TEST(refused, a_question_for_the_workspace_of_a_wrong_call) {
    fixture f(ACTJET_BACKWARD);
    f["dbias"].row_stride = columns;
    f.call.operands = f.views.data();
    f.call.parameters = f.parameters.data();
    std::uint64_t bytes = 77;
    EXPECT_EQ(actjet_workspace_size(&f.call, &bytes), ACTJET_INVALID_ARGUMENT);
    EXPECT_NE(std::string(actjet_last_error()).find("dbias repeats nothing"), std::string::npos) << actjet_last_error();
    EXPECT_EQ(bytes, 77u);
}

// A neighbour of a refused call, which is right.
struct acceptance {
    const char* name;
    actjet_pass pass;
    std::function<void(fixture&)> change;
};

void PrintTo(const acceptance& a, std::ostream* out) {
    *out << a.name;
}

class accepted_call : public testing::TestWithParam<acceptance> {};

TEST_P(accepted_call, is_run) {
    fixture f(GetParam().pass);
    GetParam().change(f);
    EXPECT_EQ(f.run(), ACTJET_OK) << actjet_last_error();
    EXPECT_FALSE(f.untouched());
}

// dgate and dx, or gate and x, as the halves of wider rows.
void make_halves(fixture& f, const char* first, const char* second) {
    f[first].row_stride = f[second].row_stride = 2 * columns;
    f[second].data = static_cast<float*>(f[first].data) + columns;
}
// The same as pairs.
void make_pairs(fixture& f, const char* first, const char* second) {
    for (const char* name : {first, second}) {
        f[name].row_stride = 2 * columns;
        f[name].column_stride = 2;
    }
    f[second].data = static_cast<float*>(f[first].data) + 1;
}

INSTANTIATE_TEST_SUITE_P(
    each, accepted_call,
    testing::Values(
        acceptance{"neighbours", ACTJET_FORWARD, [](fixture& f) { f["y"].data = f.at(n); }},
        acceptance{"neighbours_the_other_way_round", ACTJET_FORWARD,
                   [](fixture& f) { f["x"].data = static_cast<float*>(f["y"].data) + n; }},
        acceptance{"neighbours_of_another_type", ACTJET_FORWARD,
                   [](fixture& f) {
                       f["x"].dtype = ACTJET_FLOAT16;
                       f["y"].data = f.at(n / 2);
                   }},
        acceptance{"neighbours_of_another_type_the_other_way_round", ACTJET_FORWARD,
                   [](fixture& f) {
                       f["x"].dtype = ACTJET_FLOAT16;
                       f["x"].data = static_cast<float*>(f["y"].data) + n;
                   }},
        acceptance{"y_in_place_of_x", ACTJET_FORWARD, [](fixture& f) { f["y"].data = f["x"].data; }},
        acceptance{"y_in_place_of_bias", ACTJET_FORWARD, [](fixture& f) { f["y"].data = f["bias"].data; }},
        acceptance{"dydx_in_place_of_x", ACTJET_JET, [](fixture& f) { f["dydx"].data = f["x"].data; }},
        acceptance{"dx_in_place_of_dy", ACTJET_BACKWARD, [](fixture& f) { f["dx"].data = f["dy"].data; }},
        acceptance{"inputs_that_are_one", ACTJET_BACKWARD, [](fixture& f) { f["dy"].data = f["x"].data; }},
        acceptance{"inputs_that_overlap", ACTJET_BACKWARD, [](fixture& f) { f["dy"].data = f.at(3); }},
        acceptance{"gradients_as_halves_of_rows", ACTJET_GATED_BACKWARD,
                   [](fixture& f) { make_halves(f, "dgate", "dx"); }},
        acceptance{"gradients_as_pairs", ACTJET_GATED_BACKWARD, [](fixture& f) { make_pairs(f, "dgate", "dx"); }},
        acceptance{"halves_in_place", ACTJET_GATED_BACKWARD,
                   [](fixture& f) {
                       make_halves(f, "gate", "x");
                       f["dgate"] = f["gate"];
                       f["dx"] = f["x"];
                   }},
        acceptance{"pairs_in_place_crosswise", ACTJET_GATED_BACKWARD,
                   [](fixture& f) {
                       make_pairs(f, "gate", "x");
                       f["dgate"] = f["x"];
                       f["dx"] = f["gate"];
                   }},
        acceptance{"rows_upside_down", ACTJET_FORWARD,
                   [](fixture& f) {
                       f["y"].data = static_cast<float*>(f["y"].data) + (rows - 1) * columns;
                       f["y"].row_stride = -std::int64_t{columns};
                   }},
        acceptance{"sums_of_all", ACTJET_BACKWARD,
                   [](fixture& f) { f["dbias"].column_stride = f["dparameter"].column_stride = 0; }},
        acceptance{"sums_of_rows_that_repeat", ACTJET_BACKWARD,
                   [](fixture& f) {
                       for (const char* name : {"dbias", "dparameter"}) {
                           f[name].row_stride = 1;
                           f[name].column_stride = 0;
                           f[name].row_period = 2;
                       }
                   }},
        acceptance{"sum_behind_its_workspace", ACTJET_BACKWARD,
                   [](fixture& f) {
                       f.call.workspace_bytes = f.workspace_size();
                       f["dbias"].data = static_cast<char*>(f.call.workspace) + f.call.workspace_bytes;
                   }},
        acceptance{"gradients_accumulated", ACTJET_BACKWARD, [](fixture& f) { f.call.flags = ACTJET_ACCUMULATE; }},
        acceptance{"mixed_types_but_float64", ACTJET_FORWARD,
                   [](fixture& f) {
                       f["x"].dtype = ACTJET_FLOAT16;
                       f["bias"].dtype = ACTJET_BFLOAT16;
                   }},
        acceptance{"nothing_optional", ACTJET_GATED_BACKWARD,
                   [](fixture& f) {
                       f.call.operand_count = 9;
                       for (const char* name : {"gate_bias", "x_bias", "scale", "gradient_scale"}) {
                           f[name] = {};
                       }
                       f.call.workspace = nullptr;
                       f.call.workspace_bytes = 0;
                   }},
        acceptance{"nonsense_in_what_is_left_out", ACTJET_FORWARD,
                   [](fixture& f) { f["bias"] = f["parameter"] = {nullptr, 99, 99, -1, -1, 99}; }},
        acceptance{"limits_that_are_none", ACTJET_GATED_FORWARD,
                   [](fixture& f) { f.call.gate_limit = f.call.x_limit = f.call.value_limit = inf; }},
        acceptance{"numbers_that_float64_holds", ACTJET_GATED_BACKWARD,
                   [](fixture& f) {
                       f.call.rows = 1;
                       for (actjet_view& view : f.views) {
                           view.dtype = ACTJET_FLOAT64;
                       }
                       f.call.gradient_scale = f.call.x_offset = f.parameters[0] = 1e300;
                   }},
        acceptance{"a_boolean_mask", ACTJET_SOFTMAX, [](fixture& f) { f["mask"].dtype = ACTJET_BOOL; }},
        acceptance{"a_boolean_mask_of_float64", ACTJET_LOG_SOFTMAX,
                   [](fixture& f) {
                       f.call.rows = 1;
                       for (actjet_view& view : f.views) {
                           view.dtype = ACTJET_FLOAT64;
                       }
                       f["mask"].dtype = ACTJET_BOOL;
                   }},
        acceptance{"sinks_that_repeat", ACTJET_SOFTMAX, [](fixture& f) { f["sink"].row_period = 2; }},
        acceptance{"one_sink", ACTJET_SOFTMAX, [](fixture& f) { f["sink"].row_stride = 0; }},
        acceptance{"y_in_place_of_logits", ACTJET_SOFTMAX, [](fixture& f) { f["y"].data = f["x"].data; }},
        acceptance{"log_sum_in_place_of_sinks", ACTJET_SOFTMAX, [](fixture& f) { f["log_sum"].data = f["sink"].data; }},
        acceptance{"row_gradients_accumulated", ACTJET_SOFTMAX_BACKWARD,
                   [](fixture& f) { f.call.flags = ACTJET_ACCUMULATE; }},
        acceptance{"safe_rows", ACTJET_SOFTMAX, [](fixture& f) { f.call.flags = ACTJET_SAFE_ROWS; }},
        acceptance{"default_parameters", ACTJET_FORWARD, [](fixture& f) { f.call.parameter_count = 0; }}),
    [](const auto& row) { return std::string(row.param.name); });

// F13: nothing to do is no error, whatever the pointers.
TEST(accepted, no_elements_and_null_pointers) {
    for (std::int32_t pass = 1; pass <= ACTJET_PASS_COUNT; ++pass) {
        for (const bool no_rows : {false, true}) {
            fixture f(static_cast<actjet_pass>(pass));
            (no_rows ? f.call.rows : f.call.columns) = 0;
            EXPECT_EQ(f.workspace_size(), 0u);
            EXPECT_EQ(f.run(), ACTJET_OK) << actjet_last_error();
            EXPECT_TRUE(f.untouched()) << "sums neither";
            for (actjet_view& view : f.views) {
                view.data = nullptr;
            }
            f.call.workspace = nullptr;
            EXPECT_EQ(f.run(), ACTJET_OK) << actjet_last_error();
        }
    }
}

TEST(accepted, no_workspace_where_nothing_is_summed) {
    for (std::int32_t pass = 1; pass <= ACTJET_PASS_COUNT; ++pass) {
        fixture f(static_cast<actjet_pass>(pass));
        const bool sums = pass == ACTJET_BACKWARD || pass == ACTJET_GATED_BACKWARD;
        EXPECT_EQ(f.workspace_size() != 0, sums);
        if (!sums) {
            f.call.workspace = nullptr;
            EXPECT_EQ(f.run(), ACTJET_OK) << actjet_last_error();
        }
    }
}

// What a caller's struct has beyond this version's is looked at; c99.c has a caller whose struct ends sooner.
TEST(later_caller, is_understood_where_it_asks_for_nothing_new) {
    struct later_call {
        actjet_call call;
        std::uint64_t more[3];
    };
    fixture f(ACTJET_FORWARD);
    f.call.operands = f.views.data();
    f.call.parameters = f.parameters.data();
    later_call later{f.call, {}};
    later.call.size = sizeof later;
    later.more[2] = 1;
    EXPECT_EQ(actjet_run(&later.call), ACTJET_INVALID_ARGUMENT);
    EXPECT_NE(std::string(actjet_last_error()).find("later version"), std::string::npos) << actjet_last_error();
    EXPECT_TRUE(f.untouched());
    later.more[2] = 0;
    EXPECT_EQ(actjet_run(&later.call), ACTJET_OK) << actjet_last_error();
    EXPECT_FALSE(f.untouched());
}

TEST(last_error, belongs_to_the_thread_and_stays) {
    fixture f(ACTJET_JET);
    f.call.pass = 99;
    f.run();
    const std::string before = actjet_last_error();
    f.call.pass = ACTJET_JET;
    ASSERT_EQ(f.run(), ACTJET_OK);
    EXPECT_EQ(before, actjet_last_error());
    EXPECT_NE(before, "");
}

TEST(status_names, are_all_different) {
    std::vector<std::string> names;
    for (int status = ACTJET_OK; status <= ACTJET_WORKSPACE; ++status) {
        names.emplace_back(actjet_status_name(static_cast<actjet_status>(status)));
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace
