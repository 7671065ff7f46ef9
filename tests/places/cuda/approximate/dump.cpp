#include "dump.hpp"

#include "entropy.hpp"

#include <algorithm>
#include <ios>
#include <istream>
#include <ostream>
#include <stdexcept>

namespace actjet::approximate {
namespace {

constexpr std::uint32_t sign = 0x80000000;
constexpr char escape = '\x80';
constexpr int most_orders = 2;
constexpr std::size_t most_bytes = std::size_t{1} << 30;

std::uint32_t key(std::uint32_t bits) {
    return bits & sign ? ~bits : bits | sign;
}
std::uint32_t bits_of(std::uint32_t key) {
    return key & sign ? key ^ sign : ~key;
}

void difference(std::vector<std::uint32_t>& values) {
    for (std::size_t i = values.size(); i-- > 1;) {
        values[i] -= values[i - 1];
    }
}
void sum(std::vector<std::uint32_t>& values) {
    for (std::size_t i = 1; i < values.size(); ++i) {
        values[i] += values[i - 1];
    }
}

std::string pack(const std::vector<std::uint32_t>& values) {
    std::string codes;
    codes.reserve(values.size());
    for (const std::uint32_t value : values) {
        const auto number = static_cast<std::int32_t>(value);
        if (number >= -127 && number <= 127) {
            codes += static_cast<char>(number);
        } else {
            codes += escape;
            for (int shift = 0; shift < 32; shift += 8) {
                codes += static_cast<char>(value >> shift & 0xff);
            }
        }
    }
    return codes;
}

std::vector<std::uint32_t> unpack(const std::string& codes, std::size_t count) {
    std::vector<std::uint32_t> values;
    values.reserve(count);
    for (std::size_t at = 0; at < codes.size();) {
        if (codes[at] != escape) {
            values.push_back(static_cast<std::uint32_t>(static_cast<signed char>(codes[at++])));
            continue;
        }
        std::uint32_t value = 0;
        for (int byte = 0; byte < 4; ++byte) {
            value |= std::uint32_t{static_cast<unsigned char>(codes.at(at + 1 + byte))} << 8 * byte;
        }
        values.push_back(value);
        at += 5;
    }
    if (values.size() != count) {
        throw std::runtime_error("a record holds " + std::to_string(values.size()) + " results, not " +
                                 std::to_string(count));
    }
    return values;
}

bool is_number(std::uint32_t bits) {
    return (bits & ~sign) != 0 && (bits & ~sign) < 0x7f800000;
}

}  // namespace

record encode(instruction what, const inputs& over, const std::vector<std::uint32_t>& results) {
    std::vector<std::uint32_t> values = correctly_rounded(what, over);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = key(results.at(i)) - key(values[i]);
    }
    record best{what, over, 0, 0, {}};
    for (int order = 0; order <= most_orders; ++order) {
        const std::string codes = pack(values);
        if (std::string bytes = shorten(codes); order == 0 || bytes.size() < best.bytes.size()) {
            best.order = order;
            best.codes = codes.size();
            best.bytes = std::move(bytes);
        }
        difference(values);
    }
    return best;
}

record encode_within(std::size_t bytes, instruction what, inputs over, const executor& results_of) {
    record r = encode(what, over, results_of(what, over));
    while (r.bytes.size() > bytes && over.count > 1) {
        over.step *= 2;
        over.count = (over.count + 1) / 2;
        r = encode(what, over, results_of(what, over));
    }
    return r;
}

std::vector<std::uint32_t> decode(const record& of) {
    std::vector<std::uint32_t> values = unpack(lengthen(of.bytes, of.codes), of.over.count);
    for (int order = 0; order < of.order; ++order) {
        sum(values);
    }
    const std::vector<std::uint32_t> correct = correctly_rounded(of.what, of.over);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = bits_of(key(correct[i]) + values[i]);
    }
    return values;
}

void write(std::ostream& to, const record& of) {
    to << name_of(of.what) << std::hex << " 0x" << of.over.first << " 0x" << of.over.step << std::dec << ' '
       << of.over.count << ' ' << of.order << ' ' << of.codes << ' ' << of.bytes.size() << '\n';
    to.write(of.bytes.data(), static_cast<std::streamsize>(of.bytes.size()));
}

std::optional<record> read(std::istream& from) {
    std::string name;
    if (!(from >> name)) {
        return std::nullopt;
    }
    record of{instruction_called(name), {}, 0, 0, {}};
    std::size_t bytes = 0;
    from >> std::hex >> of.over.first >> of.over.step >> std::dec >> of.over.count >> of.order >> of.codes >> bytes;
    if (!from || from.get() != '\n' || of.order < 0 || of.order > most_orders ||
        of.codes > 5 * std::size_t{of.over.count} || bytes > most_bytes) {
        throw std::runtime_error("no record follows " + name);
    }
    of.bytes.resize(bytes);
    if (!from.read(of.bytes.data(), static_cast<std::streamsize>(bytes))) {
        throw std::runtime_error("the file ends within a record of " + name);
    }
    return of;
}

findings summary_of(const record& of) {
    const std::vector<std::uint32_t> results = decode(of), correct = correctly_rounded(of.what, of.over);
    findings found;
    for (std::uint32_t i = 0; i < of.over.count; ++i) {
        found.correct += results[i] == correct[i];
        if (is_number(results[i]) && is_number(correct[i])) {
            ++found.compared;
            const std::uint32_t a = key(results[i]), b = key(correct[i]), distance = std::max(a, b) - std::min(a, b);
            if (distance > found.greatest) {
                found.greatest = distance;
                found.greatest_at = of.over[i];
            }
        }
    }
    return found;
}

}  // namespace actjet::approximate
