# The stages of scripts/gpu.sh run, in the order of their worth. Sourced.
#
# A stage is a function that runs its commands; exit code 77 says that something it needs is not on this machine. What
# it is expected to take was estimated for a large GPU beside 16 CPU cores; it is what --budget plans with.

# Name, group, seconds expected, seconds allowed, what it shows.
stages=(
    "info bits 2 20 the GPU, the driver, and that the library has code for it"
    "device_test bits 20 90 the bits of kernels, aliasing, alignment, streams, graphs"
    "functor_test bits 5 40 the bits of the functors in users' kernels"
    "passes_test bits 12 60 the bits of calls on views, of gated units, biases, sums and random numbers, and of users' activations"
    "reciprocal_test bits 5 40 the reciprocal, correctly rounded for every mantissa"
    "digests_16_bit bits 5 40 equal bits: every input of float16 and bfloat16, against the committed digests"
    "digests_sample bits 5 40 equal bits: float32's sample of 2^22, and the gated passes of all types but float64"
    "digests_all bits 30 120 equal bits: all 2^32 inputs of float32"
    "conventions_test bits 3 30 values at kinks, signed zeros, infinities and NaN"
    "facts_test bits 10 60 symmetries, limits and other facts"
    "approximate dumps 20 90 what the special function unit returns: approximate.dump"
    "bench speed 25 60 throughput of every activation beside a copy: bench.json"
    "activations_bench speed 45 90 some of them, in several sizes and types: samples.jsonl"
    "peers speed 100 110 the same passes by others: peers.json"
    "counters counters 45 120 memory bytes, issue slots, the FMA pipe and occupancy of six kernels, by ncu: counters.csv"
    "accuracy_test accuracy 30 180 the published bounds, and at many parameters"
    "check_16_bit accuracy 30 120 the error of every 16-bit result"
    "check_float64 accuracy 30 120 the error of float64, with CUDA's exp, expm1, log1p and tanh"
    "thrust accuracy 3 30 the example with Thrust"
    "digits accuracy 10 60 training on handwritten digits, with cuBLAS"
    "memcheck sanitizer 60 180 no access outside its array"
    "initcheck sanitizer 60 180 no read of what nobody wrote"
)
# Whether threads race, and wait for each other as they may, is a question only where they share memory: as the sources
# say, or what was packed of them.
shares_memory() {
    if [ -e CMakeLists.txt ]; then
        grep -rqE '__shared__|__syncthreads|cooperative_groups' cuda include
    else
        [ -e "$build/shares_memory" ]
    fi
}
! shares_memory || stages+=("racecheck sanitizer 60 180 no race" "synccheck sanitizer 60 180 no wrong barrier")

# The line of a stage.
stage() { printf '%s\n' "${stages[@]}" | grep "^$1 " || true; }

absent() { command -v "$1" >/dev/null || echo "there is no $1 here"; }
without_device() { [ -n "${ACTJET_GPU_WITHOUT_DEVICE:-}" ]; }

# Runs a command under a tool of NVIDIA's: TOOL OPTION... -- COMMAND.... Where the tool is missing and there is no
# device, the command alone has to show that it reaches the driver.
under() {
    local with=() missing
    missing=$(absent "$1")
    while [ "$1" != -- ]; do with+=("$1"); shift; done
    shift
    if [ -z "$missing" ]; then
        "${with[@]}" "$@"
    elif without_device; then
        "$@"
    else
        echo "$missing" >&2
        return 77
    fi
}

tool=$build/host/tool/actjet
digests() { scripts/digests.sh --tool "$tool" --place cuda "$@"; }

stage_info() {
    nvidia-smi || true
    "$tool" info
}
stage_device_test() { "$build/tests/places/cuda/cuda_device_test"; }
stage_functor_test() { "$build/tests/places/cuda/cuda_functor_test"; }
stage_passes_test() {
    ACTJET_TEST_PLACE=cuda ACTJET_TEST_CONVENTIONS=docs/conventions.md "$build/tests/passes/passes_test" &&
        ACTJET_TEST_PLACE=cuda "$build/tests/passes/custom_cuda_test"
}
stage_reciprocal_test() { "$build/tests/places/cuda/cuda_reciprocal_test"; }
# Every input of all types but float64, against the committed digests: names the activation, the pass and the block.
stage_digests_16_bit() { digests float16 bfloat16; }
stage_digests_sample() { digests sample gated; }
stage_digests_all() { digests all; }
stage_conventions_test() {
    ACTJET_TEST_PLACE=cuda ACTJET_TEST_CONVENTIONS=docs/conventions.md "$build/tests/properties/conventions_test"
}
stage_facts_test() { ACTJET_TEST_PLACE=cuda "$build/tests/properties/facts_test"; }

