#include "digest_files.hpp"

#include "../bad_input.hpp"
#include "npy.hpp"

#include <host/validation/formats.hpp>
#include <host/validation/workers.hpp>

#include <algorithm>

namespace actjet::tool {

using namespace validation;

namespace {

template <class Format>
class file_pass final : public digest_pass {
    using bits = typename Format::bits;

  public:
    file_pass(const digest_inputs& inputs, std::uint64_t chunk, const std::vector<std::string>& files, bool any_nan,
              unsigned threads)
        : fields_(inputs.fields), any_nan_(any_nan), threads_(threads), results_(chunk) {
        for (const std::string& name : files) {
            files_.push_back(std::make_unique<npy_input>(name, inputs.dtype));
            if (const std::uint64_t count = files_.back()->header().count; count != inputs.count) {
                refuse("{} holds {} elements, and there are {} inputs: actjet inputs writes them", name, count,
                       inputs.count);
            }
        }
    }

    std::uint64_t run(std::uint64_t first) override {
        std::uint64_t sum = 0;
        for (std::size_t k = 0; k < files_.size(); ++k) {
            files_[k]->read(results_.data(), results_.size());
            sum +=
                add_over_slices<std::uint64_t>(threads_, results_.size(), [&](std::uint64_t begin, std::uint64_t end) {
                    std::uint64_t slice = 0;
                    for (std::uint64_t i = begin; i < end; ++i) {
                        slice += digest_term(digest_input(first + i, fields_), static_cast<int>(k), result(i));
                    }
                    return slice;
                });
        }
        return sum;
    }

  private:
    bits result(std::uint64_t i) const {
        const bool is_nan = static_cast<bits>(results_[i] & ~Format::sign) > Format::infinity;
        return any_nan_ && is_nan ? Format::canonical_nan : results_[i];
    }

    digest_fields fields_;
    bool any_nan_;
    unsigned threads_;
    std::vector<bits> results_;  // a chunk of one file
    std::vector<std::unique_ptr<npy_input>> files_;
};

}  // namespace

std::unique_ptr<digest_pass> make_file_pass(const digest_inputs& inputs, std::uint64_t chunk,
                                            const std::vector<std::string>& files, bool any_nan, unsigned threads) {
    return visit_format(inputs.dtype, [&]<class Format>(Format) -> std::unique_ptr<digest_pass> {
        return std::make_unique<file_pass<Format>>(inputs, chunk, files, any_nan, threads);
    });
}

}  // namespace actjet::tool
