#!/usr/bin/env bash
# Measures what docs/accuracy.md states: every float32 input of every activation at its default parameters, every input of
# the 16-bit types, samples of float64 and of float32 at other parameters. Writes docs/accuracy.json and the tables.
#
#     scripts/exhaustive.sh BUILD_DIR     # a build with the tool; half an hour to an hour on two cores
#
# It can be stopped and started again: the findings of an activation are kept in build/exhaustive under the digest of its
# results, and hold until these change.
source "$(dirname "$0")/common.sh"

tool=${1:?usage: scripts/exhaustive.sh BUILD_DIR}/host/cli/actjet
kept=build/exhaustive
mkdir -p "$kept"
failed=0

# find NAME ARGUMENTS...: the findings of actjet check ARGUMENTS in $kept/NAME.json, unless they are there.
find_errors() {
    local file=$kept/$1.json rc=0
    shift
    files+=("$file")
    [ ! -s "$file" ] || return 0
    say "$*"
    "$tool" check "$@" --json >"$file.part" || rc=$?
    [ $rc -le 1 ] || exit $rc
    [ $rc = 0 ] || { echo "A bound is broken."; failed=1; }
    mv "$file.part" "$file"
}

files=()
digests=$("$tool" digest --dtype float32 --mode jet --sample)
while read -r name _ _ _ digest; do
    find_errors "$name-$digest" "$name" --dtype float32 --exhaustive
done <<<"$digests"

# What follows takes minutes, and is measured anew each time.
rm -f "$kept"/sampled-*
find_errors sampled-16-bit --dtype bfloat16 --dtype float16
find_errors sampled-float64 --dtype float64 --samples 1000000
while read -r name parameters; do
    for choice in $parameters; do
        IFS='=, ' read -ra parts <<<"$choice"
        arguments=()
        for ((i = 0; i < ${#parts[@]}; i += 2)); do
            arguments+=("--${parts[i]}" "${parts[i + 1]}")
        done
        find_errors "sampled-$name-$choice" "$name" --dtype float32 --samples 1000000 "${arguments[@]}"
    done
done <<'PARAMETERS'
leaky_relu slope=0 slope=0.1 slope=0.3333 slope=-0.3 slope=1e-30 slope=1000
prelu slope=0 slope=0.1 slope=-1.7 slope=1e-38
rrelu lower=0,upper=0.1 lower=-0.5,upper=0.3 lower=0.1,upper=0.7
threshold threshold=-0.1,value=20 threshold=1,value=-3
hardtanh min_val=-0.25,max_val=0.3333 min_val=0.1,max_val=6
elu alpha=0 alpha=0.1 alpha=0.3333 alpha=1.7 alpha=10 alpha=1000 alpha=1e30
celu alpha=1e-30 alpha=0.001 alpha=0.1 alpha=0.3333 alpha=1.7 alpha=10 alpha=1000 alpha=1e30
softplus beta=1e-30 beta=0.001 beta=0.1 beta=0.3333 beta=1.7 beta=10 beta=1000 beta=1e30
swish beta=0 beta=0.001 beta=0.1 beta=0.3333 beta=1.702 beta=-1 beta=10 beta=1000 beta=1e30
hardshrink lambda=0 lambda=0.1 lambda=3
softshrink lambda=0 lambda=0.1 lambda=0.3333 lambda=3
PARAMETERS

"$tool" report --json "${files[@]}" >docs/accuracy.json
[ $failed = 0 ] || echo "Bounds are broken: see docs/accuracy.json"
exit $failed
