# scripts/gpu.sh run: each stage with its own time limit, one log, and a line of the summary as soon as a stage ends.
# Sourced.

# How the CUDA runtime, the library and a benchmark that finds no GPU say that there is none to use. In a run with a
# device, output that says so is a failure, whatever the exit code: a test that is skipped is no test.
refusal='no CUDA device|no CUDA-capable device|CUDA driver version is insufficient|Failed to match any benchmarks'
# Seconds of the budget that are kept for the end.
closing=5

run() {
    budget='' only='' failed=0 dropped=false
    local results='' line
    while [ $# -gt 0 ]; do
        [[ $1 == --without-device || $# -gt 1 ]] || usage
        case $1 in
            --results) results=$2; shift ;;
            --budget) budget=$2; shift ;;
            --only) only=$2; shift ;;
            --without-device) export ACTJET_GPU_WITHOUT_DEVICE=1 ;;
            *) usage ;;
        esac
        shift
    done
    [[ ${budget:-1} =~ ^[1-9][0-9]*$ ]] || usage
    known "$only"
    ready
    [ -n "$results" ] || results=bench/results/$(date -u +%Y-%m-%d)-$(tr A-Z a-z <<<"$gpu" | tr -cs 'a-z0-9\n' -)
    results=$(realpath -m "$results")
    export results
    mkdir -p "$results"
    log=$results/log.txt summary=$results/summary.txt
    describe
    for line in "${stages[@]}"; do
        # shellcheck disable=SC2086
        ! chosen $line || run_stage $line
    done
    tar -c -C "$(dirname "$results")" "$(basename "$results")" | gzip >"$results.tar.gz"
    say "$results.tar.gz"
    cat "$summary"
    exit $failed
}

# Whether --only asks for a stage, by its name or its group.
chosen() { [ -z "$only" ] || [[ ,$only, == *,$1,* || ,$only, == *,$2,* ]]; }

known() {
    local name
    for name in ${1//,/ }; do
        grep -qE "^($name|[^ ]+ $name) " <<<"$(printf '%s\n' "${stages[@]}")" || give_up "no stage or group is called $name"
    done
}

# Programs to run, and a device to run them on.
ready() {
    if [ -e CMakeLists.txt ] && ! without_device; then
        source scripts/gpu/pack.sh
        build
    fi
    [ -x "$tool" ] || give_up "there is no $tool"
    info=$("$tool" info) || give_up "$tool does not run"
    gpu=$(sed -n 's/^  device  *\([^,]*\),.*/\1/p' <<<"$info" | sed -n 1p)
    if without_device; then
        gpu='without device'
    else
        grep -q '^cuda  *available$' <<<"$info" || { echo "$info"; give_up "CUDA cannot be used"; }
    fi
}

# What ran where, at the head of the summary.
describe() {
    local old
    old=$(grep -v '^# ' "$summary" 2>/dev/null || true)
    {
        echo "# date: $(date -u +%Y-%m-%dT%H:%M:%SZ)"
        echo "# gpu: $gpu"
        echo "# driver: $(device driver_version 2>/dev/null || true)"
        echo "# toolkit: $(cat "$build/toolkit")"
        echo "# commit: $(cat "$build/commit")"
        [ -z "$old" ] || echo "$old"
    } >"$summary"
    grep '^# ' "$summary" | tee -a "$log"
}

# One stage: NAME GROUP EXPECTED ALLOWED.
run_stage() {
    local name=$1 expected=$3 limit=$4 begun=$SECONDS from rc=0 left
    if [ -n "$budget" ]; then
        left=$((budget - closing - SECONDS))
        if $dropped || [ "$left" -lt "$expected" ]; then
            dropped=true
            conclude "$name" "not run: $expected s are expected, $left s are left"
            return
        fi
        [ "$limit" -le "$left" ] || limit=$left
    fi
    say "$name" | tee -a "$log"
    from=$(stat -c %s "$log")
    ACTJET_GPU_SECONDS=$limit timeout -k 2 "$limit" scripts/gpu.sh stage "$name" >>"$log" 2>&1 </dev/null || rc=$?
    judge "$name" $rc "$limit" $((SECONDS - begun)) "$(tail -c +$((from + 1)) "$log")"
}

# How a stage ended: its exit code, the seconds allowed and taken, and what it printed.
judge() {
    local name=$1 rc=$2 limit=$3 seconds=$4 output=$5 last refused verdict
    last=$(sed '/^[[:space:]]*$/d' <<<"$output" | tail -n 1 | cut -c 1-120)
    refused=$(grep -m 1 -E "$refusal" <<<"$output" | cut -c 1-120 || true)
    case $rc in
        124 | 137) verdict="cut off after $limit s: $last" ;;
        77) conclude "$name" "not run: $last"; return ;;
        *)
            if without_device && [ -n "$refused" ]; then
                conclude "$name" "reaches the driver, which refuses: $refused"
                return
            elif without_device; then
                verdict="failed without reaching the driver, exit code $rc: $last"
            elif [ -n "$refused" ]; then
                verdict="failed: $refused"
            elif [ "$rc" = 0 ]; then
                conclude "$name" "passed in $seconds s: $last"
                return
            else
                verdict="failed in $seconds s, exit code $rc: $last"
            fi
            ;;
    esac
    failed=1
    conclude "$name" "$verdict"
}

# A stage that is run again has one line.
conclude() {
    sed -i "/^$1: /d" "$summary"
    echo "$1: $2" | tee -a "$summary"
}
