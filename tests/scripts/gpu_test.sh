#!/usr/bin/env bash
# scripts/gpu.sh where there is no GPU: every program that it runs is a stand-in, which says that it was called.
#
#     gpu_test.sh BUILD_DIR PROGRAM...    the programs that the build makes, somewhere under BUILD_DIR
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
shift
programs=("${@#"$build"/}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir bin scripts
cp "$source"/scripts/{gpu,common}.sh scripts
export WORK=$work PATH=$work/bin:/usr/bin:/bin PROGRAMS="${programs[*]}"
export FAILS= ACTJET_TEST_PLACE= CUDA="cuda            available"
unset ACTJET_GPU_ARCH LD_LIBRARY_PATH

fail() {
    printf 'line %s: %s\n' "${BASH_LINENO[0]}" "$1"
    cat "$work/output"
    exit 1
}

# A program that writes its arguments to the file calls and fails where FAILS has its name; the rest of it is read here.
stand_in() {
    mkdir -p "$(dirname "$1")"
    { printf '#!/bin/bash\nname=%s\n' "$1"; cat; } >"$1"
    chmod +x "$1"
}
says_so='echo "$name $* $ACTJET_TEST_PLACE" >>"$WORK/calls"
echo "$LD_LIBRARY_PATH" >"$WORK/library_path"
[[ " $FAILS " != *" $name "* ]] || exit 3
[ "$1" != info ] || echo "$CUDA"'
export says_so

with_driver() {
    stand_in bin/nvidia-smi <<<'for gpu in 1 2; do case $1 in
        --query-gpu=name) echo "NVIDIA H100 80GB HBM3" ;;
        --query-gpu=compute_cap) echo 9.0 ;;
        --query-gpu=driver_version) echo 580.65.06 ;;
    esac; done'
}
stand_in bin/nvcc <<<'echo "Cuda compilation tools, release 13.0, V13.0.88"'
stand_in bin/git <<<'echo 0123456789abcdef'
stand_in bin/compute-sanitizer <<<"$says_so; while [[ \$1 == --* ]]; do shift 2; done; exec \"\$@\""
stand_in scripts/digests.sh <<<"$says_so"
# Configuring leaves a cache, building makes the programs.
stand_in bin/cmake <<<"$says_so"'
    mkdir -p build/gpu
    echo "CMAKE_HOME_DIRECTORY:INTERNAL=$WORK" >build/gpu/CMakeCache.txt
    [ "$1" = --build ] || exit 0
    for program in $PROGRAMS; do
        mkdir -p "$(dirname "build/gpu/$program")"
        printf "#!/bin/bash\nname=%s\n%s\n" "$program" "$says_so" >"build/gpu/$program"
        chmod +x "build/gpu/$program"
    done'

# Runs the script; its exit code shall be the first argument.
gpu() {
    local wanted=$1 rc=0
    shift
    rm -f calls
    touch calls
    scripts/gpu.sh "$@" >output 2>&1 || rc=$?
    [ $rc = "$wanted" ] || fail "gpu.sh $* exits with $rc, not $wanted"
}
says() { grep -qF -- "$1" output || fail "not said: $1"; }
called() { grep -qE -- "^$1" calls || fail "not called: $1"; }
not_called() { ! grep -qE -- "^$1" calls || fail "called: $1"; }

gpu 1 build
says "name it, as in ACTJET_GPU_ARCH=90"
not_called .
gpu 1 tests
says "no NVIDIA driver on this machine"
gpu 2 everything
says usage
not_called .
ACTJET_GPU_ARCH=100 gpu 0 build
called "bin/cmake -S .*-DCMAKE_CUDA_ARCHITECTURES=100 "
[ ! -e bench ] || fail "a build has results"

with_driver
rm -r build
CUDA="cuda            not available: it is lost" gpu 1
says "it is lost"
[ ! -e bench ] || fail "there are results without a device"
gpu 0
called "bin/cmake -S .*-DCMAKE_CUDA_ARCHITECTURES=90 "
results=$(echo bench/results/*)
[[ $results =~ ^bench/results/20[0-9]{2}-[0-9]{2}-[0-9]{2}-nvidia-h100-80gb-hbm3$ ]] || fail "the folder is $results"
for line in "date: $(date -u +%Y)" "gpu: NVIDIA H100 80GB HBM3" "driver: 580.65.06" "toolkit: 13.0" \
    "commit: 0123456789abcdef"; do
    grep -q "^$line" "$results/machine.txt" || fail "machine.txt has no $line"
done
for program in "${programs[@]}"; do called "$program "; done
for test in accuracy conventions facts; do called "tests/properties/${test}_test .*cuda$"; done
for tool in memcheck racecheck initcheck synccheck; do
    called "bin/compute-sanitizer --tool $tool .*/cuda_device_test "
done
called "scripts/digests.sh --tool build/gpu/host/cli/actjet --place cuda "
steps=$(find "$results" -name '*.txt' ! -name machine.txt ! -name info.txt ! -name summary.txt | wc -l)
[ "$(grep -c ': exit code 0$' "$results/summary.txt")" = "$steps" ] || fail "not every step has an exit code"

# What its filters choose is there.
filter=$(sed -n 's/^bin\/compute-sanitizer .*--gtest_filter=//p' calls | sed -n 1p)
for pattern in ${filter//:/ }; do
    "$build/tests/places/cuda/cuda_device_test" --gtest_list_tests --gtest_filter="$pattern" | grep -q '^  ' ||
        fail "no test is called $pattern"
done
filter=$(sed -n 's/^bench\/activations_bench --benchmark_filter=cuda\([^ ]*\) .*/\1/p' calls)
found=$("$build/bench/activations_bench" --benchmark_list_tests --benchmark_filter="cpu$filter" |
    cut -d/ -f2 | sort -u | wc -l)
bars=${filter//[^|]/}
[ "$found" = $((${#bars} + 1)) ] || fail "$found activations are benchmarked by $filter"

# A step that fails is told and stops no other; done again, a step has one line.
FAILS="tests/places/cuda/cuda_functor_test scripts/digests.sh" gpu 1
grep -qx "functor_test: exit code 3" "$results/summary.txt" || fail "the summary hides a failure"
grep -qx "digests: exit code 3" "$results/summary.txt" || fail "the summary hides a failure"
[ "$(wc -l <"$results/summary.txt")" = "$steps" ] || fail "the summary does not have one line for each step"
gpu 0 tests
not_called bench
grep -qx "functor_test: exit code 0" "$results/summary.txt" || fail "the summary keeps what is past"
gpu 0 measure
not_called bin/compute-sanitizer

# Programs that were brought along are not built, find their library, and say themselves what they are.
sed -i 's/INTERNAL=.*/INTERNAL=\/elsewhere/' build/gpu/CMakeCache.txt
rm bin/git bin/nvcc
gpu 0 tests
not_called bin/cmake
for line in "toolkit: 13.0" "commit: 0123456789abcdef"; do
    grep -qx "$line" "$results/machine.txt" || fail "machine.txt of programs brought along has no $line"
done
for program in "${programs[@]}"; do
    ldd "$build/$program" | awk '/libactjet/ { print $3 }' | while read -r library; do
        folder=$(dirname "$library")
        [[ :$(<library_path): == *:${folder/#"$build"/"$work/build/gpu"}:* ]] || fail "$program does not find its library"
    done
done
