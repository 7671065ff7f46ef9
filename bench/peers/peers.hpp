// Who else computes activations on a GPU, and how each is called. Elements are float or bfloat16.
#pragma once

#include <bench/method.hpp>

#include <string>

namespace actjet::bench {

// A peer's call for a pass, forward or backward, of an activation by its name here, on a stream. Each throws
// std::runtime_error that says why where the peer has no such pass, or is not there.
using peer = work (*)(const std::string& activation, const pass& p, void* stream);

// A kernel as a textbook writes it: an element a thread, formulas.cuh.
work textbook_call(const std::string& activation, const pass& p, void* stream);
// cub::DeviceTransform and thrust::transform with the formulas of formulas.cuh.
work cub_call(const std::string& activation, const pass& p, void* stream);
work thrust_call(const std::string& activation, const pass& p, void* stream);
// cuDNN's graph of one pointwise operation. The library is loaded when first asked for: libcudnn.so.9, or the file that
// the environment variable ACTJET_CUDNN names.
work cudnn_call(const std::string& activation, const pass& p, void* stream);

// What a peer is, with its version.
std::string cub_version();
std::string cudnn_version();

// How far a peer's results are from the library's on the CPU, which are those on a GPU bit for bit: the largest
// |a - b| / (1 + |a|) over some thousand inputs of N(0, 1).
double distance_from_library(machine& m, const std::string& activation, const pass& p, peer other);

}  // namespace actjet::bench
