#include "check_pass.hpp"

#include "../bad_input.hpp"
#include "../text/names.hpp"
#include "../text/numbers.hpp"
#include "../text/progress.hpp"
#include "../text/table.hpp"
#include "finding.hpp"

#include <host/validation/evaluator.hpp>
#include <host/validation/formats.hpp>
#include <host/validation/judging/standard.hpp>
#include <host/validation/search/factors.hpp>
#include <host/validation/search/samples.hpp>
#include <host/validation/workers.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

namespace actjet::tool {

using namespace validation;

namespace {

constexpr std::uint64_t cases_at_once = 1 << 18;
// How often a type of 16 bits goes over all its arguments, with other factors each time.
constexpr std::uint64_t rounds_of_16_bits = 16;

// One output of a pass: f or f' of the first array, times one or two of the others.
struct product {
    const char* name;
    bool of_value;
    int factor, other;  // which arrays, counted from the first; other is 0 where there is none
};

constexpr product of_backward[] = {{"dx", false, 1, 0}};
constexpr product of_gated_forward[] = {{"y", true, 1, 0}};
constexpr product of_gated_backward[] = {{"dgate", false, 2, 1}, {"dx", true, 2, 0}};

std::span<const product> products_of(actjet_pass pass) {
    switch (pass) {
        case ACTJET_BACKWARD:
            return of_backward;
        case ACTJET_GATED_FORWARD:
            return of_gated_forward;
        case ACTJET_GATED_BACKWARD:
            return of_gated_backward;
        default:
            return {};
    }
}

// What is found about each of them, of two at most.
struct findings {
    std::array<tally, 2> of;

    findings& operator+=(const findings& other) {
        for (std::size_t k = 0; k < of.size(); ++k) {
            of[k] += other.of[k];
        }
        return *this;
    }
};

template <class Format>
class pass_checker {
    using bits = typename Format::bits;
    static constexpr std::size_t most_arrays = 3;

  public:
    pass_checker(const pass_check& chosen, const any_activation& activation, actjet_dtype dtype)
        : chosen_(chosen),
          products_(products_of(chosen.pass)),
          exact_{gradient_standard_of(activation, dtype, chosen.bound),
                 gradient_standard_of(activation, dtype, chosen.bound, true)},
          place_(activation, dtype, chosen.place) {
        // As for value and derivative.
        for (gradient_standard& one : exact_) {
            one.signs = judged_signs::none;
        }
        if constexpr (sizeof(bits) > 2) {
            sample_ =
                stratified_inputs<Format>(chosen.samples, exact_[0].function.evaluate, exact_[0].parameters.data());
        }
    }

    std::uint64_t count() const { return sizeof(bits) > 2 ? sample_.size() : rounds_of_16_bits << 16; }

    findings run(progress& bar) {
        const actjet_pass_info& info = *actjet_pass_at(chosen_.pass);
        const auto inputs = static_cast<std::size_t>(
            std::count_if(info.operands, info.operands + info.operand_count,
                          [](const actjet_operand_info& o) { return !o.optional && o.role == ACTJET_INPUT; }));
        findings total;
        for (std::uint64_t done = 0; done < count(); done += cases_at_once) {
            const std::uint64_t n = std::min(cases_at_once, count() - done);
            fill(done, n, inputs);
            std::vector<const void*> in;
            std::vector<void*> out;
            for (std::size_t k = 0; k < inputs; ++k) {
                in.push_back(in_[k].data());
            }
            for (std::size_t k = 0; k < products_.size(); ++k) {
                out_[k].resize(n);
                out.push_back(out_[k].data());
            }
            place_.run(chosen_.pass, n, in, out);
            total += add_over_slices<findings>(chosen_.threads, n, [&](std::uint64_t begin, std::uint64_t end) {
                return judge(total, begin, end - begin);
            });
            bar.advance(n);
        }
        return total;
    }

