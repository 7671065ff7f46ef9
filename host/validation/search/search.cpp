#include "search.hpp"

#include "../evaluator.hpp"
#include "../formats.hpp"
#include "../judging/standard.hpp"
#include "../workers.hpp"
#include "order.hpp"
#include "samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace actjet::validation {
namespace {

// Leads are the worst cases that are climbed from, so many of the value and so many of the derivative; each is tried
// with so many other parameters in a round.
constexpr std::size_t most_leads = 16, variations = 48;

// Of numbers on each side: of an x that is an image of a landmark, and of an image of a lead. Of a lead itself the
// window is wider.
template <class Format>
constexpr int reach_of_landmarks = sizeof(typename Format::bits) == 8 ? 1 : 6;
template <class Format>
constexpr int reach_of_leads = sizeof(typename Format::bits) == 4 ? 1024 : 24;
constexpr int times_at_lead = 32;

struct lead {
    parameter_set parameters;
    std::uint64_t input = 0;
    double ulp = -1;
};

class leads {
  public:
    void add(lead candidate) {
        const auto known = std::find_if(list_.begin(), list_.end(),
                                        [&](const lead& l) { return l.parameters == candidate.parameters; });
        if (known != list_.end()) {
            if (candidate.ulp > known->ulp) {
                *known = std::move(candidate);
            }
        } else if (list_.size() < most_leads) {
            list_.push_back(std::move(candidate));
        } else if (const auto least = std::min_element(list_.begin(), list_.end(),
                                                       [](const lead& a, const lead& b) { return a.ulp < b.ulp; });
                   least->ulp < candidate.ulp) {
            *least = std::move(candidate);
        }
    }
    const std::vector<lead>& list() const { return list_; }

  private:
    std::vector<lead> list_;
};

// Multiples of ln2 / 2 up to where an exponential of the format is 0 or infinite even as a product with the largest
// number, and the ends of its numbers.
template <class Format>
const std::vector<long double>& landmarks() {
    static const std::vector<long double> all = [] {
        std::vector<long double> list{std::ldexp(1.0L, Format::minimal_exponent),
                                      std::ldexp(1.0L, Format::minimal_exponent - Format::mantissa_bits),
                                      std::ldexp(1.0L, Format::minimal_exponent - Format::mantissa_bits - 1),
                                      Format::overflow()};
        const int last = 4 * (2 * Format::maximal_exponent + Format::mantissa_bits);
        const int step = Format::maximal_exponent > 127 ? 25 : 1;  // a reference for float64 takes its time
        for (int k = 1; k <= last; k += step) {
            list.push_back(k * std::numbers::ln2_v<long double> / 2);
        }
        return list;
    }();
    return all;
}

template <class Format>
class searcher {
    using bits = typename Format::bits;
    static constexpr bool takes_all_inputs = sizeof(bits) == 2;

  public:
    searcher(const any_activation& activation, actjet_dtype dtype, actjet_place place, search_effort effort,
             unsigned threads)
        : place_(place), effort_(effort), threads_(threads), result_{activation, dtype, 0, 0, {}, {}} {}

    search_result run(const std::function<void(std::uint64_t, std::uint64_t)>& advance) {
        const auto sets = parameter_sets(result_.activation, result_.dtype, effort_.sets);
        const std::uint64_t steps_of_a_round = sets.size() > 1 ? 2 * (most_leads + 1) : 0;
        const std::uint64_t steps = sets.size() + effort_.rounds * steps_of_a_round * variations;
        std::uint64_t done = 0;
        for (const parameter_set& set : sets) {
            try_set(set, first_inputs(set));
            if (done == 0) {
                at_defaults_ = {value_leads_.list().front(), derivative_leads_.list().front()};
            }
            advance(++done, steps);
        }
        for (std::uint64_t round = 0; sets.size() > 1 && round < effort_.rounds; ++round) {
            std::vector<lead> from = at_defaults_;
            from.insert(from.end(), value_leads_.list().begin(), value_leads_.list().end());
            from.insert(from.end(), derivative_leads_.list().begin(), derivative_leads_.list().end());
            for (const lead& l : from) {
                climb(l);
                advance(done += variations, steps);
            }
        }
        return result_;
    }

