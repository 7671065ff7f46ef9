#include "compared_files.hpp"

namespace actjet::tool {

using namespace validation;

void result_files::open(const std::string& results_name, const std::string& errors_name,
                        std::optional<actjet_dtype> dtype, const std::string& x_name, const npy_header& x) {
    if (!results_name.empty()) {
        results = std::make_unique<npy_input>(results_name, dtype);
        require_alike(results_name, results->header(), x_name, x);
    }
    if (!errors_name.empty()) {
        errors = std::make_unique<npy_output>(errors_name, npy_header{ACTJET_FLOAT64, "<f8", x.shape, x.count});
    }
}

}  // namespace actjet::tool
