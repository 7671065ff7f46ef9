// A value that the first call makes. A function's static would do, but for fork: were it being made in another thread
// of the parent just then, a child would wait for that thread for ever.
#pragma once

#include <pthread.h>
#include <atomic>

namespace actjet::host {

// T is trivially destructible, so that the value can still be asked for at exit.
template <class T>
class first_use {
  public:
    // One thread makes it, others that come meanwhile wait. make throws nothing.
    template <class F>
    const T& get(F make) {
        if (state_.load(std::memory_order_acquire) != made) {
            make_or_wait(make);
        }
        return value_;
    }

    // For a forked child, which has none of its parent's other threads: what they had begun is made anew.
    void forget_unfinished() {
        if (state_.load() == being_made) {
            state_.store(none);
        }
    }

  private:
    enum : int { none, being_made, made };

    template <class F>
    void make_or_wait(F make) {
        int found = none;
        if (state_.compare_exchange_strong(found, being_made)) {
            value_ = make();
            state_.store(made);
            state_.notify_all();
            return;
        }
        while (found != made) {
            state_.wait(found);
            found = state_.load();
        }
    }

    std::atomic<int> state_ = none;
    T value_ = {};
};

// Has children forget it unfinished, from here on. False if memory cannot be had.
template <auto& value>
bool survive_fork() {
    return pthread_atfork(nullptr, nullptr, [] { value.forget_unfinished(); }) == 0;
}

}  // namespace actjet::host
