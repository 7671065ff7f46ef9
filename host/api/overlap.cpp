#include "overlap.hpp"

#include "failure.hpp"

#include <algorithm>
#include <string>

namespace actjet::host {
namespace {

__extension__ using wide = __int128;

wide magnitude(std::int64_t stride) {
    return stride < 0 ? -static_cast<wide>(stride) : stride;
}

// How far the last row or column lies from the first.
wide reach(std::int64_t stride, std::uint64_t count) {
    return static_cast<wide>(stride) * static_cast<wide>(count - 1);
}

bool same_shape(const array& a, const array& b) {
    return a.rows == b.rows && a.columns == b.columns && a.row_stride == b.row_stride &&
           a.column_stride == b.column_stride && element_size(a.dtype) == element_size(b.dtype);
}

// The stride that leads farther, and the one that leads from one element to the next within it.
struct nested {
    wide outer, outer_count, inner, inner_count;

    explicit nested(const array& a)
        : outer(magnitude(a.row_stride)),
          outer_count(a.rows),
          inner(magnitude(a.column_stride)),
          inner_count(a.columns) {
        if (outer < inner) {
            std::swap(outer, inner);
            std::swap(outer_count, inner_count);
        }
    }
    wide inner_reach() const { return inner * (inner_count - 1); }
    // Whether every element lies apart from every other, as far as this is told by rows that do not interleave.
    bool apart() const { return outer_count == 1 || outer > inner_reach(); }
    // Whether two arrays of this shape, the second distance elements on, have an element in common. Needs apart(). The
    // signs of the strides do not matter: with every distance between two of its elements an array has its opposite.
    bool meet(wide distance) const {
        if (outer == 0) {
            return distance == 0;
        }
        const wide steps = distance / outer;
        for (wide i = std::max<wide>(steps - 1, 1 - outer_count); i <= std::min<wide>(steps + 1, outer_count - 1);
             ++i) {
            const wide rest = distance - i * outer;
            if (rest == 0 || (inner != 0 && rest % inner == 0 && rest <= inner_reach() && -rest <= inner_reach())) {
                return true;
            }
        }
        return false;
    }
};

[[noreturn]] void refuse_overlap(const std::string& message) {
    throw failure(ACTJET_OVERLAP, message);
}

void check_pair(const char* name, const array& out, const char* other_name, const array& other, bool may_be_in_place) {
    const extent a = *extent_of(out), b = *extent_of(other);
    if (a.end <= b.begin || b.end <= a.begin) {
        return;
    }
    if (same_shape(out, other)) {
        if (out.data == other.data && may_be_in_place && out.dtype == other.dtype) {
            return;
        }
        const auto size = static_cast<wide>(element_size(out.dtype));
        const wide distance = reinterpret_cast<std::intptr_t>(other.data) - reinterpret_cast<std::intptr_t>(out.data);
        if (!nested(out).meet(distance / size)) {
            return;
        }
    }
    refuse_overlap(std::string(name) + " overlaps " + other_name +
                   (may_be_in_place ? " in part: let them be the same or disjoint" : ": two outputs must be disjoint"));
}

}  // namespace

std::optional<extent> extent_of(const array& a) {
    const wide rows = reach(a.row_stride, a.rows), columns = reach(a.column_stride, a.columns);
    const auto size = static_cast<wide>(element_size(a.dtype));
    const wide at = static_cast<wide>(reinterpret_cast<std::uintptr_t>(a.data));
    const wide begin = at + (std::min<wide>(rows, 0) + std::min<wide>(columns, 0)) * size;
    const wide end = at + (std::max<wide>(rows, 0) + std::max<wide>(columns, 0) + 1) * size;
    if (begin < 0 || end > static_cast<wide>(UINTPTR_MAX)) {
        return std::nullopt;
    }
    return extent{static_cast<std::uintptr_t>(begin), static_cast<std::uintptr_t>(end)};
}

void check_overlaps(const request& r) {
    const auto operands = r.pass->operands;
    const int inputs = r.pass->inputs, outputs = r.pass->outputs, count = static_cast<int>(operands.size());
    for (int k = inputs; k < count; ++k) {
        const array& out = r.operands[k];
        if (!out) {
            continue;
        }
        if (!nested(out).apart()) {
            refuse_overlap(std::string(operands[k].name) + " overlaps itself: its strides reach an element twice");
        }
        for (int other = 0; other < k; ++other) {
            if (r.operands[other]) {
                check_pair(operands[k].name, out, operands[other].name, r.operands[other],
                           other < inputs && k < inputs + outputs);
            }
        }
    }
}

}  // namespace actjet::host
