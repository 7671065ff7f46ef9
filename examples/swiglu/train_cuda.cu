#include "experiment.hpp"
#include "machine_cuda.cuh"

namespace swiglu {

std::string train_on_cuda(const settings& set, const digits::dataset& data, const listener& tell) {
    return train_on<digits::machine_cuda>(set, data, tell);
}

}  // namespace swiglu
