// A pool without a destructor: its state is plain memory, which a thread that calls at exit, or a forked child, can
// still look at.
#include "pool.hpp"

#include "settings.hpp"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <new>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace actjet::host {
namespace {

// The gate: how many more workers may join the job, in these units, and below how many are inside.
constexpr std::uint32_t seat = 1u << 16, inside = seat - 1;

struct pool {
    std::atomic<std::uint32_t> epoch = 0;  // counts jobs
    std::atomic<bool> stopping = false;
    bool closed = false;
    int started = 0;
    std::atomic<int> sleepers = 0;
    pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;  // held by the caller that has the pool
    pthread_mutex_t asleep = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
    pthread_t workers[max_threads] = {};

    // The job. The caller that has the pool writes it while the gate is closed and nobody is inside.
    alignas(64) std::atomic<std::uint32_t> gate = 0;
    piece run = nullptr;
    const void* context = nullptr;
    std::size_t count = 0;
    cpu_mask cpus;
    std::uint32_t placement = 0;  // counts changes of cpus

    alignas(64) std::atomic<std::size_t> next = 0;
};

constinit pool the_pool;

void pause() {
#if defined(__x86_64__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

void take_pieces() {
    pool& p = the_pool;
    for (std::size_t i; (i = p.next.fetch_add(1, std::memory_order_relaxed)) < p.count;) {
        p.run(p.context, i);
    }
}

bool has_news(std::uint32_t seen) {
    return the_pool.epoch.load() != seen || the_pool.stopping.load();
}

// For as long as waking takes, for the next of several calls in a row. False if none came.
bool spin_for_news(std::uint32_t seen) {
    using clock = std::chrono::steady_clock;
    const auto patience = clock::now() + std::chrono::microseconds(50);
    do {
        for (int i = 0; i < 32; ++i) {
            if (has_news(seen)) {
                return true;
            }
            pause();
        }
    } while (clock::now() < patience);
    return false;
}

void sleep_until_news(std::uint32_t seen) {
    pool& p = the_pool;
    pthread_mutex_lock(&p.asleep);
    p.sleepers.fetch_add(1);
    while (!has_news(seen)) {
        pthread_cond_wait(&p.wake, &p.asleep);
    }
    p.sleepers.fetch_sub(1);
    pthread_mutex_unlock(&p.asleep);
}

bool enter() {
    std::uint32_t gate = the_pool.gate.load(std::memory_order_relaxed);
    while (gate >= seat) {
        if (the_pool.gate.compare_exchange_weak(gate, gate - seat + 1, std::memory_order_acquire)) {
            return true;
        }
    }
    return false;
}

// A worker that got no seat is one more than calls ask for, and does not spin.
void* work(void*) {
    pool& p = the_pool;
    bool seated = true;
    for (std::uint32_t seen = 0, placed = 0;;) {
        if (!seated || !spin_for_news(seen)) {
            sleep_until_news(seen);
        }
        if (p.stopping.load()) {
            return nullptr;
        }
        seen = p.epoch.load();
        seated = enter();
        if (seated) {
            if (placed != p.placement) {
                p.cpus.apply();
                placed = p.placement;
            }
            take_pieces();
            p.gate.fetch_sub(1, std::memory_order_release);
        }
    }
}

// As many workers as can be had, up to wanted. They take no signals: those are the application's. They inherit the
// floating-point environment of the call that starts them, which is the standard one, and go to the CPUs of each job.
void start(int wanted) {
    pool& p = the_pool;
    sigset_t every, callers;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &callers);
    while (p.started < wanted && pthread_create(&p.workers[p.started], nullptr, &work, nullptr) == 0) {
        ++p.started;
    }
    pthread_sigmask(SIG_SETMASK, &callers, nullptr);
}

// Wakes as many as are needed beside those who are awake, and will look before they sleep.
void announce(int helpers) {
    pool& p = the_pool;
    p.epoch.fetch_add(1);
    const int awake = p.started - p.sleepers.load();
    if (awake < helpers) {
        pthread_mutex_lock(&p.asleep);
        for (int i = awake; i < helpers; ++i) {
            pthread_cond_signal(&p.wake);
        }
        pthread_mutex_unlock(&p.asleep);
    }
}

// Workers that have not come in by the time the pieces are gone are not waited for.
void run_with_pool(int helpers, const cpu_mask& cpus, std::size_t count, piece run, const void* context) {
    pool& p = the_pool;
    if (!(p.cpus == cpus)) {
        p.cpus = cpus;
        ++p.placement;
    }
    if (p.started < helpers) {
        start(helpers);
    }
    p.run = run;
    p.context = context;
    p.count = count;
    p.next.store(0, std::memory_order_relaxed);
    p.gate.store(static_cast<std::uint32_t>(helpers) * seat, std::memory_order_release);
    announce(helpers);
    take_pieces();
    p.gate.fetch_and(inside);
    for (int spins = 0; p.gate.load(std::memory_order_acquire) != 0; ++spins) {
        if (spins < 1000) {
            pause();
        } else {
            sched_yield();
        }
    }
}

void stop() {
    pool& p = the_pool;
    pthread_mutex_lock(&p.busy);
    p.closed = true;
    pthread_mutex_lock(&p.asleep);
    p.stopping.store(true);
    pthread_cond_broadcast(&p.wake);
    pthread_mutex_unlock(&p.asleep);
    for (int i = 0; i < p.started; ++i) {
        pthread_join(p.workers[i], nullptr);
    }
    p.started = 0;
    pthread_mutex_unlock(&p.busy);
}

// A forked child has none of its parent's threads, and locks that they may have held.
void forget() {
    const bool closed = the_pool.closed;
    new (&the_pool) pool;
    the_pool.closed = closed;
}

// From the library's loading to its unloading, or the process's exit.
struct lifetime {
    lifetime() { pthread_atfork(nullptr, nullptr, &forget); }
    ~lifetime() { stop(); }
} const loaded;

}  // namespace

void run_pieces(int threads, const cpu_mask& cpus, std::size_t count, piece run, const void* context) {
    const int helpers = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(threads), count)) - 1;
    if (helpers > 0 && pthread_mutex_trylock(&the_pool.busy) == 0) {
        const bool usable = !the_pool.closed;
        if (usable) {
            run_with_pool(helpers, cpus, count, run, context);
        }
        pthread_mutex_unlock(&the_pool.busy);
        if (usable) {
            return;
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        run(context, i);
    }
}

}  // namespace actjet::host
