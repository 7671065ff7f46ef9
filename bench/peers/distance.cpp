#include "peers.hpp"

#include <bench/normal.hpp>

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

namespace actjet::bench {
namespace {

constexpr std::size_t elements = 4096;

void require(cudaError_t status) {
    if (status != cudaSuccess) {
        throw std::runtime_error(cudaGetErrorString(status));
    }
}

template <class Element>
std::vector<Element> read(const void* memory) {
    std::vector<Element> found(elements);
    require(cudaDeviceSynchronize());
    require(cudaMemcpy(found.data(), memory, sizeof(Element) * elements, cudaMemcpyDeviceToHost));
    return found;
}

}  // namespace

double distance_from_library(machine& m, const std::string& activation, const pass& p, peer other) {
    return visit_element(p.dtype, [&]<class Element>(Element) {
        const pass small{p.id, p.dtype, elements * sizeof(Element)};
        const std::size_t inputs_bytes = 2 * small.bytes;
        const std::unique_ptr<unsigned char, std::function<void(unsigned char*)>> memory(
            static_cast<unsigned char*>(m.allocate(3 * small.bytes)), [&m](unsigned char* all) { m.release(all); });
        m.fill(memory.get(), p.dtype, inputs_bytes, 1);
        const arrays there{{memory.get(), memory.get() + small.bytes}, {memory.get() + inputs_bytes, nullptr}};
        require(cudaMemcpy(there.out[0], there.in[0], small.bytes, cudaMemcpyDeviceToDevice));
        other(activation, small, m.stream())(there);
        const std::vector<Element> b = read<Element>(there.out[0]);

        std::vector<Element> x = read<Element>(there.in[0]), dy = read<Element>(there.in[1]), a(elements);
        const std::unique_ptr<machine> cpu = make_cpu();
        library_call(*cpu, named(activation), small)({{x.data(), dy.data()}, {a.data(), nullptr}});
        double worst = 0;
        for (std::size_t i = 0; i < elements; ++i) {
            const double ours = core::widen(a[i]), theirs = core::widen(b[i]);
            worst = std::max(worst, std::abs(ours - theirs) / (1 + std::abs(ours)));
        }
        return worst;
    });
}

}  // namespace actjet::bench
