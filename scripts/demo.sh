#!/usr/bin/env bash
# Installs what is missing, builds the library and its tool, and shows what they do, on any machine, in a few minutes.
source "$(dirname "$0")/common.sh"

need "${build_packages[@]}"

say "Building in $build"
cmake --preset "$preset" -DACTJET_TESTS=OFF -DACTJET_BENCH=OFF -DACTJET_TOOL=ON -DACTJET_EXAMPLES=ON \
    "${architectures[@]}"
cmake --build "$build" -j "$jobs"

say "What this machine can do"
"$build/host/tool/actjet" info

say "Every activation against the reference (a sample of the inputs)"
"$build/host/tool/actjet" check --samples 200000

say "Training on handwritten digits"
"$build/examples/digits/digits"
