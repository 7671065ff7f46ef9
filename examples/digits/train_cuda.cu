#include "algebra_cuda.cuh"
#include "experiment.hpp"

namespace digits {

outcome train_on_cuda(const settings& set, const dataset& data) {
    const cuda_algebra algebra;
    return experiment<cuda_algebra>(algebra, set, data).run();
}

}  // namespace digits
