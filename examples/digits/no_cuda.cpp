// Stands in for train_cuda.cu where the build has no CUDA.
#include "training.hpp"

#include <stdexcept>

namespace digits {

outcome train_on_cuda(const settings&, const dataset&) {
    throw std::runtime_error("this build has no CUDA");
}

}  // namespace digits
