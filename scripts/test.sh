#!/usr/bin/env bash
# The demonstration, then everything built, then all tests through CTest.
# ACTJET_PTXCPU=PROGRAM names an instrument that runs CUDA programs without a GPU: the CUDA tests are then run under it.
source "$(dirname "$0")/common.sh"

need "${build_packages[@]}" "${test_packages[@]}"
scripts/demo.sh

if [ "$preset" = dev ]; then
    scripts/fetch/cuda_tools.sh || say "No reader of GPU code: the tests that read the kernels' code are skipped"
fi
scripts/fetch/onnx_data.sh || say "No newer test data of ONNX: Debian's are used, without Gelu, Mish and Swish"

say "Building the tests in $build"
cmake --preset "$preset" -DACTJET_TESTS=ON -DACTJET_BENCH=ON -DACTJET_TOOL=ON -DACTJET_EXAMPLES=ON \
    -DACTJET_PTXCPU="${ACTJET_PTXCPU:-}" "${architectures[@]}"
cmake --build "$build" -j "$jobs"

say "Tests"
ctest --test-dir "$build" -j "$jobs" --output-on-failure "$@"
