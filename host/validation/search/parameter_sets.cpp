#include "parameter_sets.hpp"

#include "../evaluator.hpp"
#include "order.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace actjet::validation {
namespace {

// Of papers, frameworks and models.
constexpr std::array literature{0.0, 0.01,   0.1,    0.125,  0.2,   0.25,   0.3,  1.0 / 3,      0.5, 0.7,
                                1.0, 1.0507, 1.4142, 1.5958, 1.673, 1.702,  2.0,  2.7182818285, 3.0, 5.0,
                                6.0, 10.0,   20.0,   30.0,   100.0, 1000.0, 1e10, 1e30};

// Calls f(format) for the format that parameters are rounded to.
template <class F>
auto visit_parameter_format(actjet_dtype dtype, F&& f) {
    return dtype == ACTJET_FLOAT64 ? f(reference::float64{}) : f(reference::float32{});
}

template <class Format>
double rounded(double value) {
    return static_cast<double>(reference::decode<Format>(reference::round_to<Format>(value)));
}

template <class Format>
double moved(double value, std::int64_t by) {
    return static_cast<double>(reference::decode<Format>(order<Format>::moved(reference::round_to<Format>(value), by)));
}

// The same exponent and another fraction.
template <class Format>
double with_random_fraction(double value, uniform& random) {
    int exponent = 0;
    std::frexp(value, &exponent);
    return rounded<Format>(std::copysign(std::ldexp(0.5 + 0.5 * random.next(), exponent), value));
}

template <class Format>
class choice_of_numbers {
  public:
    choice_of_numbers(const actjet_parameter_info& parameter, uniform& random)
        : parameter_(parameter), random_(random) {
        for (int e = Format::minimal_exponent; e <= Format::maximal_exponent; ++e) {
            for (const double sign : {1.0, -1.0}) {
                const double power = std::copysign(std::ldexp(1.0, e), sign);
                if (is_inside(power)) {
                    powers_.push_back(power);
                }
            }
        }
    }

    // About count of them.
    std::vector<double> numbers(std::size_t count) {
        add(parameter_.standard);
        for (const double value : literature) {
            add_with_neighbours(value);
            add_with_neighbours(-value);
        }
        using limits = std::numeric_limits<double>;
        const double largest = std::ldexp(2 - std::ldexp(1.0, -Format::mantissa_bits), Format::maximal_exponent);
        const double least = std::ldexp(1.0, Format::minimal_exponent - Format::mantissa_bits);
        for (const double value : {std::max(parameter_.lower, -largest), std::min(parameter_.upper, largest), least,
                                   -least, static_cast<double>(limits::min()), -limits::min()}) {
            add_with_neighbours(value);
        }
        const std::size_t step = 1 + 9 * powers_.size() / std::max<std::size_t>(1, count);
        for (std::size_t i = 0; i < powers_.size(); i += step) {
            add_with_neighbours(powers_[i]);
        }
        while (!powers_.empty() && numbers_.size() < count) {
            add(with_random_fraction<Format>(random_.of(powers_), random_));
            const double about_one = std::ldexp(0.5 + 0.5 * random_.next(), static_cast<int>(random_.below(9)) - 4);
            add(rounded<Format>(random_.below(2) == 0 ? about_one : -about_one));
        }
        return std::move(numbers_);
    }

  private:
    bool is_inside(double value) const {
        return std::isfinite(value) && (parameter_.lower_open ? value > parameter_.lower : value >= parameter_.lower) &&
               (parameter_.upper_open ? value < parameter_.upper : value <= parameter_.upper);
    }
    void add(double value) {
        if (is_inside(value)) {
            numbers_.push_back(rounded<Format>(value));
        }
    }
    void add_with_neighbours(double value) {
        for (const int by : {0, -1, 1}) {
            add(moved<Format>(value, by));
        }
    }

    const actjet_parameter_info& parameter_;
    uniform& random_;
    std::vector<double> powers_, numbers_;
};

template <class Format>
std::vector<parameter_set> tuples(const actjet_activation_info& info, std::size_t count) {
    uniform random;
    std::vector<std::vector<double>> numbers;
    parameter_set defaults;
    for (int i = 0; i < info.parameter_count; ++i) {
        numbers.push_back(choice_of_numbers<Format>(info.parameters[i], random).numbers(count));
        defaults.push_back(rounded<Format>(info.parameters[i].standard));
    }
    std::vector<parameter_set> sets{defaults};
    for (std::size_t turn = 0; turn < numbers.size(); ++turn) {
        for (const double number : numbers[turn]) {
            parameter_set set(numbers.size());
            for (std::size_t k = 0; k < set.size(); ++k) {
                const std::uint64_t kind = random.below(4);
                const double near =
                    moved<Format>(kind == 0 ? number : -number, static_cast<std::int64_t>(random.below(33)) - 16);
                set[k] = k == turn ? number : kind < 2 ? near : random.of(numbers[k]);
            }
            sets.push_back(set);
        }
    }
    return sets;
}

}  // namespace

any_activation with_parameters(const any_activation& activation, const parameter_set& values) {
    any_activation result = activation;
    for (std::size_t i = 0; i < values.size(); ++i) {
        result.set(activation.info().parameters[i].name, values[i]);
    }
    return result;
}

bool is_accepted(const any_activation& activation, actjet_dtype dtype) {
    try {
        const evaluator accepting(activation, dtype, ACTJET_CPU);
        return true;
    } catch (const error&) {
        return false;
    }
}

std::vector<parameter_set> parameter_sets(const any_activation& activation, actjet_dtype dtype, std::size_t count) {
    std::vector<parameter_set> sets;
    for (parameter_set set : visit_parameter_format(
             dtype, [&]<class Format>(Format) { return tuples<Format>(activation.info(), count); })) {
        // A rule may tie two together: one must not exceed the other.
        for (int i = 0; i < 2; ++i, std::reverse(set.begin(), set.end())) {
            if (is_accepted(with_parameters(activation, set), dtype)) {
                sets.push_back(set);
                break;
            }
        }
    }
    return sets;
}

parameter_set varied(const parameter_set& values, actjet_dtype dtype, uniform& random) {
    return visit_parameter_format(dtype, [&]<class Format>(Format) {
        parameter_set result = values;
        const bool nearby = random.below(2) == 0;
        for (double& value : result) {
            value = nearby ? moved<Format>(value, static_cast<std::int64_t>(random.below(33)) - 16)
                           : with_random_fraction<Format>(value, random);
        }
        return result;
    });
}

}  // namespace actjet::validation
