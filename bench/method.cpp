#include "method.hpp"

#include "normal.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace actjet::bench {
namespace {

// Where arrays begin: at the start of a line of any cache and of any access.
constexpr std::size_t alignment = 256;

constexpr std::size_t padded(std::size_t bytes) {
    return (bytes + alignment - 1) / alignment * alignment;
}

std::vector<double> quotients(const std::vector<double>& above, const std::vector<double>& below) {
    std::vector<double> result;
    for (std::size_t i = 0; i < above.size(); ++i) {
        result.push_back(above[i] / below[i]);
    }
    return result;
}

// As many calls as least_calls and short_batch ask for and long_batch allows, and whole rotations.
std::size_t calls_of_batch(std::size_t sets, double seconds_of_call) {
    const double wanted = std::max(static_cast<double>(least_calls), std::ceil(short_batch / seconds_of_call));
    const double allowed = std::floor(long_batch / seconds_of_call);
    const double calls = std::max(1.0, std::min(wanted, allowed));
    return static_cast<std::size_t>(std::ceil(calls / static_cast<double>(sets))) * sets;
}

std::size_t set_count(const machine& m, const pass& p, buffers kind) {
    const std::size_t bytes = p.bytes_moved();
    return kind == buffers::hot ? 1 : (m.cold_bytes() + bytes - 1) / bytes;
}

struct extent {
    std::size_t inputs, outputs;  // bytes of memory for each
};

extent needed(const machine& m, const std::vector<pass>& passes, buffers kind) {
    extent e{};
    for (const pass& p : passes) {
        const std::size_t one_of_each = set_count(m, p, kind) * padded(p.bytes);
        e.inputs = std::max(e.inputs, one_of_each * inputs(p.id));
        e.outputs = std::max(e.outputs, one_of_each * outputs(p.id));
    }
    return e;
}

std::string json_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

std::string json_list(const std::vector<double>& values) {
    std::string text;
    for (const double value : values) {
        text += (text.empty() ? "" : ", ") + json_number(value);
    }
    return '[' + text + ']';
}

}  // namespace

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::size_t pass::elements() const {
    return bytes / element_bytes(dtype);
}

double samples::seconds(std::size_t which) const {
    return median(works[which]);
}

double samples::copy_seconds() const {
    return median(copy);
}

double samples::of_copy(std::size_t which) const {
    return median(quotients(copy, works[which]));
}

double samples::ratio(std::size_t which, std::size_t other) const {
    return median(quotients(works[which], works[other]));
}

double samples::noise() const {
    std::vector<double> strays = quotients(copy_again, copy);
    for (double& q : strays) {
        q = std::max(q, 1 / q) - 1;
    }
    std::sort(strays.begin(), strays.end());
    return strays[(9 * strays.size() + 9) / 10 - 1];
}

std::string samples::doubt() const {
    char text[160];
    if (const double stray = noise(); !(stray <= most_noise)) {
        std::snprintf(text, sizeof text, "the copy against itself strays by %.0f %%, more than %.0f %%", 100 * stray,
                      100 * most_noise);
        return text;
    }
    for (std::size_t i = 0; i < works.size(); ++i) {
        if (const double part = of_copy(i); !(part <= most_ratio)) {
            std::snprintf(text, sizeof text, "more than %.0f times as fast as the copy of the same bytes is impossible",
                          most_ratio);
            return text;
        }
    }
    return {};
}

std::string samples::json(const std::vector<std::string>& names) const {
    std::string lists;
    for (std::size_t i = 0; i < works.size(); ++i) {
        lists += (i ? ", \"" : "\"") + names[i] + "\": " + json_list(works[i]);
    }
    return "{\"sets\": " + std::to_string(sets) + ", \"calls\": " + std::to_string(calls) +
           ", \"attempts\": " + std::to_string(attempts) + ", \"noise\": " + json_number(noise()) + ", \"doubt\": \"" +
           doubt() + "\", \"works\": {" + lists + "}, \"copy\": " + json_list(copy) +
           ", \"copy_again\": " + json_list(copy_again) + '}';
}

