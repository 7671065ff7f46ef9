// Memory and threads that cannot be had, and exceptions that nobody foresaw: FAULTS F29, F36. The program's own
// operator new and pthread_create refuse when told to; the library is linked statically and takes them.
#include "tests/support/plain_call.hpp"
#include "tests/support/pretended_cpus.hpp"
#include "tests/support/processes.hpp"

#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <new>
#include <vector>

namespace {

enum class refusal { none, no_memory, of_unknown_type };

// What becomes of the allocation that counts the fuse down to zero, and of all later ones.
std::atomic<refusal> threat{refusal::none};
std::atomic<long> fuse{0};
std::atomic<long> alive{0};
std::atomic<bool> no_threads{false};

void* allocate(std::size_t bytes) {
    if (threat.load() != refusal::none && fuse.fetch_sub(1) <= 0) {
        if (threat.load() == refusal::of_unknown_type) {
            throw 42;
        }
        throw std::bad_alloc();
    }
    void* memory = std::malloc(bytes ? bytes : 1);
    if (!memory) {
        throw std::bad_alloc();
    }
    alive.fetch_add(1);
    return memory;
}

void release(void* memory) noexcept {
    alive.fetch_sub(memory != nullptr);
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t bytes) {
    return allocate(bytes);
}
void operator delete(void* memory) noexcept {
    release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    release(memory);
}

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                              void* argument) {
    static const auto real = reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
    return no_threads.load() ? EAGAIN : real(thread, attributes, run, argument);
}

namespace {

using actjet::test::plain_call;

// Runs body() with every allocation after the first few refused.
template <class F>
actjet_status with(refusal kind, long first, F body) {
    fuse = first;
    threat = kind;
    const actjet_status status = body();
    threat = refusal::none;
    return status;
}

struct relu {
    std::vector<float> x, y;

    explicit relu(std::size_t n) : x(n, -2.0f), y(n, 7.0f) { x[n / 2] = 3.0f; }

    plain_call call() {
        return {.pass = ACTJET_FORWARD, .activation = ACTJET_RELU, .n = y.size(), .x = x.data(), .y = y.data()};
    }
    bool untouched() const { return y == std::vector<float>(y.size(), 7.0f); }
    bool right() const {
        for (std::size_t i = 0; i < y.size(); ++i) {
            if (y[i] != (i == y.size() / 2 ? 3.0f : 0.0f)) {
                return false;
            }
        }
        return true;
    }
};

template <class F>
void in_new_process(F body) {
    actjet::test::in_new_process([&] {
        actjet::test::pretend_cpus(4);
        setenv("ACTJET_NUM_THREADS", "4", 1);
        body();
    });
}

TEST(no_memory, is_needed_by_no_call_that_is_right) {
    in_new_process([] {
        relu small(10), large(1 << 18);
        for (relu* each : {&small, &large, &large}) {
            EXPECT_EQ(with(refusal::no_memory, 0, [&] { return each->call().run(); }), ACTJET_OK);
            EXPECT_TRUE(each->right());
        }
    });
}

TEST(no_memory, is_needed_by_no_question) {
    in_new_process([] {
        const auto ask = [] {
            const bool answered = actjet_activation_count() > 3 && actjet_activation_at(3) &&
                                  actjet_activation_at(-1) == nullptr &&
                                  actjet_activation_find("gelu") == ACTJET_GELU && *actjet_version() &&
                                  actjet_cpu_isa() && actjet_cpu_best_isa() && actjet_cpu_threads() == 4 &&
                                  actjet_cuda_architectures() && *actjet_status_name(ACTJET_OVERLAP);
            return answered ? actjet_place_available(ACTJET_CPU) : ACTJET_INTERNAL;
        };
        EXPECT_EQ(with(refusal::no_memory, 0, ask), ACTJET_OK);
    });
}

// Every call that is refused, with each of its allocations in turn the first that fails.
void expect_statuses_only(refusal kind, actjet_status wanted) {
    relu good(64);
    const double nan[] = {std::numeric_limits<double>::quiet_NaN()};
    std::vector<plain_call> bad(5, good.call());
    bad[0].dtype = 9;
    bad[1].x = nullptr;
    bad[2].y = good.y.data() + 1;
    bad[2].x = good.y.data();
    bad[3].parameters = nan;
    bad[4].activation = ACTJET_ELU;
    bad[4].parameters = nan;
    for (const plain_call& call : bad) {
        const actjet_status undisturbed = call.run();
        EXPECT_NE(undisturbed, ACTJET_OK);
        const long before = alive.load();
        actjet_status status = wanted;
        for (long first = 0; status == wanted; ++first) {
            ASSERT_LT(first, 100);
            status = with(kind, first, [&] { return call.run(); });
            EXPECT_TRUE(status == wanted || (status == undisturbed && first > 0)) << status;
            EXPECT_STRNE(actjet_last_error(), "");
            EXPECT_EQ(alive.load(), before) << "leaked";
        }
        EXPECT_EQ(call.run(), undisturbed);
        EXPECT_TRUE(good.untouched());
    }
    EXPECT_EQ(with(kind, 0, [] { return actjet_place_available(7); }), wanted);
    EXPECT_EQ(good.call().run(), ACTJET_OK);
    EXPECT_TRUE(good.right());
}

TEST(no_memory, is_a_status_and_the_next_call_works) {
    expect_statuses_only(refusal::no_memory, ACTJET_OUT_OF_MEMORY);
}

TEST(exceptions, of_any_type_stay_inside) {
    expect_statuses_only(refusal::of_unknown_type, ACTJET_INTERNAL);
}

TEST(no_threads, leaves_the_work_to_the_caller) {
    in_new_process([] {
        no_threads = true;
        relu first(1 << 18);
        EXPECT_EQ(first.call().run(), ACTJET_OK);
        EXPECT_TRUE(first.right());
        no_threads = false;
        relu second(1 << 18);
        EXPECT_EQ(second.call().run(), ACTJET_OK);
        EXPECT_TRUE(second.right());
    });
}

}  // namespace
