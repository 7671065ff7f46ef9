// From the leaves of sums, which the loops over views leave in the workspace, to the sums: the tree of core/sum.hpp.
#pragma once

#include "../api/request.hpp"

namespace actjet::host {

// Of all sums of a request, of float or double.
template <class Compute>
void finish_sums(const request& r);
extern template void finish_sums<float>(const request& r);
extern template void finish_sums<double>(const request& r);

}  // namespace actjet::host
