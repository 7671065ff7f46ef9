// The files of actjet compare: inputs, what somebody computed from them, and where the errors go.
#pragma once

#include "npy.hpp"

#include <host/validation/formats.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace actjet::tool {

// Results of one kind; both are null where they are not asked for.
struct result_files {
    std::unique_ptr<npy_input> results;
    std::unique_ptr<npy_output> errors;

    // errors: the name of the file that gets the errors in ULP, as float64; empty for none.
    void open(const std::string& results_name, const std::string& errors_name, std::optional<actjet_dtype> dtype,
              const std::string& x_name, const npy_header& x);
};

// Some elements of a file at a time; none of a null one.
template <class Format>
class input_chunk {
  public:
    using bits = typename Format::bits;

    input_chunk(const std::unique_ptr<npy_input>& file, std::size_t capacity)
        : file_(file.get()), elements_(file ? capacity : 0) {}

    void read(std::size_t n) {
        if (file_) {
            file_->read(elements_.data(), n);
        }
    }
    // Which NaN stands for NaN is a promise of the library's about its own results: of others any is as good.
    void read_results(std::size_t n) {
        read(n);
        std::replace_if(
            elements_.begin(), elements_.end(),
            [](bits b) { return static_cast<bits>(b & ~Format::sign) > Format::infinity; }, Format::canonical_nan);
    }
    // nullptr where there are none.
    const bits* at(std::size_t i) const { return elements_.empty() ? nullptr : &elements_[i]; }

  private:
    npy_input* file_;
    std::vector<bits> elements_;
};

// The same for results with their errors.
template <class Format>
class result_chunk {
  public:
    result_chunk(const result_files& files, std::size_t capacity)
        : results_(files.results, capacity), file_(files.errors.get()), errors_(files.errors ? capacity : 0) {}

    void read(std::size_t n) { results_.read_results(n); }
    void write(std::size_t n) {
        if (file_) {
            file_->write(errors_.data(), n);
        }
    }
    const typename Format::bits* results(std::size_t i) const { return results_.at(i); }
    double* errors(std::size_t i) { return errors_.empty() ? nullptr : &errors_[i]; }

  private:
    input_chunk<Format> results_;
    npy_output* file_;
    std::vector<double> errors_;
};

}  // namespace actjet::tool
