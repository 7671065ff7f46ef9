// A pass of actjet digest over results that somebody computed.
#pragma once

#include <host/validation/digests/inputs.hpp>
#include <host/validation/digests/pass.hpp>

#include <string>
#include <vector>

namespace actjet::tool {

// The results of these inputs in NumPy files, in order: y, or y and dydx, or dx. any_nan: a NaN counts as the
// library's, whatever its bits. Each run() takes the next chunk of results. Throws bad_input for files of another dtype
// or size.
std::unique_ptr<validation::digest_pass> make_file_pass(const validation::digest_inputs& inputs, std::uint64_t chunk,
                                                        const std::vector<std::string>& files, bool any_nan,
                                                        unsigned threads);

}  // namespace actjet::tool
