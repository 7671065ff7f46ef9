#include "bench_report.hpp"

#include "../text/json.hpp"
#include "../text/names.hpp"
#include "../text/table.hpp"

#include <fmt/format.h>

namespace actjet::tool {

void print_bench_json(const std::vector<bench_result>& results, actjet_place place, bench::buffers buffers) {
    ordered_json array = ordered_json::array();
    for (const bench_result& r : results) {
        ordered_json object = {{"name", r.activation.info().name},
                               {"dtype", name_of(r.pass.dtype)},
                               {"pass", name_of(r.pass.id)},
                               {"place", name_of(place)},
                               {"buffers", buffers == bench::buffers::hot ? "hot" : "cold"},
                               {"elements", r.pass.elements()},
                               {"bytes_moved", r.pass.bytes_moved()},
                               {"noise_percent", r.noise_percent()},
                               {"doubt", r.doubt}};
        const auto figure = [&](const char* name, double value) {
            object[name] = r.doubt.empty() ? ordered_json(value) : ordered_json(nullptr);
        };
        figure("seconds", r.found.seconds());
        figure("copy_seconds", r.found.copy_seconds());
        figure("gigabytes_per_second", r.gigabytes_per_second());
        figure("copy_gigabytes_per_second", r.copy_gigabytes_per_second());
        figure("nanoseconds_per_element", r.nanoseconds_per_element());
        figure("percent_of_copy", r.percent_of_copy());
        object["samples"] = ordered_json::parse(r.found.json({"actjet"}));
        array.push_back(std::move(object));
    }
    print(array);
}

void print_bench_table(const std::vector<bench_result>& results) {
    table t({"name", "dtype", "pass", ">GB/s", ">ns/element", ">copy GB/s", ">% of copy", ">+- %"});
    for (const bench_result& r : results) {
        const auto figure = [&](double value, int digits) {
            return r.doubt.empty() ? fmt::format("{:.{}f}", value, digits) : "-";
        };
        t.add({r.activation.info().name, name_of(r.pass.dtype), name_of(r.pass.id), figure(r.gigabytes_per_second(), 1),
               figure(r.nanoseconds_per_element(), 4), figure(r.copy_gigabytes_per_second(), 1),
               figure(r.percent_of_copy(), 0), fmt::format("{:.1f}", r.noise_percent())});
    }
    t.print();
}

bool report_bench_doubts(const std::vector<bench_result>& results) {
    std::size_t doubtful = 0;
    for (const bench_result& r : results) {
        if (!r.doubt.empty()) {
            ++doubtful;
            fmt::print(stderr, "actjet bench: {} {} {}: {}\n", r.activation.info().name, name_of(r.pass.dtype),
                       name_of(r.pass.id), r.doubt);
        }
    }
    if (doubtful > 0) {
        fmt::print(stderr,
                   "actjet bench: {} of {} measurements mean nothing, each made {} times: the machine is busy\n",
                   doubtful, results.size(), bench::most_attempts);
    }
    return doubtful > 0;
}

}  // namespace actjet::tool
