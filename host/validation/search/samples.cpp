#include "samples.hpp"

#include "order.hpp"
#include "uniform.hpp"

#include <algorithm>
#include <cmath>

namespace actjet::validation {
namespace {

// Finds where f, the value or the derivative, changes its sign or jumps.
template <class Format>
class landmark_search {
    using bits = typename Format::bits;
    using in_order = order<Format>;

  public:
    landmark_search(reference::function exact, const double* parameters) : exact_(exact), parameters_(parameters) {}

    std::vector<bits> find() {
        std::vector<bits> ranks = grid();
        for (long double reference::jet::*part : {&reference::jet::value, &reference::jet::derivative}) {
            for (std::size_t i = 1; i < ranks.size(); ++i) {
                narrow_down(ranks[i - 1], ranks[i], part);
            }
        }
        return std::move(found_);
    }

  private:
    // Eight points in every binade, and points 1/128 apart where kinks are.
    static std::vector<bits> grid() {
        std::vector<bits> ranks;
        const bits step = bits{1} << (Format::mantissa_bits - 3);
        for (bits magnitude = 0; magnitude < Format::infinity; magnitude += step) {
            ranks.push_back(in_order::rank(magnitude));
            ranks.push_back(in_order::rank(magnitude | Format::sign));
        }
        for (int i = -2048; i <= 2048; ++i) {
            ranks.push_back(in_order::rank(reference::round_to<Format>(i / 128.0L)));
        }
        std::sort(ranks.begin(), ranks.end());
        return ranks;
    }

    long double at(bits rank, long double reference::jet::*part) const {
        return exact_(in_order::number(rank), parameters_).*part;
    }

    // Halves the interval, always keeping the sign change or else the larger step, until it holds two neighbours.
    void narrow_down(bits left, bits right, long double reference::jet::*part) {
        long double a = at(left, part), b = at(right, part);
        const bool changes_sign = (a < 0) != (b < 0);
        if (!changes_sign && std::fabs(b - a) < 0.01L) {
            return;
        }
        while (right - left > 1) {
            const bits middle = static_cast<bits>(left + (right - left) / 2);
            const long double m = at(middle, part);
            const bool in_left = changes_sign ? (a < 0) != (m < 0) : std::fabs(m - a) > std::fabs(b - m);
            (in_left ? right : left) = middle;
            (in_left ? b : a) = m;
        }
        if (changes_sign || std::fabs(b - a) > 1e-3L * std::fmax(std::fabs(a), std::fabs(b))) {
            found_.push_back(right);
        }
    }

    reference::function exact_;
    const double* parameters_;
    std::vector<bits> found_;
};

template <class Format>
void add_ends(std::vector<typename Format::bits>& patterns) {
    using bits = typename Format::bits;
    const bits normal = bits{1} << Format::mantissa_bits;
    for (const bits magnitude :
         {bits{0}, bits{1}, static_cast<bits>(normal - 1), normal, static_cast<bits>(Format::infinity - 1),
          Format::infinity, static_cast<bits>(Format::infinity + 1), static_cast<bits>(Format::sign - 1)}) {
        patterns.push_back(magnitude);
        patterns.push_back(magnitude | Format::sign);
    }
}

template <class Format>
void add_neighbours(std::vector<typename Format::bits>& patterns, const std::vector<typename Format::bits>& ranks) {
    constexpr int reach = 256;
    for (const auto rank : ranks) {
        for (int i = -reach; i <= reach; ++i) {
            patterns.push_back(order<Format>::pattern(
                static_cast<typename Format::bits>(rank + static_cast<typename Format::bits>(i))));
        }
    }
}

template <class Format>
void add_binades(std::vector<typename Format::bits>& patterns, std::size_t count, uniform& random) {
    using bits = typename Format::bits;
    const bits binades = Format::infinity >> Format::mantissa_bits;
    const double fractions = std::ldexp(1.0, Format::mantissa_bits);
    for (std::size_t i = 0; i < count; ++i) {
        const bits magnitude = static_cast<bits>((static_cast<bits>(i / 2) % binades) << Format::mantissa_bits);
        patterns.push_back((i % 2 ? Format::sign : bits{0}) | magnitude | static_cast<bits>(random.next() * fractions));
    }
}

}  // namespace

template <class Format>
std::vector<typename Format::bits> stratified_inputs(std::size_t count, reference::function exact,
                                                     const double* parameters) {
    std::vector<typename Format::bits> patterns;
    add_ends<Format>(patterns);
    add_neighbours<Format>(patterns, landmark_search<Format>(exact, parameters).find());

    uniform random;
    add_binades<Format>(patterns, count * 2 / 5, random);
    // exp(x) is 0 or infinite beyond 1.1 times this.
    const double tail = std::ldexp(1.0, Format::maximal_exponent > 127 ? 10 : 7);
    while (patterns.size() < count * 4 / 5) {
        patterns.push_back(reference::round_to<Format>((2 * random.next() - 1) * tail));
    }
    while (patterns.size() < count) {
        const double magnitude = std::exp2(40 * random.next() - 32);
        patterns.push_back(reference::round_to<Format>(random.next() < 0.5 ? -magnitude : magnitude));
    }
    return patterns;
}

template std::vector<std::uint32_t> stratified_inputs<reference::float32>(std::size_t, reference::function,
                                                                          const double*);
template std::vector<std::uint64_t> stratified_inputs<reference::float64>(std::size_t, reference::function,
                                                                          const double*);

}  // namespace actjet::validation
