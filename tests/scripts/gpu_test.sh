#!/usr/bin/env bash
# scripts/gpu.sh where there is no GPU: every program that it runs is a stand-in, which says that it was called.
#
#     gpu_test.sh BUILD_DIR
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
mapfile -t programs <"$build/gpu_programs.txt"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir bin scripts cuda include
touch CMakeLists.txt
cp -r "$source"/scripts/{gpu,gpu.sh} "$source/scripts/common.sh" scripts
export WORK=$work PATH=$work/bin:/usr/bin:/bin PROGRAMS="${programs[*]}"
export FAILS= REFUSED= HANGS= ACTJET_TEST_PLACE= CUDA="cuda            available"
unset ACTJET_GPU_ARCH LD_LIBRARY_PATH

fail() {
    printf 'line %s: %s\n' "${BASH_LINENO[0]}" "$1"
    cat "$work/output"
    exit 1
}

# A program that writes its arguments to the file calls, and fails, finds no device or takes half a minute where its name is in
# FAILS, REFUSED or HANGS; the rest of it is read here.
stand_in() {
    mkdir -p "$(dirname "$1")"
    { printf '#!/bin/bash\nname=%s\n' "$1"; cat; } >"$1"
    chmod +x "$1"
}
says_so='echo "$name $* $ACTJET_TEST_PLACE" >>"$WORK/calls"
echo "$LD_LIBRARY_PATH" >"$WORK/library_path"
echo "these are the results of $name"
[[ " $FAILS " != *" $name "* ]] || exit 3
[[ " $REFUSED " != *" $name "* ]] || { echo "no CUDA device: none"; exit 0; }
[[ " $HANGS " != *" $name "* ]] || { echo $$ >"$WORK/hanging"; sleep 30; }
[[ $1 != write ]] || touch "$2"
[ "$1" != info ] || printf "%s\n  device        NVIDIA H100 80GB HBM3, compute capability 9.0, 80 GiB\n" "$CUDA"'
export says_so

with_driver() {
    stand_in bin/nvidia-smi <<<'for gpu in 1 2; do case $1 in
        --query-gpu=compute_cap) echo 9.0 ;;
        --query-gpu=driver_version) echo 580.65.06 ;;
    esac; done'
}
stand_in bin/nvcc <<<'echo "Cuda compilation tools, release 13.0, V13.0.88"'
stand_in bin/git <<<'echo 0123456789abcdef'
stand_in bin/dpkg-query <<<'echo install ok installed'
for tool in compute-sanitizer ncu; do
    stand_in bin/$tool <<<"$says_so"'; echo "$*"; while [[ $1 == --* ]]; do case $1 in --csv) shift ;; *) shift 2 ;; esac; done; exec "$@"'
done
stand_in bin/python3 <<<"$says_so"
stand_in scripts/digests.sh <<<"$says_so"
# Building makes the programs.
stand_in bin/cmake <<<"$says_so"'
    [ "$1" = --build ] || exit 0
    mkdir -p "$2"
    touch "$2/libactjet.so"
    printf "%s\n" $PROGRAMS >"$2/gpu_programs.txt"
    for program in $PROGRAMS; do
        mkdir -p "$(dirname "$2/$program")"
        printf "#!/bin/bash\nname=%s\n%s\n" "$program" "$says_so" >"$2/$program"
        chmod +x "$2/$program"
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
told() { grep -qE -- "^$1" "$results/summary.txt" || fail "the summary does not tell: $1"; }

gpu 1 build
says "name it, as in ACTJET_GPU_ARCH=90"
gpu 1
says "name it, as in ACTJET_GPU_ARCH=90"
for arguments in everything "run --budget soon" "run --budget 0" "stage" "stage everything" "pack --out"; do
    gpu 2 $arguments
    not_called .
done
gpu 1 run --only bits,everything
says "no stage or group is called everything"
ACTJET_GPU_ARCH=100 gpu 0 build
called "bin/cmake --preset .*-DCMAKE_CUDA_ARCHITECTURES=100 "
[ ! -e bench ] || fail "a build has results"

# Without a device there are no results, whatever the tests would say.
with_driver
rm -r build
CUDA="cuda            not available: it is lost" gpu 1
says "it is lost"
[ ! -e bench ] || fail "there are results without a device"

