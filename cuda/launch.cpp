#include "launch.hpp"

#include "geometry.hpp"
#include "packed_call.hpp"
#include "table.hpp"
#include "view_call.hpp"

#include <algorithm>

namespace actjet::device {
namespace {

template <class Pass>
arrays<Pass> arrays_of(const host::request& r) {
    arrays<Pass> a;
    for (int k = 0; k < passes::inputs<Pass>; ++k) {
        a.in[k] = r.inputs()[k].data;
    }
    for (int k = 0; k < passes::outputs<Pass>; ++k) {
        a.out[k] = r.outputs()[k].data;
    }
    return a;
}

template <class Pass>
cudaError_t launch_plain(const host::request& r, int capability, cudaStream_t stream) {
    const arrays<Pass> a = arrays_of<Pass>(r);
    const std::size_t size = host::element_size(r.target);
    const tiling tiles = tile(r.n, size, a.in, passes::inputs<Pass>, a.out, passes::outputs<Pass>);
    const plain_call<Pass> c{from_group_0(a, tiles, size), tiles};
    const geometry g = geometry_of(tiles, policy_for(capability), passes::inputs<Pass>);
    return find_plain_kernel(r)(r.source(), &c, g.grid_size, stream);
}

// As many blocks as there are tiles for, as far as a launch may have as many.
unsigned view_grid(std::uint64_t tiles) {
    return static_cast<unsigned>(std::min<std::uint64_t>((tiles - 1) / view_block_size + 1, 0x7fffffff));
}

template <class Pass, class Compute>
cudaError_t launch_on_views(const host::request& r, const view_kernels& kernels, cudaStream_t stream) {
    const auto c = view_call_of<Pass, Compute>(r);
    return kernels.on_views(r.source(), &c, view_grid(c.cut.tiles), stream);
}

template <class Pass>
cudaError_t launch_views(const host::request& r, cudaStream_t stream) {
    const view_kernels kernels = find_view_kernels(r);
    if constexpr (packable<Pass>) {
        if (const auto c = kernels.packed ? packed_call_of<Pass>(r) : std::nullopt) {
            return kernels.packed(r.source(), &*c, view_grid(c->cut.tiles), stream);
        }
    }
    return r.target == ACTJET_FLOAT64 ? launch_on_views<Pass, double>(r, kernels, stream)
                                      : launch_on_views<Pass, float>(r, kernels, stream);
}

template <class F>
cudaError_t with_pass(const host::request& r, const F& f) {
    cudaError_t result = cudaSuccess;
    core::visit(passes::of_elements{}, static_cast<std::size_t>(r.pass->id - 1),
                [&]<class Pass>(std::type_identity<Pass> pass) { result = f(pass); });
    return result;
}

}  // namespace

cudaError_t launch_elements(const host::request& r, int capability, cudaStream_t stream) {
    return with_pass(r, [&]<class Pass>(std::type_identity<Pass>) {
        if constexpr (passes::contains<Pass>(passes::plain{})) {
            if (r.plain) {
                return launch_plain<Pass>(r, capability, stream);
            }
        }
        return launch_views<Pass>(r, stream);
    });
}

}  // namespace actjet::device
