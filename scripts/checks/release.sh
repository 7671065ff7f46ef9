#!/usr/bin/env bash
# What is too long for every change: run before a release, on a machine that does nothing else, after scripts/test.sh.
#
#     scripts/checks/release.sh [BUILD_DIR]     # that of the tests, build/dev unless another is given; several hours
#
# Ends with what failed, and exit code 1 where anything did. What docs/ states of accuracy is measured anew and written.
source "$(dirname "$0")/../common.sh"

build=${1:-$build}
failed=()

# step NAME COMMAND...
step() {
    say "$1"
    "${@:2}" || failed+=("$1")
}

step "Kernels of all architectures" scripts/kernels/kernels.py --check "$build"
step "What each source costs to compile" scripts/checks/compile_costs.py
step "Accuracy over all inputs" scripts/documents/exhaustive.sh "$build"
step "Broken code is noticed" scripts/checks/mutate.py

for name in "${failed[@]}"; do
    echo "failed: $name"
done
[ ${#failed[@]} = 0 ]