# What the special function unit returns, and the same once more against what was written.
stage_approximate() {
    local program=$build/tests/places/cuda/approximate_dump
    "$program" write "$results/approximate.dump" && "$program" verify "$results/approximate.dump"
}

stage_bench() {
    local rc=0
    # 1 says that some figures mean nothing; they are marked.
    "$tool" bench --place cuda --json >"$results/bench.json" || rc=$?
    [ $rc -le 1 ] || return $rc
    echo "$(grep -c '"pass"' "$results/bench.json") cases in bench.json"
}
stage_activations_bench() {
    "$build/bench/activations_bench" \
        --benchmark_filter='cuda/(relu|silu|gelu|gelu_tanh|mish|softplus|elu|tanh)/(forward|jet|backward)/(float32|bfloat16)/' \
        --samples="$results/samples.jsonl"
}
# What is left for the start of Python and of its packages is not theirs to measure in.
stage_peers() {
    [ -z "$(absent python3)" ] || { absent python3; return 77; }
    python3 bench/peers/cuda_peers.py --build "$build" --out "$results/peers.json" \
        --budget $((${ACTJET_GPU_SECONDS:-100} - 10))
}

# Bytes of the memory, issue slots, the pipe of multiplications and additions, occupancy; and the time that they took.
# Two kernels that the memory bounds, two near the limit and two of 16 bits that arithmetic bounds. Under ncu a benchmark
# finds the machine too busy, and says so by its exit code, which means nothing here.
stage_counters() {
    local metrics=dram__bytes.sum,smsp__issue_active.avg.per_cycle_active kernel activation pass dtype rc=0 counted
    metrics+=,sm__inst_executed_pipe_fma.avg.pct_of_peak_sustained_active
    metrics+=,sm__warps_active.avg.pct_of_peak_sustained_active,gpu__time_duration.sum
    : >"$results/counters.csv"
    for kernel in "relu forward float32" "silu backward float32" "gelu forward float32" "mish jet float32" \
        "gelu_tanh backward bfloat16" "gelu forward float16"; do
        read -r activation pass dtype <<<"$kernel"
        echo "# $kernel" | tee -a "$results/counters.csv"
        under ncu --metrics "$metrics" --clock-control none --kernel-name regex:elementwise --launch-skip 1 \
            --launch-count 1 --csv -- "$tool" bench "$activation" --place cuda --pass "$pass" --dtype "$dtype" |
            tee -a "$results/counters.csv" || rc=$?
        [ $rc != 77 ] || return 77
    done
    counted=$(grep -c gpu__time_duration "$results/counters.csv" || true)
    echo "$counted of 6 kernels were counted"
    [ "$counted" = 6 ]
}

stage_accuracy_test() { ACTJET_TEST_PLACE=cuda "$build/tests/properties/accuracy_test"; }
stage_check_16_bit() { "$tool" check --place cuda --dtype float16 --dtype bfloat16 --exhaustive; }
stage_check_float64() { "$tool" check --place cuda --dtype float64; }
stage_thrust() { "$build/examples/cuda_thrust"; }
# The folder in which the packages of CUDA or of Python have a library, if they have.
folder_of() {
    local folder
    for folder in /usr/local/cuda*/lib64 \
        "$(python3 -c 'import sysconfig; print(sysconfig.get_path("purelib"))' 2>/dev/null)"/nvidia/*/lib; do
        [ ! -e "$folder/$1" ] || { echo "$folder"; return; }
    done
}
# cuBLAS is not packed.
stage_digits() {
    local program=$build/examples/digits/digits library folder
    for library in $(ldd "$program" | awk '/not found/ { print $1 }'); do
        folder=$(folder_of "$library")
        [ -n "$folder" ] || { echo "there is no $library here"; return 77; }
        LD_LIBRARY_PATH+=:$folder
    done
    "$program" --place cuda --activation gelu --data examples/common/data/digits.csv
}

# The tests of edges, aliasing and streams: a few kernels each, so that they take seconds under the tool.
sanitizer() {
    under compute-sanitizer --tool "$1" --error-exitcode 1 -- "$build/tests/places/cuda/cuda_device_test" \
        --gtest_filter='*any_size_and_offset*:*in_place*:*any_stream*:*parameters_reach*'
}
stage_memcheck() { sanitizer memcheck; }
stage_initcheck() { sanitizer initcheck; }
stage_racecheck() { sanitizer racecheck; }
stage_synccheck() { sanitizer synccheck; }
