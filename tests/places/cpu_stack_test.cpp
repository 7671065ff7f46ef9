// Calls on the smallest stack that a thread can have. FAULTS F41.
#include "host/cpu/pool.hpp"
#include "host/cpu/settings.hpp"
#include "tests/support/plain_call.hpp"
#include "tests/support/processes.hpp"

#include <gtest/gtest.h>
#include <actjet/actjet.hpp>

#include <link.h>
#include <pthread.h>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

using actjet::test::in_new_process;
using actjet::test::plain_call;

// PTHREAD_STACK_MIN; the C library's macro asks the system for more where signal frames are large.
constexpr std::size_t smallest_stack = 16384;

class small_stack : public testing::Test {
  protected:
    void SetUp() override {
#if ACTJET_SANITIZED
        GTEST_SKIP() << "a sanitizer needs a larger stack";
#elif !defined(__OPTIMIZE__)
        GTEST_SKIP() << "a formula that is not optimised takes up to 260 KB of stack";
#endif
    }
};

// What this program's thread-local memory takes of each stack: a CUDA runtime that is linked with it has pages of it,
// and then no thread can be had on the smallest stack.
std::size_t pages_of_thread_local_memory() {
    std::size_t bytes = 0;
    dl_iterate_phdr(
        [](dl_phdr_info* program, std::size_t, void* found) {
            for (int i = 0; i < program->dlpi_phnum; ++i) {
                if (const auto& part = program->dlpi_phdr[i]; part.p_type == PT_TLS && part.p_memsz >= 4096) {
                    *static_cast<std::size_t*>(found) += part.p_memsz + part.p_align;
                }
            }
            return 1;  // the program comes first; no library is of interest
        },
        &bytes);
    return bytes / 4096 * 4096;
}

template <class F>
void on_small_stack(const F& body) {
    pthread_attr_t attributes;
    ASSERT_EQ(pthread_attr_init(&attributes), 0);
    ASSERT_EQ(pthread_attr_setstacksize(&attributes, smallest_stack + pages_of_thread_local_memory()), 0);
    const auto run = [](void* f) -> void* {
        (*static_cast<const F*>(f))();
        return nullptr;
    };
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, &attributes, run, const_cast<F*>(&body)), 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
}

// Any elements of any type: what they are does not matter to the stack.
struct buffers {
    static constexpr std::size_t most = 40000;  // enough for several threads
    std::vector<double> x, dy, y, dydx;
    buffers() : x(most, 0.5), dy(most, 0.5), y(most), dydx(most) {}

    plain_call call(int activation, int pass, int dtype, std::size_t n) {
        return {.pass = pass,
                .activation = activation,
                .dtype = dtype,
                .n = n,
                .x = x.data(),
                .dy = dy.data(),
                .y = y.data(),
                .dydx = dydx.data(),
                .dx = y.data()};
    }
};

// Of rows of one chunk and of several, with all that they can have.
struct calls_over_rows {
    std::vector<double> memory, rows;
    std::vector<actjet::call> calls;

    explicit calls_over_rows(std::size_t columns) : memory(4 * columns, 0.5), rows(4, 0.25) {
        for (const actjet_dtype dtype : {ACTJET_FLOAT32, ACTJET_FLOAT64, ACTJET_BFLOAT16}) {
            const auto array = [&](std::size_t k) {
                return actjet::any_view(dtype, memory.data() + k * columns, columns);
            };
            const auto row = [&](std::size_t k) {
                return actjet::any_view(actjet_view{&rows[k], dtype, 0, 1, 0, 0}, 1, 1);
            };
            const actjet::settings s{.accumulate = false, .logit_scale = 0.5, .soft_cap = 3};
            for (const actjet_pass pass : {ACTJET_SOFTMAX, ACTJET_LOG_SOFTMAX}) {
                calls.emplace_back(
                    pass, actjet::identity{}, actjet::cpu,
                    std::initializer_list<actjet::any_view>{array(0), array(1), array(2), row(0), row(1)}, s);
            }
            for (const actjet_pass pass : {ACTJET_SOFTMAX_BACKWARD, ACTJET_LOG_SOFTMAX_BACKWARD}) {
                actjet::settings more = s;
                more.accumulate = true;
                calls.emplace_back(pass, actjet::identity{}, actjet::cpu,
                                   std::initializer_list<actjet::any_view>{
                                       array(0), array(1), array(2), array(3), {}, row(0), row(1), row(2)},
                                   more);
            }
        }
    }

    int failures() const {
        int n = 0;
        for (const actjet::call& c : calls) {
            try {
                c.run();
            } catch (const actjet::error&) {
                ++n;
            }
        }
        return n;
    }
};

// All of them. No check of the test's own framework on that stack: it tells how many failed.
int failures_of_all_calls(buffers& b, std::initializer_list<std::size_t> sizes) {
    int failures = 0;
    for (int activation = 0; activation < actjet_activation_count(); ++activation) {
        for (int pass = ACTJET_FORWARD; pass <= ACTJET_BACKWARD; ++pass) {
            for (int dtype = ACTJET_FLOAT32; dtype <= ACTJET_BFLOAT16; ++dtype) {
                for (const std::size_t n : sizes) {
                    failures += b.call(activation, pass, dtype, n).run() != ACTJET_OK;
                }
            }
        }
    }
    return failures;
}

