// What the special function unit of a GPU returns, written down so that it can be emulated without one.
//
//     approximate_dump write FILE [COUNT]      runs the instructions and writes a dump; COUNT: of each range only so
//     many approximate_dump verify FILE             runs them again, and compares every result with what the dump says
//     approximate_dump list FILE               the ranges, and how far the results are from the correctly rounded ones
//     approximate_dump results FILE NAME       pairs of an input's and a result's bits, 32 bits each, to the output
//
// The formulas of the project use rcp.approx.ftz.f32 alone; what the others would save can be judged with a dump.
#include "device.hpp"
#include "dump.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace actjet::approximate;

constexpr std::uint32_t sign = 0x80000000;
constexpr std::uint32_t mantissas = 1 << 23;

// All floats of sign * [2^exponent, 2^(exponent + 1)).
constexpr inputs binade(int exponent, std::uint32_t with = 0) {
    return {with | static_cast<std::uint32_t>(exponent + 127) << 23, 1, mantissas};
}

struct range {
    instruction what;
    inputs over;
};

// Every instruction everywhere: all exponents and both signs, zeros, infinities, NaN and denormal numbers, with few
// bits and with many in the fraction (16411 is a prime). This also tells whether a result depends on the exponent
// otherwise than below, and whether .ftz changes more than denormal numbers.
constexpr std::array everywhere{inputs{0, 0x10000, 0x10000}, inputs{0, 16411, 0xffffffff / 16411 + 1}};

// And every mantissa where the unit's tables and sums show, the most useful range of each instruction first.
//   rcp    1/x of any x is that of its mantissa, scaled.
//   ex2    x in [1, 2) has every fraction of 23 bits, x beyond it has fewer, (-2, -1] shows whether a negative x is
//          completed to a fraction; [0.5, 1) has one bit more than a unit with 23 would keep.
//   lg2    around 1 the result is small and its digits cancel, on either side; in [2, 4) the exponent's one is added.
//   rsqrt  even and odd exponents.
//   tanh   where it is neither x nor 1.
constexpr std::array thoroughly{
    range{instruction::rcp_ftz, binade(0)},       range{instruction::ex2_ftz, binade(0)},
    range{instruction::lg2_ftz, binade(0)},       range{instruction::rsqrt_ftz, binade(0)},
    range{instruction::tanh, binade(-1)},         range{instruction::rsqrt_ftz, binade(1)},
    range{instruction::ex2_ftz, binade(0, sign)}, range{instruction::lg2_ftz, binade(-1)},
    range{instruction::tanh, binade(0)},          range{instruction::ex2_ftz, binade(-1)},
    range{instruction::lg2_ftz, binade(1)},       range{instruction::tanh, binade(-2)},
    range{instruction::tanh, binade(1)},
};

// Bytes for each instruction and for all. A range that would need more keeps every second input, every fourth, and so
// on.
constexpr std::size_t most_of_one = 4 << 20, most_of_all = 13 << 20;

void print(const record& r) {
    const findings found = summary_of(r);
    std::printf(
        "%-20s from 0x%08x step %-5u %7u inputs, %6.2f %% correctly rounded, at most %u ULP at 0x%08x, %zu bytes\n",
        std::string(name_of(r.what)).c_str(), r.over.first, r.over.step, r.over.count,
        100.0 * found.correct / r.over.count, found.greatest, found.greatest_at, r.bytes.size());
}

void write_dump(const char* name, std::uint32_t most) {
    require_device();
    std::ofstream file(name, std::ios::binary);
    std::array<std::size_t, names.size()> room;
    room.fill(most_of_one);
    std::size_t left = most_of_all;
    const auto add = [&](instruction what, inputs over) {
        over.count = std::min(over.count, most);
        std::size_t& own = room[static_cast<std::size_t>(what)];
        const record r = encode_within(std::min(own, left), what, over, on_device);
        own -= std::min(own, r.bytes.size());
        left -= std::min(left, r.bytes.size());
        write(file, r);
        print(r);
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (const inputs& over : everywhere) {
            add(static_cast<instruction>(i), over);
        }
    }
    for (const range& r : thoroughly) {
        add(r.what, r.over);
    }
    if (!file.flush()) {
        throw std::runtime_error(std::string(name) + " cannot be written");
    }
}

void for_each_record(const char* name, const std::function<void(const record&)>& f) {
    std::ifstream file(name, std::ios::binary);
    if (!file) {
        throw std::runtime_error(std::string(name) + " cannot be read");
    }
    while (const auto r = read(file)) {
        f(*r);
    }
}

void verify_dump(const char* name) {
    require_device();
    std::uint64_t compared = 0;
    for_each_record(name, [&](const record& r) {
        const std::vector<std::uint32_t> written = decode(r), now = on_device(r.what, r.over);
        for (std::uint32_t i = 0; i < r.over.count; ++i) {
            if (written[i] != now[i]) {
                std::printf("%s of 0x%08x is 0x%08x, the dump says 0x%08x\n", std::string(name_of(r.what)).c_str(),
                            r.over[i], now[i], written[i]);
                throw std::runtime_error("the dump does not say what the device returns");
            }
        }
        compared += r.over.count;
    });
    std::printf("%llu results are what the dump says\n", static_cast<unsigned long long>(compared));
}

void print_results(const char* name, const char* called) {
    const instruction what = instruction_called(called);
    for_each_record(name, [&](const record& r) {
        if (r.what != what) {
            return;
        }
        const std::vector<std::uint32_t> results = decode(r);
        for (std::uint32_t i = 0; i < r.over.count; ++i) {
            const std::uint32_t pair[] = {r.over[i], results[i]};
            std::fwrite(pair, sizeof pair, 1, stdout);
        }
    });
}

}  // namespace

int main(int argc, char** argv) try {
    const std::string command = argc > 2 ? argv[1] : "";
    if (command == "write" && argc <= 4) {
        write_dump(argv[2], argc == 4 ? static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10))
                                      : std::numeric_limits<std::uint32_t>::max());
    } else if (command == "verify" && argc == 3) {
        verify_dump(argv[2]);
    } else if (command == "list" && argc == 3) {
        for_each_record(argv[2], print);
    } else if (command == "results" && argc == 4) {
        print_results(argv[2], argv[3]);
    } else {
        std::fprintf(stderr, "usage: approximate_dump write|verify|list FILE, or results FILE NAME\n");
        return 2;
    }
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "approximate_dump: %s\n", error.what());
    return 1;
}
