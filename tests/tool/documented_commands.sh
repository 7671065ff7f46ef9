#!/usr/bin/env bash
# Every command that a document shows runs: those of the tool here, of the others that the file is there.
#
#     documented_commands.sh TOOL DOCUMENT...
#
# What a command makes of its arguments shows at once; from then on it may take minutes, and is stopped. A command that a
# document gives an exit code ("# exit code 1") has to end with it.
set -euo pipefail

tool=$1
shift
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The files that the commands speak of.
ln -s "$root/docs" "$root/examples" "$work"
header="{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"
{
    printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "$header"
    printf '\x00\x00\x80\xbf\x00\x00\x00\x00\x00\x00\x80\x3f' # -1, 0, 1
} > "$work/x.npy"
cp "$work/x.npy" "$work/dy.npy"
for name in gate bias scale; do cp "$work/x.npy" "$work/$name.npy"; done
(cd "$work" && "$tool" apply gelu --in x.npy --out y.npy --jet d.npy)
(cd "$work" && "$tool" apply gelu --in x.npy --dy dy.npy --dx dx.npy)

seen=0
failed=0
while IFS= read -r line; do
    read -r -a words <<< "${line%%#*}"
    expected=0
    [[ $line =~ '# exit code '([0-9]+) ]] && expected=${BASH_REMATCH[1]}
    case ${words[0]} in
        actjet | python3)
            [[ ${words[0]} = python3 ]] || words[0]=$tool
            seen=$((seen + 1))
            status=0
            (cd "$work" && timeout 5 "${words[@]}") > "$work/output" 2>&1 || status=$?
            # A benchmark on a busy machine says with 1 that it means nothing.
            [[ ${words[1]} != bench || $status != 1 ]] || status=0
            if [[ $status != "$expected" && $status != 124 ]]; then
                echo "exit code $status: ${words[*]}"
                cat "$work/output"
                failed=1
            fi
            ;;
        scripts/* | bench/*)
            if [[ ! -x $root/${words[0]} ]]; then
                echo "not in the repository, or no program: ${words[0]}"
                failed=1
            fi
            ;;
    esac
done < <(grep -hE '^    (actjet|python3 examples/[a-z_.]+|scripts/[a-z_./]+|bench/[a-z_./]+)( |$)' "$@")

# As many as were there when this was written: a pattern that finds none would pass.
if ((seen < 30)); then
    echo "only $seen commands of the tool found"
    failed=1
fi
exit "$failed"
