// ACTJET_CPU_ISA, ACTJET_NUM_THREADS and ACTJET_CHECK: what they ask for is done, or refused with a reason. Each
// check runs in a process of its own, since the environment is read once.
#include "host/cpu/settings.hpp"
#include "tests/support/inputs.hpp"
#include "tests/support/plain_call.hpp"
#include "tests/support/pretended_cpus.hpp"

#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

using actjet::host::available_instruction_sets;

std::vector<float> run(actjet_status wanted, const std::vector<float>& x) {
    std::vector<float> y(x.size(), -7.0f);
    const actjet::test::plain_call call{
        .pass = ACTJET_FORWARD, .activation = ACTJET_SIGMOID, .n = x.size(), .x = x.data(), .y = y.data()};
    EXPECT_EQ(call.run(), wanted) << actjet_last_error();
    return y;
}

void expect_in_message(const char* part) {
    EXPECT_NE(std::strstr(actjet_last_error(), part), nullptr) << "'" << part << "' in: " << actjet_last_error();
}

class environment : public testing::Test {
  protected:
    environment() { testing::FLAGS_gtest_death_test_style = "threadsafe"; }

    // Runs check in a new process with these variables, null for none.
    template <class F>
    static void in_process_with(const char* isa, const char* threads, F check) {
        EXPECT_EXIT(
            {
                isa ? setenv("ACTJET_CPU_ISA", isa, 1) : unsetenv("ACTJET_CPU_ISA");
                actjet::test::pretend_cpus(64);
                threads ? setenv("ACTJET_NUM_THREADS", threads, 1) : unsetenv("ACTJET_NUM_THREADS");
                check();
                std::exit(HasFailure());
            },
            testing::ExitedWithCode(0), "");
    }

    static void expect_refused(const char* isa, const char* threads, std::initializer_list<const char*> parts) {
        in_process_with(isa, threads, [&] {
            for (int repeat = 0; repeat < 2; ++repeat) {
                EXPECT_EQ(run(ACTJET_ENVIRONMENT, {1, 2}), std::vector<float>(2, -7.0f));
                for (const char* part : parts) {
                    expect_in_message(part);
                }
                EXPECT_EQ(actjet_place_available(ACTJET_CPU), ACTJET_ENVIRONMENT);
            }
            EXPECT_EQ(actjet_cpu_isa() == nullptr, isa != nullptr);
            EXPECT_EQ(actjet_cpu_threads() == 0, threads != nullptr);
            EXPECT_STREQ(actjet_cpu_best_isa(), available_instruction_sets().back()->name);
        });
    }
};

TEST_F(environment, unset_or_empty_gives_the_best) {
    for (const char* none : {static_cast<const char*>(nullptr), ""}) {
        in_process_with(none, none, [] {
            run(ACTJET_OK, {1});
            EXPECT_STREQ(actjet_cpu_isa(), actjet_cpu_best_isa());
            EXPECT_GE(actjet_cpu_threads(), 1);
            EXPECT_EQ(actjet_place_available(ACTJET_CPU), ACTJET_OK);
        });
    }
}

TEST_F(environment, names_an_instruction_set_that_the_machine_has_or_is_refused) {
    for (const char* name : {"baseline", "avx2", "avx512"}) {
        bool available = false;
        for (const auto* set : available_instruction_sets()) {
            available |= std::strcmp(set->name, name) == 0;
        }
        if (available) {
            in_process_with(name, nullptr, [name] {
                run(ACTJET_OK, {1});
                EXPECT_STREQ(actjet_cpu_isa(), name);
            });
        } else {
            expect_refused(name, nullptr, {"ACTJET_CPU_ISA", name, available_instruction_sets().back()->name});
        }
    }
}

TEST_F(environment, refuses_an_unknown_instruction_set) {
    for (const char* name : {"sse9", "AVX2", "avx2 ", "best"}) {
        expect_refused(name, nullptr, {"ACTJET_CPU_ISA", name, "baseline, avx2 or avx512"});
    }
}

TEST_F(environment, refuses_what_is_no_number_of_threads) {
    for (const char* text : {"0", "-1", "1025", "2x", " 2", "two", "1e1", "99999999999999999999"}) {
        expect_refused(nullptr, text, {"ACTJET_NUM_THREADS", text, "[1, 1024]"});
    }
}

TEST_F(environment, takes_any_number_of_threads_for_the_same_bits) {
    for (const char* text : {"1", "2", "3", "7", "64"}) {
        in_process_with(nullptr, text, [text] {
            EXPECT_EQ(actjet_cpu_threads(), std::atoi(text));
            const auto x = actjet::test::stratified_floats((1 << 20) + 3);
            const auto y = run(ACTJET_OK, x);
            for (std::size_t begin = 0; begin < x.size(); begin += 1000) {
                const std::vector<float> few(x.begin() + static_cast<std::ptrdiff_t>(begin),
                                             x.begin() + static_cast<std::ptrdiff_t>(std::min(begin + 1000, x.size())));
                const auto wanted = run(ACTJET_OK, few);
                ASSERT_EQ(std::memcmp(wanted.data(), y.data() + begin, few.size() * sizeof(float)), 0) << begin;
            }
        });
    }
}

// With and without CUDA, and by both places: what a program is told does not depend on how the library was built.
TEST_F(environment, refuses_what_does_not_say_whether_to_check) {
    for (const char* text : {"yes", "2", "1 ", "-0", "true"}) {
        in_process_with(nullptr, nullptr, [text] {
            setenv("ACTJET_CHECK", text, 1);
            for (int repeat = 0; repeat < 2; ++repeat) {
                EXPECT_EQ(run(ACTJET_ENVIRONMENT, {1, 2}), std::vector<float>(2, -7.0f));
                expect_in_message("ACTJET_CHECK");
                expect_in_message(text);
                for (const actjet_place place : {ACTJET_CPU, ACTJET_CUDA}) {
                    EXPECT_EQ(actjet_place_available(place), ACTJET_ENVIRONMENT);
                }
                setenv("ACTJET_CHECK", "0", 1);
            }
            run(ACTJET_OK, {});
        });
    }
}

// A CPU call of host memory is checked in vain, and without a driver not at all.
TEST_F(environment, may_ask_for_checks) {
    for (const char* text : {"", "0", "1"}) {
        in_process_with(nullptr, nullptr, [text] {
            setenv("ACTJET_CHECK", text, 1);
            EXPECT_EQ(run(ACTJET_OK, {0}), std::vector<float>{0.5f});
            EXPECT_EQ(actjet_place_available(ACTJET_CPU), ACTJET_OK);
        });
    }
}

// What was read on first use holds, whatever becomes of the variable.
TEST_F(environment, is_read_once) {
    in_process_with("baseline", "3", [] {
        run(ACTJET_OK, {1});
        setenv("ACTJET_CPU_ISA", "nonsense", 1);
        setenv("ACTJET_NUM_THREADS", "nonsense", 1);
        setenv("ACTJET_CHECK", "nonsense", 1);
        run(ACTJET_OK, {1});
        EXPECT_STREQ(actjet_cpu_isa(), "baseline");
        EXPECT_EQ(actjet_cpu_threads(), 3);
    });
}

}  // namespace
