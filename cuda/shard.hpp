// The kernels of one element type for the activations Part, Part + Parts, Part + 2 Parts ...: what one source file
// instantiates, so that the files compile side by side. row counts these activations.
#pragma once

#include <actjet/cuda/launcher.hpp>

#include <cstddef>

namespace actjet::device {

template <class Element, int Part, int Parts>
struct shard {
    static kernel_launcher find(std::size_t row, std::size_t pass);
};
template <class Element, int Part, int Parts>
struct view_shard {
    static view_kernels find(std::size_t row, std::size_t pass);
};

}  // namespace actjet::device
