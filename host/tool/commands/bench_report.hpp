// What actjet bench prints.
#pragma once

#include <actjet/actjet.hpp>

#include <bench/method.hpp>

#include <string>
#include <vector>

namespace actjet::tool {

struct bench_result {
    any_activation activation;
    bench::pass pass;
    bench::samples found;
    std::string doubt = found.doubt();  // why the figures mean nothing, or empty

    double bytes_moved() const { return static_cast<double>(pass.bytes_moved()); }
    double gigabytes_per_second() const { return 1e-9 * bytes_moved() / found.seconds(); }
    double copy_gigabytes_per_second() const { return 1e-9 * bytes_moved() / found.copy_seconds(); }
    double nanoseconds_per_element() const { return 1e9 * found.seconds() / static_cast<double>(pass.elements()); }
    double percent_of_copy() const { return 100 * found.of_copy(); }
    double noise_percent() const { return 100 * found.noise(); }
};

// To standard output. A figure that means nothing is a dash in the table and null in JSON.
void print_bench_table(const std::vector<bench_result>& results);
void print_bench_json(const std::vector<bench_result>& results, actjet_place place, bench::buffers buffers);

// To standard error: which results mean nothing, and why. Returns whether there are any.
bool report_bench_doubts(const std::vector<bench_result>& results);

}  // namespace actjet::tool
