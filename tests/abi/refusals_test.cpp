// Calls that must be refused: with which status, naming what, and with nothing written. FAULTS F02, F04, F13, F31.
#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace {

constexpr std::size_t n = 32;

// Buffers filled with a pattern, and a call on them that is right in every respect.
struct fixture {
    std::vector<float> memory = std::vector<float>(8 * n, -7.0f);
    actjet_call call{};

    float* at(std::size_t index) { return memory.data() + index; }

    explicit fixture(actjet_pass mode = ACTJET_JET) {
        call.struct_size = sizeof call;
        call.activation = ACTJET_LEAKY_RELU;
        call.mode = mode;
        call.dtype = ACTJET_FLOAT32;
        call.place = ACTJET_CPU;
        call.n = n;
        call.x = at(0);
        call.dy = at(n);
        call.y = at(2 * n);
        call.dydx = at(3 * n);
        call.dx = at(4 * n);
    }

    bool untouched() const { return memory == std::vector<float>(8 * n, -7.0f); }
};

struct refusal {
    const char* name;
    actjet_pass mode;
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
    fixture f(r.mode);
    ASSERT_EQ(actjet_run(&f.call), ACTJET_OK) << actjet_last_error();
    f = fixture(r.mode);
    r.spoil(f);
    EXPECT_EQ(actjet_run(&f.call), r.status);
    EXPECT_NE(std::string(actjet_last_error()).find(r.mentions), std::string::npos) << actjet_last_error();
    EXPECT_EQ(std::string(actjet_last_error()).find('\n'), std::string::npos) << "one line";
    EXPECT_TRUE(f.untouched());
}

