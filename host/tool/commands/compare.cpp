// actjet compare: results that anybody computed against the reference.
#include "../bad_input.hpp"
#include "../files/compared_files.hpp"
#include "../text/names.hpp"
#include "../text/progress.hpp"
#include "check.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "parameters.hpp"
#include "threads.hpp"

#include <host/validation/evaluator.hpp>
#include <host/validation/judging/standard.hpp>
#include <host/validation/workers.hpp>

#include <fmt/format.h>

namespace actjet::tool {

using namespace validation;

namespace {

constexpr std::uint64_t chunk_elements = 1 << 20;

struct compare_options {
    std::string name, x, y, dydx, dy, dx, y_ulp, dydx_ulp, dx_ulp, dtype;
    std::uint64_t threads = 0;
    std::optional<double> bound;
    bool json = false;
    parameter_options parameters;
};

struct compared_files {
    std::unique_ptr<npy_input> x, dy;
    result_files value, derivative, gradient;
};

// What is found about them.
struct judgement {
    comparison jet;
    tally gradient;
    other_bits of_value, of_derivative, of_gradient;

    judgement& operator+=(const judgement& other) {
        jet += other.jet;
        gradient += other.gradient;
        return *this;
    }
};

void check_combination(const compare_options& chosen) {
    if (chosen.y.empty() && chosen.dydx.empty() && chosen.dx.empty()) {
        refuse("there is nothing to compare: give values with --y, derivatives with --dydx, or gradients with --dx");
    }
    if (chosen.dy.empty() != chosen.dx.empty()) {
        refuse("--dy and --dx belong together: dx = dy * f'(x)");
    }
    struct pair {
        const char *errors, *results;
        const std::string& file;
        bool is_lonely;
    };
    for (const pair& p :
         {pair{"--y-ulp", "--y", chosen.y_ulp, chosen.y.empty() && !chosen.y_ulp.empty()},
          pair{"--dydx-ulp", "--dydx", chosen.dydx_ulp, chosen.dydx.empty() && !chosen.dydx_ulp.empty()},
          pair{"--dx-ulp", "--dx", chosen.dx_ulp, chosen.dx.empty() && !chosen.dx_ulp.empty()}}) {
        if (p.is_lonely) {
            refuse("{} takes the errors of {}, which is missing", p.errors, p.results);
        }
        if (p.file == standard_stream) {
            refuse("{} - : standard output has the report already", p.errors);
        }
    }
    require_distinct_outputs({chosen.y_ulp, chosen.dydx_ulp, chosen.dx_ulp});
}

compared_files open_files(const compare_options& chosen) {
    std::optional<actjet_dtype> dtype;
    if (!chosen.dtype.empty()) {
        dtype = dtype_named(chosen.dtype);
    }
    compared_files f;
    f.x = std::make_unique<npy_input>(chosen.x, dtype);
    const npy_header& header = f.x->header();
    if (header.count == 0) {
        refuse("{} holds no elements, and so there is nothing to compare", chosen.x);
    }
    if (!chosen.dy.empty()) {
        f.dy = std::make_unique<npy_input>(chosen.dy, dtype);
        require_alike(chosen.dy, f.dy->header(), chosen.x, header);
    }
    f.value.open(chosen.y, chosen.y_ulp, dtype, chosen.x, header);
    f.derivative.open(chosen.dydx, chosen.dydx_ulp, dtype, chosen.x, header);
    f.gradient.open(chosen.dx, chosen.dx_ulp, dtype, chosen.x, header);
    return f;
}

// Runs the library on the same chunk.
template <class Format>
class own_results {
    using bits = typename Format::bits;

  public:
    own_results(const any_activation& activation, actjet_dtype dtype, std::size_t capacity)
        : place_(activation, dtype, ACTJET_CPU), y_(capacity), dydx_(capacity), dx_(capacity) {}

    void compare_with(std::size_t n, const bits* x, const bits* dy, const bits* value, const bits* derivative,
                      const bits* gradient, judgement& found) {
        if (value || derivative) {
            place_.run(ACTJET_JET, n, {x}, {y_.data(), dydx_.data()});
        }
        if (value) {
            found.of_value.see<bits>(n, x, nullptr, value, y_.data());
        }
        if (derivative) {
            found.of_derivative.see<bits>(n, x, nullptr, derivative, dydx_.data());
        }
        if (gradient) {
            place_.run(ACTJET_BACKWARD, n, {x, dy}, {dx_.data()});
            found.of_gradient.see<bits>(n, x, dy, gradient, dx_.data());
        }
    }

  private:
    evaluator place_;
    std::vector<bits> y_, dydx_, dx_;
};

template <class Format>
judgement compare_files(const compared_files& f, const any_activation& activation, const standard& exact,
                        const gradient_standard& exact_gradient, unsigned threads) {
    const std::uint64_t count = f.x->header().count;
    const std::size_t capacity = std::min(chunk_elements, count);
    input_chunk<Format> x(f.x, capacity), dy(f.dy, capacity);
    result_chunk<Format> value(f.value, capacity), derivative(f.derivative, capacity), dx(f.gradient, capacity);
    const bool is_of_jet = f.value.results || f.derivative.results;
    own_results<Format> own(activation, f.x->header().dtype, capacity);
    progress bar("compare", count);
    judgement total;
    for (std::uint64_t done = 0; done < count; done += chunk_elements) {
        const std::size_t n = std::min(chunk_elements, count - done);
        x.read(n);
        dy.read(n);
        for (result_chunk<Format>* part : {&value, &derivative, &dx}) {
            part->read(n);
        }
        total += add_over_slices<judgement>(threads, n, [&](std::uint64_t i, std::uint64_t end) {
            judgement found;
            if (is_of_jet) {
                found.jet = compare<Format>(exact, total.jet, end - i, x.at(i), value.results(i), derivative.results(i),
                                            value.errors(i), derivative.errors(i));
            }
            if (dy.at(i)) {
                found.gradient = compare_gradients<Format>(exact_gradient, total.gradient, end - i, x.at(i), dy.at(i),
                                                           dx.results(i), dx.errors(i));
            }
            return found;
        });
        own.compare_with(n, x.at(0), dy.at(0), value.results(0), derivative.results(0), dx.results(0), total);
        for (result_chunk<Format>* part : {&value, &derivative, &dx}) {
            part->write(n);
        }
        bar.advance(n);
    }
    return total;
}

check_result judge(const compare_options& chosen, const any_activation& activation, const compared_files& f) {
    const npy_header& header = f.x->header();
    standard exact = standard_of(activation, header.dtype, chosen.bound);
    exact.signs = signs_of(activation);
    const gradient_standard exact_gradient = gradient_standard_of(activation, header.dtype, chosen.bound);
    const judgement found = visit_format(header.dtype, [&]<class Format>(Format) {
        return compare_files<Format>(f, activation, exact, exact_gradient, thread_count(chosen.threads));
    });
    check_result result{activation, header.dtype, header.count, {}, {}};
    if (f.value.results && f.derivative.results) {
        result.digest = found.jet.digest;
    }
    const auto add = [&](const result_files& files, const checked_part& part) {
        if (files.results) {
            result.parts.push_back(part);
        }
    };
    add(f.value, {"value", exact.value_bound, found.jet.value, found.of_value});
    add(f.derivative, {"derivative", exact.derivative_bound, found.jet.derivative, found.of_derivative});
    add(f.gradient, {"gradient", chosen.bound, found.gradient, found.of_gradient});
    return result;
}

void report(const compare_options& chosen, int& exit_code) {
    check_combination(chosen);
    std::vector<any_activation> activation{activation_named(chosen.name)};
    chosen.parameters.set(activation);
    compared_files f = open_files(chosen);
    const check_result result = judge(chosen, activation.front(), f);
    for (const result_files* part : {&f.value, &f.derivative, &f.gradient}) {
        if (part->errors) {
            part->errors->commit();
        }
    }
    if (chosen.json) {
        print_judgement_as_json(result);
    } else {
        print_judgement(result);
    }
    exit_code = result.passes() ? 0 : broken_bound_exit_code;
}

}  // namespace

void add_compare(CLI::App& app, int& exit_code) {
    const auto chosen = std::make_shared<compare_options>();
    command compare(app, "compare",
                    "Anybody's results, as NumPy files, against the reference: the errors in ULP, the ten worst of "
                    "them, and NaN, infinities and signs that are wrong");
    compare.required_argument("name", chosen->name, "The activation");
    compare.required_option("--x", chosen->x, "The inputs: float16, float32 or float64, little-endian, C order");
    compare.option("--y", chosen->y, "Values at x, of its dtype and shape");
    compare.option("--dydx", chosen->dydx, "Derivatives at x, of its dtype and shape");
    compare.option("--dy", chosen->dy, "The gradient of the loss by y, of the dtype and shape of x");
    compare.option("--dx", chosen->dx, "The gradient by x that came of it: dx = dy * f'(x)");
    compare.option("--y-ulp", chosen->y_ulp, "The error of each value, in ULP, as float64");
    compare.option("--dydx-ulp", chosen->dydx_ulp, "The error of each derivative, in ULP, as float64");
    compare.option("--dx-ulp", chosen->dx_ulp, "The error of each gradient, in ULP, as float64");
    compare.option("--dtype", chosen->dtype, "The elements of the files; bfloat16 reads '<u2' and '<V2' so");
    compare.option("--bound", chosen->bound, "Hold this many ULP against it, and not the contract's bounds");
    compare.option("--threads", chosen->threads, 0, most_threads, threads_meaning);
    compare.flag("--json", chosen->json, "An object with the counts above 0.5, 1 and 2 ULP, and the worst cases");
    chosen->parameters.add_to(compare);
    compare.run([chosen, &exit_code] { report(*chosen, exit_code); });
}

}  // namespace actjet::tool
