// actjet compare: results that anybody computed against the reference.
#include "bad_input.hpp"
#include "check.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "evaluator.hpp"
#include "formats.hpp"
#include "names.hpp"
#include "npy.hpp"
#include "parameters.hpp"
#include "progress.hpp"
#include "standard.hpp"
#include "workers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace actjet::tool {
namespace {

constexpr std::uint64_t chunk_elements = 1 << 20;

struct compare_options {
    std::string name, x, y, dydx, y_ulp, dydx_ulp, dtype;
    std::uint64_t threads = 0;
    std::optional<double> bound;
    bool json = false;
    parameter_options parameters;
};

// One output of a jet as somebody computed it, and where its errors go.
struct result_files {
    std::unique_ptr<npy_input> results;
    std::unique_ptr<npy_output> errors;
};

struct compared_files {
    std::unique_ptr<npy_input> x;
    result_files value, derivative;
};

void check_combination(const compare_options& chosen) {
    if (chosen.y.empty() && chosen.dydx.empty()) {
        refuse("there is nothing to compare: give values with --y, derivatives with --dydx, or both");
    }
    if (chosen.y.empty() && !chosen.y_ulp.empty()) {
        refuse("--y-ulp takes the errors of --y, which is missing");
    }
    if (chosen.dydx.empty() && !chosen.dydx_ulp.empty()) {
        refuse("--dydx-ulp takes the errors of --dydx, which is missing");
    }
    require_distinct_outputs({chosen.y_ulp, chosen.dydx_ulp});
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
    const auto open = [&](const std::string& results, const std::string& errors) {
        result_files opened;
        if (!results.empty()) {
            opened.results = std::make_unique<npy_input>(results, dtype);
            require_alike(results, opened.results->header(), chosen.x, header);
        }
        if (!errors.empty()) {
            opened.errors =
                std::make_unique<npy_output>(errors, npy_header{ACTJET_FLOAT64, "<f8", header.shape, header.count});
        }
        return opened;
    };
    f.value = open(chosen.y, chosen.y_ulp);
    f.derivative = open(chosen.dydx, chosen.dydx_ulp);
    return f;
}

// One chunk of a result and of its errors; both empty where they are not asked for.
template <class Format>
class result_chunk {
  public:
    result_chunk(result_files& files, std::size_t capacity)
        : files_(files), results_(files.results ? capacity : 0), errors_(files.errors ? capacity : 0) {}

    // Which NaN stands for NaN is a promise of the library's about its own results: here any is as good.
    void read(std::size_t n) {
        if (files_.results) {
            files_.results->read(results_.data(), n);
            std::replace_if(
                results_.begin(), results_.end(),
                [](auto bits) { return static_cast<decltype(bits)>(bits & ~Format::sign) > Format::infinity; },
                Format::canonical_nan);
        }
    }
    void write(std::size_t n) {
        if (files_.errors) {
            files_.errors->write(errors_.data(), n);
        }
    }
    // nullptr where there are none.
    const typename Format::bits* results(std::size_t i) const { return results_.empty() ? nullptr : &results_[i]; }
    double* errors(std::size_t i) { return errors_.empty() ? nullptr : &errors_[i]; }

  private:
    result_files& files_;
    std::vector<typename Format::bits> results_;
    std::vector<double> errors_;
};

template <class Format>
comparison compare_files(compared_files& f, const standard& exact, unsigned threads) {
    const npy_header& header = f.x->header();
    const std::size_t capacity = std::min(chunk_elements, header.count);
    std::vector<typename Format::bits> x(capacity);
    result_chunk<Format> value(f.value, capacity), derivative(f.derivative, capacity);
    progress bar("compare", header.count);
    comparison total;
    for (std::uint64_t done = 0; done < header.count; done += chunk_elements) {
        const std::size_t n = std::min(chunk_elements, header.count - done);
        f.x->read(x.data(), n);
        value.read(n);
        derivative.read(n);
        total += add_over_slices<comparison>(threads, n, [&](std::uint64_t begin, std::uint64_t end) {
            return compare<Format>(exact, total, end - begin, &x[begin], value.results(begin),
                                   derivative.results(begin), value.errors(begin), derivative.errors(begin));
        });
        value.write(n);
        derivative.write(n);
        bar.advance(n);
    }
    return total;
}

void report(const compare_options& chosen, int& exit_code) {
    check_combination(chosen);
    std::vector<any_activation> activation{activation_named(chosen.name)};
    chosen.parameters.set(activation);
    compared_files f = open_files(chosen);
    const actjet_dtype dtype = f.x->header().dtype;
    // No elements, but the library refuses parameters outside their interval.
    run_checked(make_call(activation.front(), ACTJET_FORWARD, dtype, ACTJET_CPU, 0, {nullptr}, {nullptr}));
    const standard exact = standard_of(activation.front(), dtype, chosen.bound);
    const unsigned threads = thread_count(chosen.threads);
    const comparison found =
        visit_format(dtype, [&]<class Format>(Format) { return compare_files<Format>(f, exact, threads); });
    for (const result_files* part : {&f.value, &f.derivative}) {
        if (part->errors) {
            part->errors->commit();
        }
    }
    const check_result result{activation.front(), dtype, found, chosen.bound, chosen.bound};
    if (chosen.json) {
        print_json(result);
    } else {
        print_parts(result);
    }
    exit_code = result.passes() ? 0 : broken_bound_exit_code;
}

}  // namespace

void add_compare(CLI::App& app, int& exit_code) {
    const auto chosen = std::make_shared<compare_options>();
    command compare(app, "compare",
                    "Anybody's results, as NumPy files, against the reference: the errors in ULP; exit code 1 if a "
                    "bound is broken");
    compare.required_argument("name", chosen->name, "The activation");
    compare.required_option("--x", chosen->x, "The inputs: float16, float32 or float64, little-endian, C order");
    compare.option("--y", chosen->y, "Values at x, of its dtype and shape");
    compare.option("--dydx", chosen->dydx, "Derivatives at x, of its dtype and shape");
    compare.option("--y-ulp", chosen->y_ulp, "The error of each value, in ULP, as float64");
    compare.option("--dydx-ulp", chosen->dydx_ulp, "The error of each derivative, in ULP, as float64");
    compare.option("--dtype", chosen->dtype, "The elements of the files; bfloat16 reads '<u2' and '<V2' so");
    compare.option("--bound", chosen->bound, "End with exit code 1 if an error is above this many ULP");
    compare.option("--threads", chosen->threads, 0, most_threads, threads_meaning);
    compare.flag("--json", chosen->json, "An object with the counts above 0.5, 1 and 2 ULP");
    chosen->parameters.add_to(compare);
    compare.run([chosen, &exit_code] { report(*chosen, exit_code); });
}

}  // namespace actjet::tool