const void* past(const void* p, std::size_t bytes) {
    return static_cast<const char*>(p) + bytes;
}
void* past(void* p, std::size_t bytes) {
    return static_cast<char*>(p) + bytes;
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

void set_parameter(fixture& f, double value) {
    f.call.parameter_count = 1;
    f.call.parameters[0] = value;
}

INSTANTIATE_TEST_SUITE_P(each, refused,
                         testing::Values(
                             refusal{"struct_size_0", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "struct_size",
                                     [](fixture& f) { f.call.struct_size = 0; }},
                             refusal{"struct_size_larger", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "struct_size",
                                     [](fixture& f) { f.call.struct_size += 8; }},
                             refusal{"activation_negative", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "activation = -1",
                                     [](fixture& f) { f.call.activation = -1; }},
                             refusal{"activation_past_the_end", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "activation",
                                     [](fixture& f) { f.call.activation = actjet_activation_count(); }},
                             refusal{"mode_0", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "mode = 0",
                                     [](fixture& f) { f.call.mode = 0; }},
                             refusal{"mode_4", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "mode = 4",
                                     [](fixture& f) { f.call.mode = 4; }},
                             refusal{"dtype_0", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "dtype = 0",
                                     [](fixture& f) { f.call.dtype = 0; }},
                             refusal{"dtype_5", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "dtype = 5",
                                     [](fixture& f) { f.call.dtype = 5; }},
                             refusal{"place_3", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "place = 3",
                                     [](fixture& f) { f.call.place = 3; }},
                             refusal{"unknown_flag", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "flags",
                                     [](fixture& f) { f.call.flags = 4; }},
                             refusal{"reserved", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "reserved",
                                     [](fixture& f) { f.call.reserved = 1; }},
                             refusal{"n_negative", ACTJET_JET, ACTJET_INVALID_ARGUMENT,
                                     "n = ", [](fixture& f) { f.call.n = static_cast<std::uint64_t>(-1); }},
                             refusal{"n_times_size_overflows", ACTJET_JET, ACTJET_INVALID_ARGUMENT,
                                     "n = ", [](fixture& f) { f.call.n = SIZE_MAX / 4 + 1; }},
                             refusal{"past_the_address_space", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "address space",
                                     [](fixture& f) { f.call.n = SIZE_MAX / 4; }},
                             refusal{"x_null", ACTJET_FORWARD, ACTJET_INVALID_ARGUMENT, "x is null",
                                     [](fixture& f) { f.call.x = nullptr; }},
                             refusal{"y_null", ACTJET_FORWARD, ACTJET_INVALID_ARGUMENT, "y is null",
                                     [](fixture& f) { f.call.y = nullptr; }},
                             refusal{"dydx_null", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "dydx is null",
                                     [](fixture& f) { f.call.dydx = nullptr; }},
                             refusal{"dy_null", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "dy is null",
                                     [](fixture& f) { f.call.dy = nullptr; }},
                             refusal{"dx_null", ACTJET_BACKWARD, ACTJET_INVALID_ARGUMENT, "dx is null",
                                     [](fixture& f) { f.call.dx = nullptr; }},
                             refusal{"x_misaligned", ACTJET_JET, ACTJET_MISALIGNED, "x is not aligned",
                                     [](fixture& f) { f.call.x = past(f.call.x, 2); }},
                             refusal{"y_misaligned", ACTJET_JET, ACTJET_MISALIGNED, "y is not aligned",
                                     [](fixture& f) { f.call.y = past(f.call.y, 1); }},
                             refusal{"dydx_misaligned", ACTJET_JET, ACTJET_MISALIGNED, "dydx is not aligned",
                                     [](fixture& f) { f.call.dydx = past(f.call.dydx, 3); }},
                             refusal{"dx_misaligned", ACTJET_BACKWARD, ACTJET_MISALIGNED, "dx is not aligned",
                                     [](fixture& f) { f.call.dx = past(f.call.dx, 2); }},
                             refusal{"y_overlaps_x_in_part", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x",
                                     [](fixture& f) { f.call.y = f.at(1); }},
                             refusal{"y_overlaps_the_last_of_x", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x",
                                     [](fixture& f) { f.call.y = f.at(n - 1); }},
                             refusal{"x_overlaps_the_last_of_y", ACTJET_FORWARD, ACTJET_OVERLAP, "y overlaps x",
                                     [](fixture& f) { f.call.x = f.at(3 * n - 1); }},
                             refusal{"two_outputs_are_one", ACTJET_JET, ACTJET_OVERLAP, "dydx overlaps y",
                                     [](fixture& f) { f.call.dydx = f.call.y; }},
                             refusal{"dydx_overlaps_x_in_part", ACTJET_JET, ACTJET_OVERLAP, "dydx overlaps x",
                                     [](fixture& f) { f.call.dydx = f.at(n / 2); }},
                             refusal{"dx_overlaps_dy_in_part", ACTJET_BACKWARD, ACTJET_OVERLAP, "dx overlaps dy",
                                     [](fixture& f) { f.call.dx = f.at(n + 1); }},
                             refusal{"dx_overlaps_x_in_part", ACTJET_BACKWARD, ACTJET_OVERLAP, "dx overlaps x",
                                     [](fixture& f) {
                                         f.call.x = f.at(5 * n);
                                         f.call.dx = f.at(5 * n - 1);
                                     }},
                             refusal{"parameter_nan", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "slope = nan",
                                     [](fixture& f) { set_parameter(f, nan); }},
                             refusal{"parameter_infinite", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "slope = inf",
                                     [](fixture& f) { set_parameter(f, inf); }},
                             refusal{"parameter_too_large_for_float32", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "float32",
                                     [](fixture& f) { set_parameter(f, 1e300); }},
                             refusal{"parameter_count", ACTJET_JET, ACTJET_INVALID_ARGUMENT, "parameter_count",
                                     [](fixture& f) { f.call.parameter_count = 2; }}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(refused, every_parameter_outside_its_interval) {
    for (std::int32_t id = 0; id < actjet_activation_count(); ++id) {
        const actjet_activation_info& info = *actjet_activation_at(id);
        for (int i = 0; i < info.parameter_count; ++i) {
            const actjet_parameter_info& p = info.parameters[i];
            for (const double bad : {nan, inf, -inf, p.lower_open ? p.lower : std::nextafter(p.lower, -inf),
                                     p.upper_open ? p.upper : std::nextafter(p.upper, inf)}) {
                fixture f;
                f.call.activation = id;
                f.call.dtype = ACTJET_FLOAT64;
                f.call.n = n / 2;
                f.call.parameter_count = static_cast<std::uint32_t>(info.parameter_count);
                for (int k = 0; k < info.parameter_count; ++k) {
                    f.call.parameters[k] = k == i ? bad : info.parameters[k].standard;
                }
                EXPECT_EQ(actjet_run(&f.call), ACTJET_INVALID_ARGUMENT) << info.name << ' ' << p.name << ' ' << bad;
                EXPECT_NE(std::string(actjet_last_error()).find(p.name), std::string::npos) << actjet_last_error();
                EXPECT_TRUE(f.untouched());
            }
        }
    }
}

// F13: nothing to do is no error, whatever the pointers.
TEST(accepted, no_elements_and_null_pointers) {
    for (const actjet_pass mode : {ACTJET_FORWARD, ACTJET_JET, ACTJET_BACKWARD}) {
        fixture f(mode);
        f.call.n = 0;
        f.call.x = f.call.dy = nullptr;
        f.call.y = f.call.dydx = f.call.dx = nullptr;
        EXPECT_EQ(actjet_run(&f.call), ACTJET_OK) << actjet_last_error();
    }
}

TEST(accepted, the_buffers_that_a_mode_does_not_use_may_be_anything) {
    fixture f(ACTJET_FORWARD);
    f.call.dy = nullptr;
    f.call.dydx = f.call.dx = f.at(1);
    EXPECT_EQ(actjet_run(&f.call), ACTJET_OK) << actjet_last_error();
}

TEST(accepted, neighbouring_buffers) {
    fixture f(ACTJET_FORWARD);
    f.call.y = f.at(n);
    EXPECT_EQ(actjet_run(&f.call), ACTJET_OK) << actjet_last_error();
}

TEST(last_error, belongs_to_the_thread_and_stays) {
    fixture f;
    f.call.mode = 9;
    actjet_run(&f.call);
    const std::string before = actjet_last_error();
    f.call.mode = ACTJET_FORWARD;
    ASSERT_EQ(actjet_run(&f.call), ACTJET_OK);
    EXPECT_EQ(before, actjet_last_error());
    EXPECT_NE(before, "");
}

TEST(status_names, are_all_different) {
    std::vector<std::string> names;
    for (int status = ACTJET_OK; status <= ACTJET_INTERNAL; ++status) {
        names.emplace_back(actjet_status_name(static_cast<actjet_status>(status)));
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace
