// actjet info: what this library and this machine can do.
#include "../text/json.hpp"
#include "../text/names.hpp"
#include "../text/width.hpp"
#include "command.hpp"
#include "commands.hpp"

#include <host/validation/device.hpp>

#include <fmt/format.h>

#include <memory>

namespace actjet::tool {

using namespace validation;

namespace {

constexpr double gibibyte = 1 << 30;
constexpr std::size_t width_of_names = 16;

ordered_json place_json(actjet_place place) {
    const actjet_status status = actjet_place_available(place);
    return {{"name", name_of(place)},
            {"available", status == ACTJET_OK},
            {"status", actjet_status_name(status)},
            {"reason", status == ACTJET_OK ? ordered_json() : ordered_json(actjet_last_error())}};
}

ordered_json gather() {
    ordered_json gpus = ordered_json::array();
    for (const device_description& d : devices()) {
        gpus.push_back({{"name", d.name},
                        {"compute_capability", fmt::format("{}.{}", d.major, d.minor)},
                        {"memory_bytes", d.memory_bytes}});
    }
    const char* isa = actjet_cpu_isa();
    return {{"version", actjet_version()},
            {"activations", actjet_activation_count()},
            {"places", {place_json(ACTJET_CPU), place_json(ACTJET_CUDA)}},
            {"cpu",
             {{"instruction_set", isa ? ordered_json(isa) : ordered_json()},
              {"best_instruction_set", actjet_cpu_best_isa()},
              {"threads", actjet_cpu_threads()}}},
            {"cuda", {{"architectures", actjet_cuda_architectures()}, {"devices", gpus}}}};
}

std::string availability(const ordered_json& place) {
    return place["available"] ? "available" : fmt::format("not available: {}", place["reason"].get<std::string>());
}

void print_text(const ordered_json& info) {
    const auto line = [](const char* name, const std::string& text) {
        print_folded(fmt::format("{:<{}}{}", name, width_of_names, text), width_of_names);
    };
    const auto words = [](const ordered_json& value) { return value.get<std::string>(); };
    line("actjet", fmt::format("{}, {} activations", words(info["version"]), info["activations"].get<int>()));
    line("cpu", availability(info["places"][0]));
    const ordered_json& cpu = info["cpu"];
    if (info["places"][0]["available"]) {
        line("  instructions", fmt::format("{} in use, {} is the best that this machine has",
                                           words(cpu["instruction_set"]), words(cpu["best_instruction_set"])));
        line("  threads", fmt::format("{}", cpu["threads"].get<int>()));
    }
    line("cuda", availability(info["places"][1]));
    if (const std::string architectures = words(info["cuda"]["architectures"]); !architectures.empty()) {
        line("  code for", "sm " + architectures);
    }
    for (const ordered_json& d : info["cuda"]["devices"]) {
        line("  device", fmt::format("{}, compute capability {}, {:.1f} GiB", words(d["name"]),
                                     words(d["compute_capability"]), d["memory_bytes"].get<double>() / gibibyte));
    }
}

}  // namespace

void add_info(CLI::App& app) {
    const auto json = std::make_shared<bool>(false);
    command info(app, "info", "Version, places, instruction sets, threads and GPUs");
    info.flag("--json", *json, "An object");
    info.run([json] {
        const ordered_json gathered = gather();
        if (*json) {
            print(gathered);
        } else {
            print_text(gathered);
        }
    });
}

}  // namespace actjet::tool
