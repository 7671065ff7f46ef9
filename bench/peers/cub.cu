#include "formulas.cuh"

#include <cub/device/device_transform.cuh>

namespace actjet::bench {

work cub_call(const std::string& activation, const pass& p, void* stream) {
    return formulas::visit(activation, p, [&]<class Formula, class Element>(Formula, Element) -> work {
        return [=, n = static_cast<std::int64_t>(p.elements()), pass = p.id,
                on = static_cast<cudaStream_t>(stream)](const arrays& a) {
            const auto* const x = static_cast<const Element*>(a.in[0]);
            const auto* const dy = static_cast<const Element*>(a.in[1]);
            auto* const out = static_cast<Element*>(a.out[0]);
            const cudaError_t error =
                pass == ACTJET_FORWARD
                    ? cub::DeviceTransform::Transform(x, out, n, formulas::forward<Formula, Element>{}, on)
                    : cub::DeviceTransform::Transform(cuda::std::make_tuple(x, dy), out, n,
                                                      formulas::backward<Formula, Element>{}, on);
            if (error != cudaSuccess) {
                throw std::runtime_error(cudaGetErrorString(error));
            }
        };
    });
}

std::string cub_version() {
    return "CUB " + std::to_string(CUB_MAJOR_VERSION) + '.' + std::to_string(CUB_MINOR_VERSION) + '.' +
           std::to_string(CUB_SUBMINOR_VERSION);
}

}  // namespace actjet::bench