// The first call among them, which reads the environment and the quota, starts the threads and times the formula.
TEST_F(small_stack, holds_every_call_of_every_instruction_set) {
    for (const auto* set : actjet::host::available_instruction_sets()) {
        in_new_process([&] {
            setenv("ACTJET_CPU_ISA", set->name, 1);
            unsetenv("ACTJET_NUM_THREADS");
            buffers b;
            const calls_over_rows several_chunks(3000), one(100);
            int failures = -1;
            on_small_stack([&] {
                failures =
                    failures_of_all_calls(b, {buffers::most, 1, 1000}) + several_chunks.failures() + one.failures();
            });
            EXPECT_EQ(failures, 0);
            EXPECT_STREQ(actjet_cpu_isa(), set->name);
        });
    }
}

// gated_backward with all that it may be given, limits and dropout, on rows with gaps: nothing takes more planes.
int failures_of_calls_on_views(actjet_dtype dtype) {
    constexpr std::uint64_t rows = 33, columns = 600;
    const actjet_pass_info& info = *actjet_pass_at(ACTJET_GATED_BACKWARD);
    std::vector<actjet_view> views;
    std::vector<std::vector<double>> memory;
    std::vector<double> workspace(rows * columns);
    for (std::int32_t k = 0; k < info.operand_count; ++k) {
        const bool sum = info.operands[k].role == ACTJET_SUM;
        memory.emplace_back(rows * (columns + 1), 0.5);
        views.push_back({memory.back().data(), dtype, 0, sum ? 0 : std::int64_t{columns + 1}, 1, 0});
    }
    views.back().data = nullptr;  // dscale is summed along the rows
    actjet_call c{};
    c.size = sizeof c;
    c.pass = ACTJET_GATED_BACKWARD;
    c.place = ACTJET_CPU;
    c.rows = rows;
    c.columns = columns;
    c.operands = views.data();
    c.operand_count = static_cast<std::uint32_t>(views.size());
    c.workspace = workspace.data();
    c.workspace_bytes = workspace.size() * sizeof(double);
    c.gate_limit = c.x_limit = c.x_soft_cap = 7;
    c.dropout = 0.5;
    int failures = 0;
    on_small_stack([&] {
        for (const std::int32_t activation : {ACTJET_GELU, ACTJET_SWISH, ACTJET_MISH}) {
            for (const std::uint32_t flags : {0, int{ACTJET_ACCUMULATE}}) {
                c.activation = activation;
                c.flags = flags;
                failures += actjet_run(&c) != ACTJET_OK;
            }
        }
    });
    return failures;
}

TEST_F(small_stack, holds_calls_on_views_of_every_instruction_set) {
    for (const auto* set : actjet::host::available_instruction_sets()) {
        in_new_process([&] {
            setenv("ACTJET_CPU_ISA", set->name, 1);
            for (int dtype = ACTJET_FLOAT32; dtype <= ACTJET_BFLOAT16; ++dtype) {
                EXPECT_EQ(failures_of_calls_on_views(static_cast<actjet_dtype>(dtype)), 0) << dtype;
            }
        });
    }
}

TEST_F(small_stack, holds_refused_calls_and_questions) {
    in_new_process([] {
        buffers b;
        const std::vector<double> out_of_range{-std::numeric_limits<double>::max()};
        std::vector<plain_call> bad(6, b.call(ACTJET_SOFTPLUS, ACTJET_FORWARD, ACTJET_FLOAT32, 100));
        bad[0].x = nullptr;
        bad[1].activation = 99;
        bad[2].y = b.x.data() + 1;
        bad[3].parameters = out_of_range;
        bad[4].x = reinterpret_cast<const char*>(b.x.data()) + 1;
        bad[5].dtype = 9;
        int refused = 0;
        bool answered = false;
        on_small_stack([&] {
            for (const plain_call& call : bad) {
                refused += call.run() != ACTJET_OK && *actjet_last_error();
            }
            answered = actjet_place_available(ACTJET_CPU) == ACTJET_OK && actjet_cpu_threads() >= 1 &&
                       actjet_cpu_isa() && actjet_set_threads(-1) == ACTJET_INVALID_ARGUMENT &&
                       actjet_activation_find("gelu") == ACTJET_GELU;
            refused += actjet_place_available(7) != ACTJET_OK;
        });
        EXPECT_EQ(refused, 7);
        EXPECT_TRUE(answered);
    });
}

// The library's threads have the stack that the process gives its threads, which may be as small.
TEST_F(small_stack, is_enough_for_the_librarys_threads) {
    in_new_process([] {
        pthread_attr_t attributes;
        ASSERT_EQ(pthread_attr_init(&attributes), 0);
        ASSERT_EQ(pthread_attr_setstacksize(&attributes, smallest_stack), 0);
        ASSERT_EQ(pthread_setattr_default_np(&attributes), 0);
        // Pieces that are calls themselves: these run alone, on the stack of whichever thread has the piece.
        const auto piece = [](const void*, std::size_t) {
            buffers b;
            if (failures_of_all_calls(b, {1, 1000}) != 0) {
                std::_Exit(9);
            }
        };
        for (int repeat = 0; repeat < 3; ++repeat) {
            actjet::host::run_pieces(4, actjet::host::cpu_mask::of_caller(), 16, piece, nullptr);
        }
    });
}

}  // namespace
