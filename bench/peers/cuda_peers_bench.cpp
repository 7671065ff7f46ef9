// A peer beside the library on the GPU, in one process, over the same buffers, by the method of method.hpp.
//
//     cuda_peers_bench --peer=cub --cases=gelu:forward:bfloat16:268435456,... [--rounds=11] [--budget=SECONDS] [--hot]
//
// Peers: textbook, cub, thrust, cudnn. Writes a line of JSON about the peer and one for each case, in the order given:
// the seconds of every round of "actjet", the peer and the copy, or why there are none. A case that is not begun within
// the budget has none. cuda_peers.py runs all peers.
#include "peers.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace actjet::bench;

// What float32 results of other formulas differ by, and bfloat16 results by a rounding.
constexpr double most_distance = 0.02;

struct bench_case {
    std::string text, activation;
    pass what;
};

struct options {
    std::string peer_name;
    std::vector<bench_case> cases;
    std::size_t rounds = 11;
    double budget = 1e9;
    buffers kind = buffers::cold;
};

template <class Value, std::size_t N>
Value named(const std::array<std::pair<const char*, Value>, N>& values, const std::string& name) {
    for (const auto& [text, value] : values) {
        if (name == text) {
            return value;
        }
    }
    throw std::runtime_error("unknown: " + name);
}

constexpr std::array<std::pair<const char*, peer>, 4> peers{
    {{"textbook", textbook_call}, {"cub", cub_call}, {"thrust", thrust_call}, {"cudnn", cudnn_call}}};
constexpr std::array<std::pair<const char*, actjet_pass>, 2> passes{
    {{"forward", ACTJET_FORWARD}, {"backward", ACTJET_BACKWARD}}};
constexpr std::array<std::pair<const char*, actjet_dtype>, 2> dtypes{
    {{"float32", ACTJET_FLOAT32}, {"bfloat16", ACTJET_BFLOAT16}}};

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, at);) {
        parts.push_back(part);
    }
    return parts;
}

bench_case parse_case(const std::string& text) {
    const std::vector<std::string> parts = split(text, ':');
    if (parts.size() != 4 || actjet_activation_find(parts[0].c_str()) < 0) {
        throw std::runtime_error("a case is ACTIVATION:PASS:DTYPE:BYTES, not " + text);
    }
    const std::size_t bytes = std::stoull(parts[3]);
    if (bytes == 0 || bytes % 64 != 0) {
        throw std::runtime_error("bytes are a multiple of 64, not " + parts[3]);
    }
    return {text, parts[0], {named(passes, parts[1]), named(dtypes, parts[2]), bytes}};
}

options parse(int argc, char** argv) {
    options chosen;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::size_t equals = std::min(argument.find('='), argument.size() - 1);
        const std::string name = argument.substr(0, equals), value = argument.substr(equals + 1);
        if (name == "--peer") {
            chosen.peer_name = value;
        } else if (name == "--cases") {
            for (const std::string& text : split(value, ',')) {
                chosen.cases.push_back(parse_case(text));
            }
        } else if (name == "--rounds") {
            chosen.rounds = std::stoull(value);
        } else if (name == "--budget") {
            chosen.budget = std::stod(value);
        } else if (argument == "--hot") {
            chosen.kind = buffers::hot;
        } else {
            throw std::runtime_error("unknown argument " + argument);
        }
    }
    if (chosen.peer_name.empty() || chosen.cases.empty() || chosen.rounds == 0) {
        throw std::runtime_error("--peer=NAME and --cases=LIST are needed, and a round or more");
    }
    return chosen;
}

std::string about(const std::string& peer_name) {
    return peer_name == "cudnn" ? cudnn_version() : peer_name == "textbook" ? "formulas.cuh" : cub_version();
}

std::string json_string(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == '"' || c == '\\'; }, ' ');
    return '"' + text + '"';
}

// The rest of the line of a case.
std::string result(arena& memory, const bench_case& c, peer other, const options& chosen) {
    machine& m = memory.on();
    const double distance = distance_from_library(m, c.activation, c.what, other);
    if (!(distance <= most_distance)) {
        throw std::runtime_error("its results are off by " + std::to_string(distance));
    }
    const work ours = library_call(m, actjet::named(c.activation), c.what);
    const samples found = memory.measure(c.what, {ours, other(c.activation, c.what, m.stream())}, chosen.rounds);
    return "\"samples\": " + found.json({"actjet", chosen.peer_name});
}

void run(const options& chosen) {
    const auto begin = std::chrono::steady_clock::now();
    const peer other = named(peers, chosen.peer_name);
    if (actjet_place_available(ACTJET_CUDA) != ACTJET_OK) {
        throw std::runtime_error(actjet_last_error());
    }
    std::printf("{\"peer\": \"%s\", \"about\": %s}\n", chosen.peer_name.c_str(),
                json_string(about(chosen.peer_name)).c_str());
    const std::unique_ptr<machine> cuda = make_cuda();
    std::vector<pass> measured;
    for (const bench_case& c : chosen.cases) {
        measured.push_back(c.what);
    }
    arena memory(*cuda, measured, chosen.kind);
    for (const bench_case& c : chosen.cases) {
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
        std::string rest;
        try {
            rest = spent.count() < chosen.budget ? result(memory, c, other, chosen) : "\"why\": \"no time was left\"";
        } catch (const std::runtime_error& e) {
            rest = "\"why\": " + json_string(e.what());
        }
        std::printf("{\"peer\": \"%s\", \"case\": \"%s\", %s}\n", chosen.peer_name.c_str(), c.text.c_str(),
                    rest.c_str());
        std::fflush(stdout);
    }
}

}  // namespace

int main(int argc, char** argv) {
    try {
        run(parse(argc, argv));
    } catch (const std::exception& e) {
        std::fprintf(stderr, "cuda_peers_bench: %s\n", e.what());
        return 2;
    }
    return 0;
}
