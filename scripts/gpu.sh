#!/usr/bin/env bash
# Everything that needs an NVIDIA GPU, offline: tests, compute-sanitizer, accuracy and bits, benchmarks. Results go to one
# folder bench/results/DATE-GPU.
#
#     scripts/gpu.sh            # all of it
#     scripts/gpu.sh build      # only the build, on any machine with the toolkit: ACTJET_GPU_ARCH=90 names the GPU's architecture
#     scripts/gpu.sh tests      # the CUDA tests and compute-sanitizer
#     scripts/gpu.sh measure    # check, digests and benchmarks
#
# Where the packages of scripts/test.sh cannot be installed, build elsewhere and bring build/gpu along: the libraries that
# its programs need lie in build/gpu/lib.
source "$(dirname "$0")/common.sh"
build=build/gpu
stage=${1:-all}
case $stage in
    all | build | tests | measure) ;;
    *) echo "usage: scripts/gpu.sh [build|tests|measure]"; exit 2 ;;
esac

# Of the first GPU.
device() { nvidia-smi --query-gpu="$1" --format=csv,noheader | sed -n 1p; }

build() {
    local arch=${ACTJET_GPU_ARCH:-}
    if [ -z "$arch" ]; then
        command -v nvidia-smi >/dev/null ||
            { echo "scripts/gpu.sh: no NVIDIA driver that knows the GPU; name it, as in ACTJET_GPU_ARCH=90"; exit 1; }
        arch=$(device compute_cap | tr -d .)
    fi
    say "Building for sm_$arch in $build"
    cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DACTJET_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES="$arch" \
        -DACTJET_TESTS=ON -DACTJET_TOOL=ON -DACTJET_BENCH=ON -DACTJET_EXAMPLES=ON
    cmake --build "$build" -j "$jobs"
    git describe --always --abbrev=40 --exclude='*' --dirty >"$build/commit" 2>/dev/null ||
        echo unknown >"$build/commit"
    nvcc --version | sed -n 's/.*release \([0-9.]*\).*/\1/p' >"$build/toolkit"
    mkdir -p "$build/lib"
    # ldd's exit code says that some file is no program that loads libraries.
    { find "$build" -type f -executable ! -path '*/CMakeFiles/*' ! -name '*.so*' -exec ldd {} + 2>/dev/null || true; } |
        awk '/lib(fmt|benchmark|mpfr|gmp|onnx|protobuf|cudart)/ && $3 ~ /^\// { print $3 }' | sort -u |
        xargs -r cp -t "$build/lib"
}

# Runs a command, keeps its output in the folder of results, and says how it ended.
record() {
    local name=$1 rc=0
    shift
    say "$name"
    "$@" >"$results/$name.txt" 2>&1 || rc=$?
    tail -n 4 "$results/$name.txt"
    # A step that is done again on the same day has one line.
    touch "$results/summary.txt"
    sed -i "/^$name: /d" "$results/summary.txt"
    echo "$name: exit code $rc" | tee -a "$results/summary.txt"
    [ $rc = 0 ] || failed=1
}

# The tests of edges, aliasing and streams: a few kernels each, so that compute-sanitizer takes seconds.
reduced='*any_size_and_offset*:*in_place*:*any_stream*:*parameters_reach*'

tests() {
    record device_test "$build/tests/places/cuda/cuda_device_test"
    record functor_test "$build/tests/places/cuda/cuda_functor_test"
    record reciprocal_test "$build/tests/places/cuda/cuda_reciprocal_test"
    record conventions_test env ACTJET_TEST_PLACE=cuda ACTJET_TEST_CONVENTIONS=docs/conventions.md \
        "$build/tests/properties/conventions_test"
    record facts_test env ACTJET_TEST_PLACE=cuda "$build/tests/properties/facts_test"
    record example_thrust "$build/examples/cuda_thrust"
    record digits "$build/examples/digits/digits" --place cuda --activation gelu --data examples/digits/data/digits.csv
    record accuracy_test env ACTJET_TEST_PLACE=cuda "$build/tests/properties/accuracy_test"
    local tool
    for tool in memcheck racecheck initcheck synccheck; do
        record "sanitizer_$tool" compute-sanitizer --tool "$tool" --error-exitcode 1 \
            "$build/tests/places/cuda/cuda_device_test" --gtest_filter="$reduced"
    done
}

measure() {
    record check_16_bit "$build/host/cli/actjet" check --place cuda --dtype float16 --dtype bfloat16 --exhaustive
    record check_float64 "$build/host/cli/actjet" check --place cuda --dtype float64
    # Every input of all types but float64, against the committed digests: names the activation, the mode and the block.
    record digests scripts/digests.sh --tool "$build/host/cli/actjet" --place cuda float16 bfloat16 sample all
    record bench "$build/host/cli/actjet" bench --place cuda
    record benchmarks "$build/bench/activations_bench" --benchmark_filter='cuda/(relu|silu|gelu|gelu_tanh|mish|softplus|elu|tanh)/' \
        --benchmark_out="$results/benchmarks.json" --benchmark_out_format=json
}

if [ "$stage" = build ]; then
    build
    exit
fi
command -v nvidia-smi >/dev/null || { echo "scripts/gpu.sh: no NVIDIA driver on this machine"; exit 1; }
# Programs that were brought along are used as they are.
if [ ! -x "$build/host/cli/actjet" ] ||
    { command -v nvcc && grep "^CMAKE_HOME_DIRECTORY:INTERNAL=$root\$" "$build/CMakeCache.txt"; } >/dev/null 2>&1; then
    build
fi
export LD_LIBRARY_PATH=$root/$build:$root/$build/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}

# Tests that find no device are skipped, which would look like success.
info=$("$build/host/cli/actjet" info)
grep -q '^cuda  *available$' <<<"$info" || { echo "scripts/gpu.sh: CUDA cannot be used"; echo "$info"; exit 1; }

results=bench/results/$(date -u +%Y-%m-%d)-$(device name | tr A-Z a-z | tr -cs 'a-z0-9\n' -)
mkdir -p "$results"
{
    echo "date: $(date -u +%Y-%m-%d)"
    echo "gpu: $(device name)"
    echo "driver: $(device driver_version)"
    echo "toolkit: $(cat "$build/toolkit")"
    echo "commit: $(cat "$build/commit")"
} | tee "$results/machine.txt"
echo "$info" >"$results/info.txt"
failed=0
case $stage in
    tests) tests ;;
    measure) measure ;;
    all) tests; measure ;;
esac
exit $failed
