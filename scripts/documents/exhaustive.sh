#!/usr/bin/env bash
# Measures what docs/accuracy.md states: every float32 input of every activation at its default parameters, every input of
# the 16-bit types, samples of float64, and a search over parameters. Writes docs/accuracy.json, docs/gated.json and
# docs/search.json.
#
#     scripts/documents/exhaustive.sh BUILD_DIR     # a build with the tool; half an hour to an hour on two cores
#
# It can be stopped and started again: the findings of an activation are kept in build/exhaustive under the digest of its
# results, and hold until these change.
source "$(dirname "$0")/../common.sh"

tool=${1:?usage: scripts/documents/exhaustive.sh BUILD_DIR}/host/tool/actjet
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
digests=$("$tool" digest --dtype float32 --pass jet --sample)
while read -r name _ _ _ digest; do
    find_errors "$name-$digest" "$name" --dtype float32 --exhaustive
done <<<"$digests"

# What follows takes minutes, and is measured anew each time.
rm -f "$kept"/sampled-*
find_errors sampled-16-bit --dtype bfloat16 --dtype float16
find_errors sampled-float64 --dtype float64 --samples 1000000
"$tool" report --json "${files[@]}" >docs/accuracy.json

files=()
for pass in gated_forward gated_backward; do
    find_errors "sampled-$pass" --pass "$pass" --samples 1000000
done
"$tool" report --json "${files[@]}" >docs/gated.json

say search
# Most is tried where exponentials are; the others are straight lines. Without names it is all that have parameters.
with_parameters() {
    "$tool" list --json | python3 -c 'import json, sys
for a in json.load(sys.stdin):
    if a["parameters"] and (a["family"] in ("exponential", "sigmoidal", "self-gated")) == (sys.argv[1] == "curved"):
        print(a["name"])' "$1"
}
mapfile -t curved < <(with_parameters curved)
mapfile -t straight < <(with_parameters straight)
search() { "$tool" search "${@:2}" --json >"$kept/search-$1.json" || { [ $? = 1 ] && failed=1; }; }
search float32 "${curved[@]}" --dtype float32 --sets 1000 --rounds 12
search float32-straight "${straight[@]}" --dtype float32 --sets 1000 --rounds 1
search others --dtype float16 --dtype bfloat16 --dtype float64 --sets 100 --rounds 2 --samples 2000
"$tool" report --json "$kept"/search-{float32,float32-straight,others}.json >docs/search.json
[ $failed = 0 ] || echo "Bounds are broken: see docs/accuracy.json and docs/search.json"
exit $failed
