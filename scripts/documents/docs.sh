#!/usr/bin/env bash
# Writes the generated parts of the documents: what stands between <!-- begin NAME --> and <!-- end NAME --> is printed by
# a program or is an example's source. docs.sh BUILD_DIR rewrites them; docs.sh --check BUILD_DIR fails if one is stale.
set -euo pipefail
unset COLUMNS  # what programs print is as wide as it is
check=false
if [ "${1:-}" = --check ]; then
    check=true
    shift
fi
build=$(realpath "${1:?usage: docs.sh [--check] BUILD_DIR}")
cd "$(dirname "$0")/../.."
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

fenced() { printf '```%s\n' "$1"; cat; printf '```\n'; }

"$build/host/tool/actjet" list --markdown >"$new/catalogue"
for table in float32 parameters 16-bit float64; do
    "$build/host/tool/actjet" report docs/accuracy.json docs/search.json --table "$table" >"$new/accuracy_${table//-/_}"
done
"$build/host/tool/actjet" report docs/gated.json --table gated >"$new/accuracy_gated"
"$build/host/tool/actjet" list --passes | fenced text >"$new/passes"
fenced cpp <examples/cpu.cpp >"$new/example_cpu"
fenced cpp <examples/gated.cpp >"$new/example_gated"
fenced c++ <examples/custom.cpp >"$new/example_custom"
fenced c <examples/by_name.c >"$new/example_c"
python3 bench/peers/pytorch_ulp.py --markdown docs/pytorch_ulp.json >"$new/pytorch"
python3 bench/peers/pytorch_ulp.py --markdown docs/pytorch_ulp.json --only sigmoid,tanh,softplus,silu,gelu,gelu_tanh,mish \
    >"$new/pytorch_some"
"$build/examples/digits/digits" --markdown >"$new/digits"
"$build/examples/swiglu/swiglu" | fenced text >"$new/swiglu"
"$build/tests/coefficients/short_forms" >"$new/short_forms"
fenced cuda <examples/cuda_thrust.cu >"$new/example_cuda"
{
    printf '| stage | group | seconds expected | allowed | what it shows |\n| --- | --- | --: | --: | --- |\n'
    scripts/gpu.sh list | sed -E 's/^([^ ]+) ([^ ]+) ([^ ]+) ([^ ]+) (.*)/| `\1` | `\2` | \3 | \4 | \5 |/'
} >"$new/gpu_stages"

# docs/validate_a_device.md: its commands, and what they print.
tool=$build/host/tool/actjet
"$tool" inputs --dtype bfloat16 --out "$new/inputs.npy"
python3 examples/other_device.py "$new/inputs.npy" "$new/outputs.npy"
{
    "$tool" digest gelu --dtype bfloat16 --pass forward --from "$new/outputs.npy"
    grep '^gelu bfloat16 forward ' tests/digests/bfloat16.txt
} | fenced text >"$new/validate_digest"
{ "$tool" compare gelu --dtype bfloat16 --x "$new/inputs.npy" --y "$new/outputs.npy" || [ $? = 1 ]; } |
    fenced text >"$new/validate_compare"

stale=0
for document in README.md docs/*.md; do
    awk -v dir="$new" '
        /^<!-- end / { inside = 0 }
        !inside { print }
        /^<!-- begin / {
            inside = 1
            file = dir "/" $3
            while ((getline line < file) > 0) print line
            close(file)
        }' "$document" >"$new/document"
    if ! cmp -s "$new/document" "$document"; then
        if $check; then
            echo "$document is stale: run scripts/documents/docs.sh $build"
            diff "$document" "$new/document" | head -20 || true
            stale=1
        else
            cp "$new/document" "$document"
            echo "rewrote $document"
        fi
    fi
done
exit $stale
