// Stands in for train_cuda.cu where the build has no CUDA.
#include "training.hpp"

#include <stdexcept>

namespace swiglu {

std::string train_on_cuda(const settings&, const digits::dataset&, const listener&) {
    throw std::runtime_error("swiglu was built without CUDA");
}

}  // namespace swiglu
