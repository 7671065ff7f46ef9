// The loops of passes over rows, on planes. On packs, or on double.
//
// Whatever is instantiated here for packs names the pack type, as in loops.hpp.
#pragma once

#include "instruction_set.hpp"
#include "lanes.hpp"

#include <actjet/core/row_sum.hpp>

#include <algorithm>
#include <bit>

namespace actjet::host {

template <class T, class S = core::scalar_of<T>>
void row_logits(const S* x, const S* mask, S* to, std::size_t n, const passes::row_settings<S>& s) {
    for (std::size_t i = 0; i < n; i += lanes_of<T>) {
        const T in[] = {load_lanes<T>(x + i), load_lanes<T>(mask + i)};
        store_lanes<T>(to + i, passes::softmax::logit(in, s));
    }
}

// Fills what the last pack has beyond n.
template <class T, class S = core::scalar_of<T>>
ACTJET_HD void pad(S* plane, std::size_t n, S value) {
    for (std::size_t i = n; i % lanes_of<T> != 0; ++i) {
        plane[i] = value;
    }
}

template <class T, class S = core::scalar_of<T>>
S row_largest(S* logits, std::size_t n, S so_far) {
    pad<T>(logits, n, core::no_logit<S>);
    T largest(so_far);
    for (std::size_t i = 0; i < n; i += lanes_of<T>) {
        largest = core::at_least(load_lanes<T>(logits + i), largest);
    }
    S lanes[lanes_of<T>];
    store_lanes<T>(lanes, largest);
    for (const S lane : lanes) {
        so_far = core::at_least(lane, so_far);
    }
    return so_far;
}

// Calls f with the distances' rate: as a constant where it is 1, which spares a multiplication and its rest.
template <class T, class S, class F>
ACTJET_HD void with_rate(S rate, const F& f) {
    if (rate == S(1)) {
        f(core::unit_rate{});
    } else {
        f(T(rate));
    }
}

template <class T, class S = core::scalar_of<T>>
S row_weights(S* logits, std::size_t n, S largest, S rate) {
    pad<T>(logits, n, core::no_logit<S>);
    T count(0);
    with_rate<T>(rate, [&](auto times) {
        for (std::size_t i = 0; i < n; i += lanes_of<T>) {
            const T x = load_lanes<T>(logits + i);
            const auto at_maximum = x == T(largest);
            count += core::select(at_maximum, T(1), T(0));
            const T w = core::weight(core::distance(x, T(largest), times));
            store_lanes<T>(logits + i, core::select(at_maximum, T(core::weight_of_largest), w));
        }
    });
    S lanes[lanes_of<T>], sum = 0;
    store_lanes<T>(lanes, count);
    for (const S lane : lanes) {
        sum += lane;
    }
    return sum;
}

// Folds 2 width terms into width.
template <class T, class S = core::scalar_of<T>>
ACTJET_HD void fold_once(const S* from, S* to, std::size_t width) {
    for (std::size_t i = 0; i < width; i += lanes_of<T>) {
        store_lanes<T>(to + i, load_lanes<T>(from + i) + load_lanes<T>(from + width + i));
    }
}

template <class T, class S = core::scalar_of<T>>
S row_fold(S* terms, std::size_t n, S* spare) {
    constexpr std::size_t lanes = lanes_of<T>, quarter = core::row_chunk / 4;
    std::size_t width = std::max(std::bit_ceil(n), lanes);
    std::fill(terms + n, terms + width, S(-0.0));
    const S* from = terms;
    if (width == core::row_chunk) {
        for (std::size_t i = 0; i < quarter; i += lanes) {
            const T first = load_lanes<T>(terms + i) + load_lanes<T>(terms + 2 * quarter + i);
            const T second = load_lanes<T>(terms + quarter + i) + load_lanes<T>(terms + 3 * quarter + i);
            store_lanes<T>(spare + i, first + second);
        }
        from = spare;
        width = quarter;
    }
    while (width > lanes) {
        width /= 2;
        fold_once<T>(from, spare, width);
        from = spare;
    }
    S rest[lanes];
    store_lanes<T>(rest, load_lanes<T>(from));
    return core::folded(rest, lanes_of<T>);
}

template <class T, class S = core::scalar_of<T>>
void row_shares(S* weights, std::size_t n, const core::row_numbers<S>& numbers) {
    for (std::size_t i = 0; i < n; i += lanes_of<T>) {
        store_lanes<T>(weights + i, numbers.share(load_lanes<T>(weights + i)));
    }
}

template <class T, class S = core::scalar_of<T>>
void row_log_shares(S* logits, std::size_t n, S largest, S rate, const core::row_numbers<S>& numbers) {
    pad<T>(logits, n, core::no_logit<S>);
    with_rate<T>(rate, [&](auto times) {
        for (std::size_t i = 0; i < n; i += lanes_of<T>) {
            const core::two_part<T> z = core::distance(load_lanes<T>(logits + i), T(largest), times);
            store_lanes<T>(logits + i, core::log_share(z, {T(numbers.log.high), T(numbers.log.low)}));
        }
    });
}

// Calls f with a pack of each of the inputs.
template <class T, class S, class F>
ACTJET_HD void over_packs(const S* const* inputs, S* to, std::size_t n, const F& f) {
    for (std::size_t i = 0; i < n; i += lanes_of<T>) {
        T in[passes::softmax_backward::columns];
        for (int k = 0; k < passes::softmax_backward::columns; ++k) {
            in[k] = load_lanes<T>(inputs[k] + i);
        }
        store_lanes<T>(to + i, f(in));
    }
}

template <class T, class Pass, class S = core::scalar_of<T>>
void row_terms(const S* const* inputs, S* to, std::size_t n, const passes::row_settings<S>& s) {
    over_packs<T>(inputs, to, n, [&](const T* in) { return Pass::term(in, s); });
}

template <class T, class Pass, class S = core::scalar_of<T>>
void row_gradients(const S* const* inputs, S sum, S* to, std::size_t n, const passes::row_settings<S>& s) {
    over_packs<T>(inputs, to, n, [&](const T* in) { return Pass::gradient(in, T(sum), s); });
}

// Exponentials go through Wide, one or more packs at a time.
template <class T, class Wide>
constexpr row_loops<core::scalar_of<T>> make_row_loops() {
    return {&row_logits<T>,
            &row_largest<T>,
            &row_weights<Wide>,
            &row_fold<T>,
            &row_shares<T>,
            &row_log_shares<Wide>,
            {&row_terms<T, passes::softmax_backward>, &row_gradients<T, passes::softmax_backward>},
            {&row_terms<T, passes::log_softmax_backward>, &row_gradients<T, passes::log_softmax_backward>}};
}

}  // namespace actjet::host
