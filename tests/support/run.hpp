// Runs the library in the place under test, on host buffers: the same test body for every place.
//
// ACTJET_TEST_PLACE=cuda in the environment moves every test that uses this to the CUDA place, as scripts/gpu.sh does.
// An instrument that plays a device needs ACTJET_TEST_DIVISOR=100 besides, and minutes to translate all kernels.
#pragma once

#include <actjet/actjet.h>

#include <cstdint>
#include <ostream>
#include <vector>

namespace actjet::test {

// The place under test.
actjet_place place();

// A sample size, divided where the place under test is an instrument that runs a kernel slowly.
std::size_t sample_size(std::size_t wanted);

// f of the activation on x (and dy), with the flags of actjet_call: parameters may be empty for the defaults. Fails the
// running test if refused.
template <class T>
struct result {
    std::vector<T> first, second;  // y and dydx, y alone, or dx
};

template <class T>
result<T> run(actjet_activation activation, actjet_pass pass, actjet_dtype dtype, const std::vector<T>& x,
              const std::vector<T>& dy = {}, const std::vector<double>& parameters = {}, std::uint32_t flags = 0);

extern template result<float> run(actjet_activation, actjet_pass, actjet_dtype, const std::vector<float>&,
                                  const std::vector<float>&, const std::vector<double>&, std::uint32_t);
extern template result<double> run(actjet_activation, actjet_pass, actjet_dtype, const std::vector<double>&,
                                   const std::vector<double>&, const std::vector<double>&, std::uint32_t);
extern template result<std::uint16_t> run(actjet_activation, actjet_pass, actjet_dtype,
                                          const std::vector<std::uint16_t>&, const std::vector<std::uint16_t>&,
                                          const std::vector<double>&, std::uint32_t);

// The activations of the catalogue, as parameters of tests; they print as their names.
struct entry {
    const actjet_activation_info* info;
    friend std::ostream& operator<<(std::ostream& out, const entry& e) { return out << e.info->name; }
};
std::vector<entry> catalogue();

}  // namespace actjet::test
