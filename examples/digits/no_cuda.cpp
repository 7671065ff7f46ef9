// Stands in for train_cuda.cu where the build has no CUDA, or the toolkit no cuBLAS.
#include "training.hpp"

#include <stdexcept>

namespace digits {

outcome train_on_cuda(const settings&, const dataset&) {
    throw std::runtime_error("digits was built without CUDA or without cuBLAS");
}

}  // namespace digits
