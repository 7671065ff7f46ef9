#include "sums.hpp"

#include "share_out.hpp"
#include "tiles.hpp"

#include <actjet/core/element.hpp>
#include <actjet/core/list.hpp>
#include <actjet/core/sum.hpp>

namespace actjet::host {
namespace {

// Numbers of as many columns side by side, which a compiler makes vectors of.
template <class Compute>
struct side_by_side {
    static constexpr std::size_t size = 16;
    Compute of[size];

    side_by_side() = default;
    explicit side_by_side(double value) { std::fill_n(of, size, static_cast<Compute>(value)); }
    explicit side_by_side(const Compute* from) { std::copy_n(from, size, of); }

    friend side_by_side operator+(side_by_side a, const side_by_side& b) {
        for (std::size_t k = 0; k < size; ++k) {
            a.of[k] = a.of[k] + b.of[k];
        }
        return a;
    }
};

template <class Compute>
class trees {
  public:
    trees(const request& r, const array& sum, const Compute* partials)
        : r_(r), sum_(sum), partials_(partials), shape_(partial_sums_of(r, sum)) {}

    std::size_t items() const { return shape_.items; }
    std::size_t leaves() const { return shape_.count; }

    void run(std::size_t begin, std::size_t end) const {
        using group = side_by_side<Compute>;
        if (r_.sums == direction::down_columns) {
            for (; end - begin >= group::size; begin += group::size) {
                core::sum_tree<group> all;
                for (std::uint64_t m = 0; m < shape_.outer; ++m) {
                    all.add(group(leaf(begin, m)));
                }
                const group totals = all.total();
                for (std::size_t k = 0; k < group::size; ++k) {
                    store(begin + k, totals.of[k]);
                }
            }
        }
        for (std::size_t i = begin; i < end; ++i) {
            store(i, total(i));
        }
    }

  private:
    const Compute* leaf(std::size_t item, std::uint64_t m) const {
        return partials_ + item * shape_.item_stride + m * shape_.outer_stride;
    }

    Compute total(std::size_t i) const {
        core::sum_tree<Compute> all;
        // Rows that repeat may end within their last round.
        const std::uint64_t outer =
            r_.sums == direction::along_rows ? (r_.rows - i - 1) / shape_.items + 1 : shape_.outer;
        for (std::uint64_t m = 0; m < outer; ++m) {
            all.add(core::sum_of_leaves(leaf(i, m), shape_.inner));
        }
        return all.total();
    }

    void store(std::size_t i, Compute value) const {
        const bool down = r_.sums == direction::down_columns;
        const std::uint64_t row = down ? 0 : i, column = down ? i : 0;
        core::visit(core::list<float, double, float16, bfloat16>{}, static_cast<std::size_t>(sum_.dtype - 1),
                    [&]<class Element>(std::type_identity<Element>) {
                        auto* to = element_at<Element>(sum_, row, column);
                        auto result = static_cast<core::compute_of<Element>>(value);
                        if (r_.accumulate) {
                            result = core::widen(*to) + result;
                        }
                        *to = core::narrow<Element>(core::canonical_nan(result, result));
                    });
    }

    const request& r_;
    const array& sum_;
    const Compute* partials_;
    partial_sums shape_;
};

}  // namespace

template <class Compute>
void finish_sums(const request& r) {
    const auto* partials = static_cast<const Compute*>(r.workspace);
    for (int k = 0; k < r.pass->sums; ++k) {
        if (const array& sum = r.sum_operands()[k]) {
            const trees<Compute> work(r, sum, partials);
            share_out(work.items(), least_shared / (work.leaves() / work.items() + 1) + 1, work);
            partials += work.leaves();
        }
    }
}

template void finish_sums<float>(const request& r);
template void finish_sums<double>(const request& r);

}  // namespace actjet::host
