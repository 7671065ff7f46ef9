// A call that has been checked, as the places take it.
#pragma once

#include <actjet/actjet.h>
#include <actjet/core/custom_formula.hpp>
#include <actjet/passes/list.hpp>
#include <actjet/passes/random.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace actjet::host {

// An operand of a call. Strides, in elements, are 0 where nothing is beyond the first row or column.
struct array {
    char* data = nullptr;  // null if it was left out
    actjet_dtype dtype = {};
    std::int64_t row_stride = 0, column_stride = 0;
    std::uint64_t rows = 0, columns = 0;  // that it holds itself: those of the call, or fewer, which repeat

    explicit operator bool() const { return data != nullptr; }
};

// The numbers of a call that are not its activation's, 0 where they are not set.
struct gating {
    double gate_limit, x_limit, value_limit, x_soft_cap, x_offset;
};

// What of a call is random, and from which numbers.
struct chance {
    std::uint64_t seed, offset;
    const std::uint64_t* offset_memory;
    double dropout;
    bool draws_parameter;

    bool any() const { return dropout != 0 || draws_parameter; }
};

// What of a call concerns passes over rows.
struct row_options {
    double logit_scale, soft_cap;
    std::uint64_t causal_rows;
    bool safe;
};

// What a pass is to sum along.
enum class direction { none, down_columns, along_rows };

struct request {
    const passes::description* pass;
    actjet_activation activation;         // not looked at where custom is given
    const core::custom_formula* custom;   // an activation that its user defines; else null
    std::uint64_t rows, columns;          // not 0
    array operands[ACTJET_MAX_OPERANDS];  // in the pass's order
    const double* parameters;             // in the catalogue's order and valid; null for the defaults
    double gradient_scale;
    gating limits;
    chance random;
    row_options of_rows;
    gradient rule;
    bool accumulate;
    actjet_dtype steps;   // the 16-bit type that each step is rounded to, or 0
    bool check_pointers;  // ask the driver where they point to
    direction sums;
    void* workspace;
    void* stream;
    // What the results are computed for: a 16-bit type if the first operand and all outputs are of it, or float32 or
    // float64.
    actjet_dtype target;
    // Only what must be given, of one type, without gaps: elements one after the other, n of them.
    bool plain;
    std::size_t n;

    bool limited() const {
        return limits.gate_limit != 0 || limits.x_limit != 0 || limits.value_limit != 0 || limits.x_soft_cap != 0 ||
               limits.x_offset != 0;
    }
    bool empty() const { return rows == 0 || columns == 0; }
    bool over_rows() const { return pass->over == passes::traversal::rows; }
    // How many of its columns, from the first on, a row sees.
    std::uint64_t seen(std::uint64_t row) const {
        if (of_rows.causal_rows == 0) {
            return columns;
        }
        const std::uint64_t later = of_rows.causal_rows - 1 - row % of_rows.causal_rows;  // queries after the row's
        return later < columns ? columns - later : 0;
    }
    // What is known of the activation.
    const char* name() const { return custom ? custom->name : actjet_activation_at(activation)->name; }
    bool flat() const { return custom ? custom->flat : actjet_activation_at(activation)->flat; }
    actjet_learned learned() const {
        return custom ? ACTJET_NOT_LEARNED : static_cast<actjet_learned>(actjet_activation_at(activation)->learned);
    }
    core::source source() const { return {parameters, custom ? custom->activation : nullptr, rule}; }
    const array* inputs() const { return operands; }
    const array* outputs() const { return operands + pass->inputs; }
    const array* sum_operands() const { return outputs() + pass->outputs; }
    // The operand of that name, which the pass has. It may have been left out.
    const array& named(std::string_view name) const;
    // Null if the pass has none, or it was left out.
    const array* parameter() const { return given(pass->parameter); }
    const array* dparameter() const { return given(pass->dparameter); }

  private:
    const array* given(int k) const { return k >= 0 && operands[k] ? &operands[k] : nullptr; }
};

// Checks everything that can be told without the place: numbers, shapes, null and alignment of pointers, overlap,
// parameters and workspace. Throws failure. An empty result was looked at no further than its numbers.
request checked(const actjet_call& call);

// The bytes of workspace that a call needs. Looks at no pointer but the operands' views.
std::uint64_t workspace_size(const actjet_call& call);

std::size_t element_size(actjet_dtype dtype);

// Sums of leaves, in the order in which they lie in the workspace, for one sum of a request: for each item a matrix of
// outer times inner.
struct partial_sums {
    std::uint64_t count;  // of all
    std::uint64_t items, outer, inner;
    std::uint64_t item_stride, outer_stride;  // inner ones lie side by side
};
partial_sums partial_sums_of(const request& r, const array& sum);

template <class Scalar>
passes::settings<Scalar> settings_of(const request& r) {
    const auto limit = [](double value) {
        return value == 0 ? std::numeric_limits<Scalar>::infinity() : static_cast<Scalar>(value);
    };
    const gating& g = r.limits;
    return {static_cast<Scalar>(r.gradient_scale),
            limit(g.gate_limit),
            limit(g.x_limit),
            limit(g.value_limit),
            static_cast<Scalar>(g.x_soft_cap),
            g.x_offset == 0 ? static_cast<Scalar>(-0.0) : static_cast<Scalar>(g.x_offset),
            r.limited(),
            r.steps};
}

template <class Scalar>
passes::row_settings<Scalar> row_settings_of(const request& r) {
    const row_options& o = r.of_rows;
    const bool forward = r.pass->id == ACTJET_SOFTMAX || r.pass->id == ACTJET_LOG_SOFTMAX;
    return {static_cast<Scalar>(o.logit_scale), static_cast<Scalar>(o.soft_cap), static_cast<Scalar>(r.gradient_scale),
            forward && (r.named("mask") || o.soft_cap != 0 || (r.named("sink") && o.logit_scale != 1)), o.safe};
}

template <class Scalar>
passes::randomness<Scalar> randomness_of(const request& r);
extern template passes::randomness<float> randomness_of(const request& r);
extern template passes::randomness<double> randomness_of(const request& r);

}  // namespace actjet::host