std::size_t arena_bytes(const machine& m, const std::vector<pass>& passes, buffers kind) {
    const extent e = needed(m, passes, kind);
    return e.inputs + e.outputs;
}

arena::arena(machine& m, const std::vector<pass>& passes, buffers kind) : machine_(m), kind_(kind) {
    const extent e = needed(m, passes, kind);
    input_bytes_ = e.inputs;
    input_memory_ = static_cast<unsigned char*>(machine_.allocate(e.inputs + e.outputs));
    output_memory_ = input_memory_ + e.inputs;
    warm_up(passes.front());
}

arena::~arena() {
    machine_.release(input_memory_);
}

std::vector<arrays> arena::layout(const pass& p, std::size_t sets) const {
    std::vector<arrays> result(sets);
    unsigned char *in = input_memory_, *out = output_memory_;
    for (arrays& a : result) {
        for (std::size_t i = 0; i < inputs(p.id); ++i, in += padded(p.bytes)) {
            a.in[i] = in;
        }
        for (std::size_t i = 0; i < outputs(p.id); ++i, out += padded(p.bytes)) {
            a.out[i] = out;
        }
    }
    return result;
}

std::unique_ptr<batch> arena::record(const work& w, const std::vector<arrays>& sets, std::size_t calls) {
    return machine_.record([&w, &sets, calls] {
        for (std::size_t i = 0; i < calls; ++i) {
            w(sets[i % sets.size()]);
        }
    });
}

void arena::fill(actjet_dtype dtype) {
    if (filled_with_ != dtype) {
        machine_.fill(input_memory_, dtype, input_bytes_, 1);
        filled_with_ = dtype;
    }
}

void arena::warm_up(const pass& p) {
    fill(p.dtype);
    const std::vector<arrays> sets = layout(p, 1);
    const work copy = [&](const arrays& a) { machine_.copy(p.id, a, p.bytes); };
    const std::unique_ptr<batch> some = record(copy, sets, least_calls);
    for (double done = 0; done < machine_.warm_up_seconds();) {
        done += machine_.time({some.get()})[0];
    }
}

samples arena::measure(const pass& p, const std::vector<work>& works, std::size_t rounds) {
    fill(p.dtype);
    const std::vector<arrays> sets = layout(p, set_count(machine_, p, kind_));
    samples found;
    for (int attempt = 1; attempt <= most_attempts; ++attempt) {
        found = measure_once(p, sets, works, rounds);
        found.attempts = attempt;
        if (found.doubt().empty()) {
            break;
        }
    }
    return found;
}

samples arena::measure_once(const pass& p, const std::vector<arrays>& sets, const std::vector<work>& works,
                            std::size_t rounds) {
    const work copy = [&](const arrays& a) { machine_.copy(p.id, a, p.bytes); };
    std::vector<const work*> turn;
    for (const work& w : works) {
        turn.push_back(&w);
    }
    turn.insert(turn.end(), 2, &copy);

    samples found;
    found.sets = sets.size();
    double slowest = 0;
    for (const work* w : turn) {
        const std::unique_ptr<batch> trial = record(*w, sets, sets.size());
        slowest = std::max(slowest, machine_.time({trial.get()})[0] / static_cast<double>(sets.size()));
    }
    found.calls = calls_of_batch(sets.size(), slowest);

    std::vector<std::unique_ptr<batch>> batches;
    for (const work* w : turn) {
        batches.push_back(record(*w, sets, found.calls));
    }
    std::vector<batch*> sequence;
    for (std::size_t round = 0; round < rounds; ++round) {
        for (const auto& b : batches) {
            sequence.push_back(b.get());
        }
    }
    const std::vector<double> seconds = machine_.time(sequence);

    std::vector<std::vector<double>> lists(turn.size());
    for (std::size_t i = 0; i < seconds.size(); ++i) {
        lists[i % turn.size()].push_back(seconds[i] / static_cast<double>(found.calls));
    }
    found.copy_again = std::move(lists.back());
    lists.pop_back();
    found.copy = std::move(lists.back());
    lists.pop_back();
    found.works = std::move(lists);
    return found;
}

}  // namespace actjet::bench