  private:
    void climb(const lead& from) {
        for (std::size_t i = 0; i < variations; ++i) {
            // Now and then the same parameters, with more of their inputs.
            const parameter_set set = i == 0 ? from.parameters : varied(from.parameters, result_.dtype, random_);
            if (is_accepted(with_parameters(result_.activation, set), result_.dtype)) {
                try_set(set, inputs_near(from, set, i == 0 ? times_at_lead : 1));
            }
        }
    }

    std::vector<bits> all_inputs() const {
        std::vector<bits> all(std::size_t{1} << (8 * sizeof(bits)));
        std::iota(all.begin(), all.end(), bits{0});
        return all;
    }

    std::vector<bits> first_inputs(const parameter_set& set) const {
        if constexpr (takes_all_inputs) {
            return all_inputs();
        } else {
            const standard exact = exact_for(set);
            std::vector<bits> inputs =
                stratified_inputs<Format>(effort_.samples, exact.function.evaluate, exact.parameters.data());
            for (const long double landmark : landmarks<Format>()) {
                for (const long double sign : {1, -1}) {
                    add_window(inputs, sign * landmark, reach_of_landmarks<Format>);
                    for (const double parameter : set) {
                        add_window(inputs, sign * landmark * parameter, reach_of_landmarks<Format>);
                        add_window(inputs, sign * landmark / parameter, reach_of_landmarks<Format>);
                    }
                }
            }
            for (const lead& l : at_defaults_) {
                const std::vector<bits> more = inputs_near(l, set, 4);
                inputs.insert(inputs.end(), more.begin(), more.end());
            }
            return inputs;
        }
    }

    std::vector<bits> inputs_near(const lead& from, const parameter_set& set, int times) const {
        std::vector<bits> inputs;
        const long double x = reference::decode<Format>(static_cast<bits>(from.input));
        const int reach = times * reach_of_leads<Format>;
        add_window(inputs, x, reach);
        for (std::size_t i = 0; i < set.size(); ++i) {
            if (const long double ratio = static_cast<long double>(set[i]) / from.parameters[i]; ratio != 1) {
                add_window(inputs, x * ratio, reach);
                add_window(inputs, x / ratio, reach);
            }
        }
        return inputs;
    }

    static void add_window(std::vector<bits>& inputs, long double centre, int reach) {
        if (std::isfinite(centre)) {
            const bits pattern = reference::round_to<Format>(centre);
            for (int i = -reach; i <= reach; ++i) {
                inputs.push_back(order<Format>::moved(pattern, i));
            }
        }
    }

    standard exact_for(const parameter_set& set) const {
        return standard_of(with_parameters(result_.activation, set), result_.dtype, effort_.bound);
    }

    void try_set(const parameter_set& set, const std::vector<bits>& x) {
        const standard exact = exact_for(set);
        value_.resize(x.size());
        derivative_.resize(x.size());
        evaluator(with_parameters(result_.activation, set), result_.dtype, place_)
            .run(ACTJET_JET, x.size(), {x.data()}, {value_.data(), derivative_.data()});
        const comparison found =
            add_over_slices<comparison>(threads_, x.size(), [&](std::uint64_t begin, std::uint64_t end) {
                return compare<Format>(exact, {}, end - begin, &x[begin], &value_[begin], &derivative_[begin]);
            });
        ++result_.sets;
        result_.inputs += x.size();
        keep(result_.value, value_leads_, found.value.worst(), set, exact.value_bound);
        keep(result_.derivative, derivative_leads_, found.derivative.worst(), set, exact.derivative_bound);
    }

    static void keep(worst_case& worst, leads& list, const extreme& found, const parameter_set& set, double bound) {
        list.add({set, found.input, found.ulp});
        worst.bound = bound;
        if (found.ulp > worst.found.ulp) {
            worst.found = found;
            worst.parameters = set;
        }
    }

    actjet_place place_;
    search_effort effort_;
    unsigned threads_;
    search_result result_;
    leads value_leads_, derivative_leads_;
    std::vector<lead> at_defaults_;
    std::vector<bits> value_, derivative_;
    uniform random_;
};

}  // namespace

search_result search(const any_activation& activation, actjet_dtype dtype, actjet_place place, search_effort effort,
                     unsigned threads, const std::function<void(std::uint64_t, std::uint64_t)>& advance) {
    return visit_format(dtype, [&]<class Format>(Format) {
        return searcher<Format>(activation, dtype, place, effort, threads).run(advance);
    });
}

}  // namespace actjet::validation
