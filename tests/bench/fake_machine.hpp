// A machine whose clock is a script, so that every number that the measuring method finds is known beforehand.
#pragma once

#include <bench/method.hpp>

#include <cstdlib>
#include <functional>
#include <set>
#include <utility>

namespace actjet::test {

// Counts what its batches call. Seconds of a batch are those of its calls, each as long as `seconds` says.
class fake_machine final : public bench::machine {
  public:
    // The seconds of one call: of a copy, in the run'th batch that is timed.
    std::function<double(bool is_copy, std::size_t run)> seconds = [](bool, std::size_t) { return 1e-3; };
    std::size_t cold = 1 << 20;
    double warm_up = 0;

    std::size_t allocations = 0, fills = 0, runs = 0;
    double warmed_for = 0;
    std::vector<char> order;                // of the timed batches: c for a copy, w for a work
    std::set<const void*> inputs, outputs;  // that copies were called with

    actjet_place place() const override { return ACTJET_CPU; }
    void* stream() const override { return nullptr; }
    void* allocate(std::size_t bytes) override {
        ++allocations;
        return std::malloc(bytes);
    }
    void release(void* memory) override { std::free(memory); }
    std::size_t free_bytes() const override { return std::size_t{1} << 40; }
    void fill(void*, actjet_dtype, std::size_t, unsigned) override { ++fills; }
    void copy(actjet_pass pass, const bench::arrays& a, std::size_t) override {
        ++copies_;
        inputs.insert(a.in, a.in + bench::inputs(pass));
        outputs.insert(a.out, a.out + bench::outputs(pass));
    }
    std::unique_ptr<bench::batch> record(std::function<void()> calls) override {
        return std::make_unique<recorded>(std::move(calls));
    }
    std::vector<double> time(const std::vector<bench::batch*>& sequence) override {
        std::vector<double> all;
        run(*sequence.front());
        for (bench::batch* b : sequence) {
            const std::size_t before = calls_of_works;
            const std::size_t copies = run(*b), calls = copies ? copies : calls_of_works - before;
            order.push_back(copies ? 'c' : 'w');
            all.push_back(static_cast<double>(calls) * seconds(copies > 0, runs++));
            warmed_for += all.back();
        }
        return all;
    }
    std::size_t cold_bytes() const override { return cold; }
    double warm_up_seconds() const override { return warm_up; }

    // What a work of a test does when it is called.
    void count(const bench::arrays& a) {
        ++calls_of_works;
        sets_of_works.insert(a.in[0]);
    }
    std::size_t calls_of_works = 0;
    std::set<const void*> sets_of_works;

  private:
    struct recorded final : bench::batch {
        explicit recorded(std::function<void()> calls) : run(std::move(calls)) {}
        std::function<void()> run;
    };
    // Returns how many copies it called.
    std::size_t run(bench::batch& b) {
        copies_ = 0;
        static_cast<recorded&>(b).run();
        return copies_;
    }
    std::size_t copies_ = 0;
};

}  // namespace actjet::test