  private:
    void fill(std::uint64_t first, std::uint64_t n, std::size_t inputs) {
        for (std::size_t k = 0; k < inputs; ++k) {
            in_[k].resize(n);
        }
        for (std::uint64_t i = 0; i < n; ++i) {
            in_[0][i] = sizeof(bits) > 2 ? sample_[first + i] : static_cast<bits>(first + i);
            for (std::size_t k = 1; k < inputs; ++k) {
                in_[k][i] = factor_of_case<Format>(first + i, static_cast<int>(k));
            }
        }
    }

    findings judge(const findings& known, std::uint64_t begin, std::uint64_t n) const {
        findings found;
        for (std::size_t k = 0; k < products_.size(); ++k) {
            const product& p = products_[k];
            const auto array = [&](int which) { return &in_[static_cast<std::size_t>(which)][begin]; };
            found.of[k] =
                compare_gradients<Format>(exact_[p.of_value ? 1 : 0], known.of[k], n, array(0), array(p.factor),
                                          &out_[k][begin], nullptr, p.other ? array(p.other) : nullptr);
        }
        return found;
    }

    const pass_check& chosen_;
    std::span<const product> products_;
    std::array<gradient_standard, 2> exact_;  // of products with f' and with f
    evaluator place_;
    std::vector<bits> sample_;
    std::array<std::vector<bits>, most_arrays> in_;
    std::array<std::vector<bits>, 2> out_;
};

}  // namespace

void require_products(actjet_pass pass) {
    if (products_of(pass).empty()) {
        refuse(
            "check judges value and derivative without --pass, and backward, gated_forward and gated_backward; {} "
            "is none of them",
            name_of(pass));
    }
}

check_result check_pass(const pass_check& chosen, const any_activation& activation, actjet_dtype dtype) {
    return visit_format(dtype, [&]<class Format>(Format) {
        pass_checker<Format> checker(chosen, activation, dtype);
        progress bar(fmt::format("{} {} {}", activation.info().name, name_of(dtype), name_of(chosen.pass)),
                     checker.count());
        const findings found = checker.run(bar);
        check_result result{activation, dtype, checker.count(), {}, {}, chosen.pass};
        const std::span<const product> products = products_of(chosen.pass);
        const actjet_operand_info* const operands = actjet_pass_at(chosen.pass)->operands;
        for (std::size_t k = 0; k < products.size(); ++k) {
            checked_part part{products[k].name, chosen.bound, found.of[k]};
            part.factor = operands[products[k].factor].name;
            part.other_factor = products[k].other ? operands[products[k].other].name : nullptr;
            result.parts.push_back(part);
        }
        return result;
    });
}

namespace {

std::string verdict(const tally& found) {
    if (found.within_bounds()) {
        return "ok";
    }
    std::string text = "BROKEN";
    const std::pair<const char*, std::uint64_t> wrong[] = {{"NaN", found.wrong_nan.count},
                                                           {"Inf", found.wrong_infinity.count}};
    for (const auto& [what, count] : wrong) {
        text += count ? fmt::format(", wrong {}: {}", what, count) : "";
    }
    return text;
}

}  // namespace

void print_pass_table(const std::vector<check_result>& results) {
    table t({"name", "dtype", "result", ">cases", ">ULP", ">bound", ">at x or gate", "times", ">correct", ""});
    for (const check_result& r : results) {
        for (const checked_part& p : r.parts) {
            const extreme worst = p.found.worst();
            std::string times = fmt::format("{} {}", p.factor, shortest(worst.dy, r.dtype));
            if (p.other_factor) {
                times += fmt::format(", {} {}", p.other_factor, shortest(worst.x, r.dtype));
            }
            const bool is_exact = worst.ulp <= 0;
            t.add({r.activation.info().name, name_of(r.dtype), p.name, fmt::format("{}", r.inputs), ulp_text(worst.ulp),
                   ulp_text(worst.bound), is_exact ? "" : shortest(worst.input, r.dtype), is_exact ? "" : times,
                   correctly_rounded_text(p, r), verdict(p.found)});
        }
    }
    t.print();
}

}  // namespace actjet::tool