gpu 0
called "bin/cmake --preset .*-DCMAKE_CUDA_ARCHITECTURES=90 "
results=$(echo bench/results/*[^z])
[[ $results =~ ^bench/results/20[0-9]{2}-[0-9]{2}-[0-9]{2}-nvidia-h100-80gb-hbm3$ ]] || fail "the folder is $results"
for line in "# date: $(date -u +%Y)" "# gpu: NVIDIA H100 80GB HBM3" "# driver: 580.65.06" "# toolkit: 13.0" \
    "# commit: 0123456789abcdef"; do
    told "$line"
done
for program in "${programs[@]}"; do
    [[ $program == *cuda_peers_bench ]] || called "$program "
done
for test in accuracy conventions facts; do called "tests/properties/${test}_test .*cuda$"; done
for tool in memcheck initcheck; do called "bin/compute-sanitizer --tool $tool .*/cuda_device_test "; done
not_called "bin/compute-sanitizer --tool (racecheck|synccheck)"
called "scripts/digests.sh --tool build/gpu/host/tool/actjet --place cuda all"
called "bin/python3 bench/peers/cuda_peers.py --build build/gpu --out .*/peers.json --budget 100 "
[ "$(grep -c "^bin/ncu .*--clock-control none .* -- *\|^bin/ncu .*--clock-control none " calls)" = 6 ] ||
    fail "not six kernels are profiled"

# The stages end in the order of their worth, each with what it printed last.
scripts/gpu.sh list >list
diff <(cut -d ' ' -f 1 list) <(sed -n 's/^\([a-z0-9_]*\): passed in [0-9]* s: .*/\1/p' "$results/summary.txt") >output ||
    fail "the summary is not the list of the stages"
told "functor_test: passed in [0-9]+ s: these are the results of tests/places/cuda/cuda_functor_test"
[ "$(ls "$results" | wc -l)" -le 7 ] || fail "there are more files than seven: $(ls "$results")"
[ "$(tar -tzf "$results.tar.gz" | grep -c '[^/]$')" = "$(ls "$results" | wc -l)" ] || fail "not all results are in the archive"
# What is expected of the claims, the dumps and the speed fits into five minutes.
[ "$(awk '$2 ~ /^(bits|dumps|speed)$/ { sum += $3 } END { print sum }' list)" -le 295 ] || fail "five minutes are too few"

# What its filters choose is there.
filter=$(sed -n 's/^bin\/compute-sanitizer .*--gtest_filter=//p' calls | sed -n 1p)
for pattern in ${filter//:/ }; do
    "$build/tests/places/cuda/cuda_device_test" --gtest_list_tests --gtest_filter="$pattern" | grep '^  ' >/dev/null ||
        fail "no test is called $pattern"
done
filter=$(sed -n 's/^bench\/activations_bench --benchmark_filter=cuda\([^ ]*\) .*/\1/p' calls)
found=$("$build/bench/activations_bench" --benchmark_list_tests --benchmark_filter="cpu$filter" | cut -d/ -f2-4 | sort -u | wc -l)
[ "$found" = 48 ] || fail "$found benchmarks are chosen by $filter"

# A stage that fails, or that finds no device and calls that success, is told and stops no other; done again, it has one
# line, and the log keeps both.
FAILS="tests/places/cuda/cuda_functor_test" REFUSED="tests/properties/facts_test" gpu 1
told "functor_test: failed in [0-9]+ s, exit code 3: "
told "facts_test: failed: no CUDA device: none"
told "initcheck: passed in "
gpu 0 run --only functor_test,facts_test
not_called bench
told "functor_test: passed in "
[ "$(grep -c '^[a-z]' "$results/summary.txt")" = "$(wc -l <list)" ] || fail "the summary does not have one line for each stage"
[ "$(grep -c '^these are the results of tests/places/cuda/cuda_functor_test$' "$results/log.txt")" = 3 ] ||
    fail "the log is not appended to"
gpu 0 run --only speed
not_called tests

# A kernel is counted although the benchmark, which ncu delays, calls the machine busy; that one is not counted is told.
FAILS=host/tool/actjet gpu 0 stage counters
says "6 of 6 kernels were counted"
mv bin/ncu .
stand_in bin/ncu <<<true
gpu 1 stage counters
says "0 of 6 kernels were counted"
mv ncu bin

# What is not on the machine is not run, and that is told.
if mv bin/ncu bin/compute-sanitizer . && ! command -v ncu compute-sanitizer >/dev/null; then
    gpu 0 run --only counters,memcheck
    told "counters: not run: there is no ncu here"
    told "memcheck: not run: there is no compute-sanitizer here"
fi
mv ncu compute-sanitizer bin

# A stage that hangs is cut off with all that it started; the summary tells what ended before it, as soon as it ended.
sed -i 's/"conventions_test bits 3 30/"conventions_test bits 3 4/; s/"peers speed 100 110/"peers speed 100 5000/' scripts/gpu/stages.sh
results=results
HANGS=tests/properties/conventions_test gpu 1 run --results results --only functor_test,conventions_test &
until [ -s hanging ]; do sleep 0.1; done
told "functor_test: passed in "
! grep -q "^conventions_test: " $results/summary.txt || fail "the summary tells of a stage that has not ended"
wait $! || fail "a stage that hangs is not cut off"
told "conventions_test: cut off after 4 s: these are the results of tests/properties/conventions_test"
! grep '^State:' "/proc/$(<hanging)/status" 2>/dev/null | grep -v zombie || fail "what hung runs on"
[ -e results.tar.gz ] || fail "there is no archive after a stage was cut off"

# With a budget the last stages are not run, even where one of them would fit: the peers are expected to take longer than
# is left. A stage has what is left of the budget and no more.
gpu 0 run --results budget --budget 104
results=budget
for line in "activations_bench: passed in " "peers: not run: 100 s are expected, [0-9]+ s are left" "counters: not run: " \
    "thrust: not run: " "initcheck: not run: "; do
    told "$line"
done
not_called bin/python3
not_called examples
gpu 0 run --results budget --budget 1000 --only peers
called "bin/python3 .* --budget 9[0-9][0-9] "

# Where threads share memory, their races are looked for.
echo '__shared__ float tile[32];' >cuda/kernel.cuh
gpu 0 run --only sanitizer
for tool in memcheck racecheck synccheck; do called "bin/compute-sanitizer --tool $tool .*/cuda_device_test "; done
rm cuda/kernel.cuh

# What is packed is built for the architecture that is asked for. Where it is unpacked, nothing is built although there
# are the tools; the programs find their libraries, and say themselves what they are.
stand_in bin/strip <<<true
stand_in bin/ldd <<<'echo "	libfmt.so.9 => $WORK/lib/libfmt.so.9 (0x0)"; echo "	libc.so.6 => /lib/libc.so.6 (0x0)"; exit 1'
mkdir -p lib tests/digests docs bench/peers examples/common/data
touch lib/libfmt.so.9 tests/digests/a.txt docs/{conventions,gpu}.md bench/peers/a.py
gpu 0 pack --out packed.tar.gz
called "bin/cmake --preset .*-DCMAKE_CUDA_ARCHITECTURES=90-real "
gpu 0 pack --arch "80;90" --out packed.tar.gz
called "bin/cmake --preset .*-DCMAKE_CUDA_ARCHITECTURES=80;90 "
mkdir elsewhere
tar -xf packed.tar.gz -C elsewhere
cd elsewhere/actjet-gpu
ln -s "$work/output" "$work/calls" .
: >calls
scripts/gpu.sh run --results results >output 2>&1 || fail "what was packed does not run"
not_called bin/cmake
results=results
told "# toolkit: 13.0"
told "# commit: 0123456789abcdef"
for program in "${programs[@]}"; do
    ldd=$(PATH=/usr/bin:/bin ldd "$build/$program")
    awk '/libactjet/ { print $3 }' <<<"$ldd" | while read -r library; do
        folder=$(dirname "$library")
        [[ :$(<"$work/library_path"): == *:${folder/#"$build"/"$PWD/build/gpu"}:* ]] || fail "$program does not find its library"
    done
done
[ "$(ls build/gpu/lib)" = libfmt.so.9 ] || fail "the libraries are $(ls build/gpu/lib)"
