#include "request.hpp"

#include "overlap.hpp"
#include "parameters.hpp"
#include "row_options.hpp"

#include <actjet/core/sum.hpp>
#include <actjet/registry.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

namespace actjet::host {
namespace {

// The call in full: what the caller's struct does not have is zero, and what ours does not have must be.
actjet_call complete(const actjet_call& given) {
    constexpr std::uint32_t least = offsetof(actjet_call, parameter_count);
    if (given.size < least || given.size > 4096) {
        refuse("size = " + std::to_string(given.size) + " is not the size of an actjet_call, which is " +
               std::to_string(sizeof(actjet_call)) + " here");
    }
    const auto* bytes = reinterpret_cast<const unsigned char*>(&given);
    for (std::size_t i = sizeof(actjet_call); i < given.size; ++i) {
        if (bytes[i]) {
            refuse("the call holds fields of a later version, which this one (" + std::to_string(ACTJET_VERSION_MAJOR) +
                   "." + std::to_string(ACTJET_VERSION_MINOR) + ") does not know");
        }
    }
    actjet_call call{};
    std::memcpy(&call, bytes, std::min<std::size_t>(given.size, sizeof call));
    return call;
}

void check_custom(const core::custom_formula* custom) {
    if (!custom) {
        refuse("custom is null, and activation is ACTJET_CUSTOM");
    }
    constexpr int own[] = {ACTJET_VERSION_MAJOR, ACTJET_VERSION_MINOR, ACTJET_VERSION_PATCH};
    if (!std::ranges::equal(custom->version, own)) {
        refuse("the activation was compiled with headers of another version than the library's, " +
               std::string(actjet_version()));
    }
}

[[noreturn]] void refuse_pass(const actjet_call& call, const std::string& activation) {
    std::string message =
        std::string(actjet_pass_at(call.pass)->name) + " is not offered for " + activation + ", but for";
    for (std::int32_t a = 0; a < actjet_activation_count(); ++a) {
        message += actjet_pass_offered(call.pass, a) ? std::string(" ") + actjet_activation_at(a)->name : "";
    }
    refuse(message);
}

void check_activation(const actjet_call& call) {
    if (call.activation == ACTJET_CUSTOM) {
        if (passes::descriptions[static_cast<std::size_t>(call.pass - 1)].over == passes::traversal::rows) {
            refuse_pass(call, "an activation of one's own");
        }
        check_custom(static_cast<const core::custom_formula*>(call.custom));
        return;
    }
    if (call.custom) {
        refuse("custom is not null, and activation is not ACTJET_CUSTOM");
    }
    if (!actjet_activation_at(call.activation)) {
        refuse("activation = " + std::to_string(call.activation) + " is not in [0, " +
               std::to_string(actjet_activation_count() - 1) + "]");
    }
    if (!actjet_pass_offered(call.pass, call.activation)) {
        refuse_pass(call, actjet_activation_at(call.activation)->name);
    }
}

void check_numbers(const actjet_call& call) {
    if (!actjet_pass_at(call.pass)) {
        refuse("pass = " + std::to_string(call.pass) + " is not in [1, " + std::to_string(ACTJET_PASS_COUNT) + "]");
    }
    check_activation(call);
    if (call.place != ACTJET_CPU && call.place != ACTJET_CUDA) {
        refuse("place = " + std::to_string(call.place) + " is not in [1, 2]");
    }
    constexpr std::uint32_t known = ACTJET_CHECK_POINTERS | ACTJET_MASK_GRADIENT | ACTJET_ACCUMULATE |
                                    ACTJET_ROUND_EACH_STEP | ACTJET_RANDOM_PARAMETER | ACTJET_SAFE_ROWS;
    if ((call.flags & ~known) != 0 || call.reserved != 0) {
        refuse("flags or reserved holds bits that this version does not know");
    }
    const std::pair<const char*, double> limits[] = {
        {"gate_limit", call.gate_limit}, {"x_limit", call.x_limit}, {"value_limit", call.value_limit}};
    for (const auto& [name, value] : limits) {
        if (!(value >= 0)) {
            refuse(std::string(name) + " = " + number(value) + " is not in [0, inf]");
        }
    }
    if (call.rows && call.columns > SIZE_MAX / 8 / call.rows) {
        refuse(std::to_string(call.rows) + " rows of " + std::to_string(call.columns) +
               " columns do not fit the address space");
    }
}

// The operand of a view, with the strides that count.
array make_array(const passes::operand& o, const actjet_view& view, const actjet_call& call) {
    const std::string name = o.name;
    const int last = o.may_be_boolean ? ACTJET_BOOL : ACTJET_BFLOAT16;
    if (view.dtype < ACTJET_FLOAT32 || view.dtype > last) {
        refuse(name + ": dtype = " + std::to_string(view.dtype) + " is not in [1, " + std::to_string(last) + "]");
    }
    if (view.reserved != 0) {
        refuse(name + ": reserved is not 0");
    }
    array a;
    a.data = static_cast<char*>(view.data);
    a.dtype = static_cast<actjet_dtype>(view.dtype);
    a.row_stride = view.row_stride;
    a.column_stride = view.column_stride;
    a.rows = a.row_stride == 0 ? 1 : view.row_period ? std::min(view.row_period, call.rows) : call.rows;
    a.columns = a.column_stride == 0 ? 1 : call.columns;
    const bool per_row = o.of == passes::extent::per_row;
    if (per_row && a.column_stride != 0) {
        refuse(name + " has one number for each row: its column_stride is 0, and not " +
               std::to_string(a.column_stride));
    }
    if (o.is == passes::role::output && (a.rows != call.rows || (a.columns != call.columns && !per_row))) {
        refuse(name + " repeats: an output covers every " + (per_row ? "row" : "element") + " once");
    }
    if (o.is == passes::role::sum && a.row_stride != 0 && a.column_stride != 0) {
        refuse(name +
               " repeats nothing: a sum is taken along what its view repeats, with row_stride or column_stride 0");
    }
    if (a.rows <= 1) {
        a.row_stride = 0;
    }
    if (a.columns <= 1) {
        a.column_stride = 0;
    }
    return a;
}

void check_pointer(const char* name, const array& a) {
    const std::size_t size = element_size(a.dtype);
    if (reinterpret_cast<std::uintptr_t>(a.data) % size != 0) {
        throw failure(ACTJET_MISALIGNED,
                      std::string(name) + " is not aligned to its element of " + std::to_string(size) + " bytes");
    }
    if (!extent_of(a)) {
        refuse(std::string(name) + " reaches past the ends of the address space");
    }
}

// Reads the views. Absent operands have null data; whether that may be is asked for only if the call is not empty.
void take_operands(request& r, const actjet_call& call) {
    const auto operands = r.pass->operands;
    if (call.operand_count > operands.size()) {
        refuse("operand_count = " + std::to_string(call.operand_count) + ", and " + r.pass->name + " has " +
               std::to_string(operands.size()));
    }
    if (call.operand_count && !call.operands) {
        refuse("operands is null, and operand_count is not 0");
    }
    const array* first = nullptr;
    for (std::size_t k = 0; k < operands.size(); ++k) {
        const auto own = static_cast<std::size_t>(r.pass->call_order[k]);
        const passes::operand& o = operands[own];
        const bool given = k < call.operand_count;
        if (!given || (!call.operands[k].data && (o.optional || call.operands[k].dtype == 0))) {
            if (!o.optional) {
                refuse(std::string(o.name) + " is missing: " +
                       (given ? "its view is empty" : "operand_count is " + std::to_string(call.operand_count)));
            }
            continue;
        }
        array& a = r.operands[own] = make_array(o, call.operands[k], call);
        first = first ? first : &a;
        if (a.dtype != ACTJET_BOOL && (a.dtype == ACTJET_FLOAT64) != (first->dtype == ACTJET_FLOAT64)) {
            refuse(std::string(operands[first - r.operands].name) + " and " + o.name +
                   " are of float64 and of another type: all are, or none");
        }
    }
}

// Which results a request's formulas are for.
actjet_dtype target_of(const request& r) {
    const actjet_dtype dtype = r.operands[0].dtype;
    if (dtype == ACTJET_FLOAT64) {
        return ACTJET_FLOAT64;
    }
    if (r.over_rows()) {
        return ACTJET_FLOAT32;
    }
    for (int k = 0; k < r.pass->outputs; ++k) {
        if (r.outputs()[k] && r.outputs()[k].dtype != dtype) {
            return ACTJET_FLOAT32;
        }
    }
    return dtype;
}

// Looked at as the caller wrote it: a stride that no second column needs still says along what to sum.
direction direction_of(const actjet_view& sum) {
    return sum.row_stride == 0 && sum.column_stride != 0 ? direction::down_columns : direction::along_rows;
}

void take_sums(request& r, const actjet_call& call) {
    std::string first;
    for (std::size_t k = 0; k < call.operand_count; ++k) {
        const passes::operand& o = r.pass->operands[static_cast<std::size_t>(r.pass->call_order[k])];
        if (o.is != passes::role::sum || !call.operands[k].data) {
            continue;
        }
        const direction d = direction_of(call.operands[k]);
        if (r.sums != direction::none && d != r.sums) {
            refuse(first + " and " + o.name + " are summed along different directions: use two calls");
        }
        r.sums = d;
        first = o.name;
    }
}

// Whether an array holds all elements of the call one after the other.
bool contiguous(const array& a, const request& r) {
    return a.rows == r.rows && a.columns == r.columns && (r.columns == 1 || a.column_stride == 1) &&
           (r.rows == 1 || a.row_stride == static_cast<std::int64_t>(r.columns));
}

// One row, where every operand allows it: what is summed does not, since its tree has rows and columns.
void flatten(request& r) {
    const std::size_t count = r.pass->operands.size();
    bool all_contiguous = r.sums == direction::none, one_type = true, bare = true;
    for (std::size_t k = 0; k < count; ++k) {
        const array& a = r.operands[k];
        if (a) {
            all_contiguous &= contiguous(a, r) || (a.rows == 1 && a.columns == 1 && a.row_stride == 0);
            one_type &= a.dtype == r.operands[0].dtype;
            bare &= !r.pass->operands[k].optional && contiguous(a, r);
        }
    }
    if (!all_contiguous) {
        return;
    }
    r.n = r.rows * r.columns;
    for (array& a : r.operands) {
        if (a && contiguous(a, r)) {
            a.rows = 1;
            a.columns = r.n;
            a.row_stride = 0;
            a.column_stride = r.n == 1 ? 0 : 1;
        }
    }
    r.rows = 1;
    r.columns = r.n;
    r.plain = bare && one_type && !r.accumulate && r.gradient_scale == 1 && !r.random.any() &&
              static_cast<std::size_t>(r.pass->id) <= passes::plain::size;
}

request read(const actjet_call& call) {
    check_numbers(call);
    request r{};
    r.pass = &passes::descriptions[static_cast<std::size_t>(call.pass - 1)];
    r.activation = static_cast<actjet_activation>(call.activation);
    r.custom = static_cast<const core::custom_formula*>(call.custom);
    r.rows = call.rows;
    r.columns = call.columns;
    r.gradient_scale = call.gradient_scale == 0 ? 1 : call.gradient_scale;
    r.limits = {call.gate_limit, call.x_limit, call.value_limit, call.x_soft_cap, call.x_offset};
    r.random = {call.seed, call.offset, call.offset_memory, call.dropout, (call.flags & ACTJET_RANDOM_PARAMETER) != 0};
    r.of_rows = {call.logit_scale == 0 ? 1 : call.logit_scale, call.soft_cap, call.causal_rows,
                 (call.flags & ACTJET_SAFE_ROWS) != 0};
    r.rule = call.flags & ACTJET_MASK_GRADIENT ? gradient::masked : gradient::product;
    r.accumulate = (call.flags & ACTJET_ACCUMULATE) != 0;
    r.check_pointers = (call.flags & ACTJET_CHECK_POINTERS) != 0;
    r.workspace = call.workspace;
    r.stream = call.stream;
    if (r.accumulate && std::ranges::none_of(r.pass->operands, &passes::operand::accumulates)) {
        refuse(std::string(r.pass->name) + " has no gradients to accumulate");
    }
    take_operands(r, call);
    take_sums(r, call);
    r.target = target_of(r);
    if (const actjet_dtype first = r.operands[0].dtype;
        (call.flags & ACTJET_ROUND_EACH_STEP) && (first == ACTJET_FLOAT16 || first == ACTJET_BFLOAT16)) {
        r.steps = first;
    }
    const bool float64 = r.target == ACTJET_FLOAT64;
    check_finite("gradient_scale", call.gradient_scale, float64);
    check_positive("x_soft_cap", call.x_soft_cap, float64);
    check_finite("x_offset", call.x_offset, float64);
    check_parameters(r, call);
    r.parameters = call.parameter_count ? call.parameters : nullptr;
    check_learned(r);
    check_randomness(r);
    if (r.over_rows()) {
        check_row_options(r);
    }
    return r;
}

std::uint64_t workspace_bytes(const request& r) {
    std::uint64_t bytes = 0;
    if (!r.empty()) {
        for (int k = 0; k < r.pass->sums; ++k) {
            if (const array& sum = r.sum_operands()[k]) {
                bytes += partial_sums_of(r, sum).count * (r.target == ACTJET_FLOAT64 ? 8 : 4);
            }
        }
    }
    return bytes;
}

// The first operand from number first on that has an element in these bytes, or null.
const char* operand_in(const request& r, std::size_t first, std::uintptr_t begin, std::uint64_t bytes) {
    for (std::size_t k = first; k < r.pass->operands.size(); ++k) {
        if (const array& a = r.operands[k]) {
            const auto e = extent_of(a);
            if (e->begin < begin + bytes && begin < e->end) {
                return r.pass->operands[k].name;
            }
        }
    }
    return nullptr;
}

void check_offset_memory(const request& r) {
    const auto begin = reinterpret_cast<std::uintptr_t>(r.random.offset_memory);
    const auto outputs = static_cast<std::size_t>(r.pass->inputs);
    if (begin) {
        if (const char* name = operand_in(r, outputs, begin, sizeof(std::uint64_t))) {
            throw failure(ACTJET_OVERLAP, std::string(name) + " overlaps offset_memory");
        }
    }
}

void check_workspace(const request& r, const actjet_call& call) {
    const std::uint64_t needed = workspace_bytes(r);
    if (needed == 0) {
        return;
    }
    const auto begin = reinterpret_cast<std::uintptr_t>(call.workspace);
    const auto fail = [](const std::string& what) { throw failure(ACTJET_WORKSPACE, "workspace " + what); };
    if (!call.workspace || call.workspace_bytes < needed) {
        fail("has " + std::to_string(call.workspace ? call.workspace_bytes : 0) + " bytes, and the call needs " +
             std::to_string(needed));
    }
    if (begin % 16 != 0) {
        fail("is not aligned to 16 bytes");
    }
    if (const char* name = operand_in(r, 0, begin, needed)) {
        fail(std::string("overlaps ") + name);
    }
    const auto offset = reinterpret_cast<std::uintptr_t>(r.random.offset_memory);
    if (offset && begin < offset + sizeof(std::uint64_t) && offset < begin + needed) {
        fail("overlaps offset_memory");
    }
}

}  // namespace

std::size_t element_size(actjet_dtype dtype) {
    return dtype == ACTJET_FLOAT64 ? 8 : dtype == ACTJET_FLOAT32 ? 4 : dtype == ACTJET_BOOL ? 1 : 2;
}

const array& request::named(std::string_view name) const {
    const auto* found =
        std::ranges::find_if(pass->operands, [&](const passes::operand& o) { return name == o.name; }).base();
    return operands[found - pass->operands.data()];
}

partial_sums partial_sums_of(const request& r, const array& sum) {
    const auto leaves = [](std::uint64_t n) { return (n + core::sum_leaf - 1) / core::sum_leaf; };
    if (r.sums == direction::down_columns) {
        const std::uint64_t chunks = leaves(r.rows);
        return {chunks * r.columns, r.columns, chunks, 1, 1, r.columns};
    }
    const std::uint64_t inner = leaves(r.columns), items = sum.rows, outer = (r.rows + items - 1) / items;
    return {r.rows * inner, items, outer, inner, inner, items * inner};
}

std::uint64_t workspace_size(const actjet_call& given) {
    const actjet_call call = complete(given);
    return workspace_bytes(read(call));
}

request checked(const actjet_call& given) {
    const actjet_call call = complete(given);
    request r = read(call);
    if (r.empty()) {
        return r;
    }
    const auto operands = r.pass->operands;
    for (std::size_t k = 0; k < operands.size(); ++k) {
        if (r.operands[k]) {
            check_pointer(operands[k].name, r.operands[k]);
        } else if (!operands[k].optional) {
            refuse(std::string(operands[k].name) + " is null, and the call is not empty");
        }
    }
    check_overlaps(r);
    check_offset_memory(r);
    check_workspace(r, call);
    if (!r.over_rows()) {
        flatten(r);
    }
    return r;
}

}  // namespace actjet::host
