#!/usr/bin/env bash
# The digests of tests/digests: holds a build to them, or writes them.
#
#     scripts/digests.sh [--tool PROGRAM] [--under PROGRAM] [--library FOLDER] [--place cuda] [--pass PASS] SET... [-- NAME...]
#     scripts/digests.sh --write [--tool PROGRAM] SET... [-- NAME...]
#
# A SET is float16 or bfloat16 (all inputs), sample (float32's 2^22), all (float32's 2^32, in 256 blocks), a block's number
# (float32, 0x00 to 0xff), or today (float32, a block that is another one every day), of the passes forward, jet and
# backward; or gated: the gated passes, of float16, bfloat16 and the sample. NAMEs are activations, else all.
# Without --tool it is the tool of build/dev, build/cpu or build/release, whichever is there.
# --under runs the tool under another program; --library lets it load the library from another folder.
# What differs is printed: < as committed, > as computed, and the exit code is 1. --write keeps what it has of a set all
# in build/digests, and goes on from there when it is run again.
source "$(dirname "$0")/common.sh"

write=false tool= library= place=cpu only=() passes=() sets=() names=() under=()
while [ $# -gt 0 ]; do
    case $1 in
        --write) write=true ;;
        --tool) tool=$2; shift ;;
        --under) under=("$2"); shift ;;
        --library) library=$2; shift ;;
        --place) place=$2; shift ;;
        --pass) only=("$2"); shift ;;
        --) shift; names=("$@"); break ;;
        -*) sed -n '2,/^source/s/^# \{0,1\}//p' "$0"; exit 2 ;;
        *) sets+=("$1") ;;
    esac
    shift
done
for folder in "$build" build/dev build/cpu build/release; do
    [ -n "$tool" ] || [ ! -x "$folder/host/tool/actjet" ] || tool=$folder/host/tool/actjet
done
if [ -z "$tool" ]; then
    echo "scripts/digests.sh: no build has the tool. Make one, as with cmake --preset release && cmake --build build/release"
    echo "(its packages: ${build_packages[*]}), or name one with --tool."
    exit 2
fi
if [ -n "$library" ]; then
    export LD_LIBRARY_PATH=$library
    [[ $(ldd "$tool") == *libactjet*"$library/"* ]] || { echo "$tool does not load the library from $library"; exit 2; }
fi
committed=tests/digests

# The passes of a set, or the one that was asked for.
passes_of() {
    if [ ${#only[@]} -gt 0 ]; then
        passes=("${only[@]}")
    elif [ "$1" = gated ]; then
        passes=(gated_forward gated_backward)
    else
        passes=(forward jet backward)
    fi
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The lines of one set, computed: of all activations, or of those named after it.
digests() {
    local arguments=(--place "$place") pass
    for pass in "${passes[@]}"; do arguments+=(--pass "$pass"); done
    if [ "$1" = gated ]; then
        "${under[@]}" "$tool" digest "${@:2}" "${arguments[@]}" --dtype float16 --dtype bfloat16 &&
            "${under[@]}" "$tool" digest "${@:2}" "${arguments[@]}" --dtype float32 --sample
        return
    fi
    case $1 in
        float16 | bfloat16) arguments+=(--dtype "$1") ;;
        sample) arguments+=(--dtype float32 --sample) ;;
        all) arguments+=(--dtype float32 --blocks) ;;
        *) arguments+=(--dtype float32 --block "$1") ;;
    esac
    "${under[@]}" "$tool" digest "${@:2}" "${arguments[@]}"
}

# What the lines of a set say before their digest, as an extended regular expression.
keys() {
    local IFS='|' dtype=float32 over=$1
    case $1 in
        float16 | bfloat16) dtype=$1 over=all ;;
        all) over='all|0x..' ;;
        gated) dtype='(float16|bfloat16|float32)' over='all|sample' ;;
    esac
    echo "^(${names[*]:-[a-z0-9_]+}) $dtype (${passes[*]}) ($over) "
}

check() {
    grep -hE "$(keys "$1")" "$committed"/*.txt | sort >"$work/committed" || { echo "$1: nothing is committed"; return 1; }
    digests "$1" "${names[@]}" >"$work/lines" || return 1
    sort "$work/lines" >"$work/computed"
    if ! cmp -s "$work/committed" "$work/computed"; then
        diff "$work/committed" "$work/computed" | grep '^[<>]'
        return 1
    fi
    echo "$1: $(wc -l <"$work/computed") digests agree"
}

write() {
    digests "$1" >"$work/lines"
    cp "$work/lines" "$committed/$2.txt"
}

# One activation and pass at a time, under a name that changes with the digest of the sample, and so with the formula.
write_all() {
    local name pass key file complete=true
    mkdir -p build/digests
    for pass in forward jet backward; do
        passes=("$pass")
        : >"$work/$pass"
        while read -r name _ _ _ key; do
            file=build/digests/$name-$pass-$key
            if [ ! -e "$file" ] && { [ ${#names[@]} = 0 ] || [[ " ${names[*]} " == *" $name "* ]]; }; then
                echo "$name $pass"
                digests all "$name" >"$file.part"
                mv "$file.part" "$file"
            fi
            cat "$file" >>"$work/$pass" 2>/dev/null || complete=false
        done < <(digests sample)
    done
    $complete || { echo "Not complete: $committed is as it was"; return 0; }
    for pass in forward jet backward; do cp "$work/$pass" "$committed/float32_$pass.txt"; done
}

failed=0
for set in "${sets[@]}"; do
    if [ "$set" = today ]; then
        set=$(printf '0x%02x' $(($(date +%s) / 86400 * 157 % 256)))
        echo "today's block is $set: scripts/digests.sh $set"
    fi
    passes_of "$set"
    case $write-$set in
        true-all) write_all ;;
        true-float16 | true-bfloat16) write "$set" "$set" ;;
        true-sample) write sample float32_sample ;;
        true-gated) write gated gated ;;
        false-*) check "$set" || failed=1 ;;
        *) echo "$set is part of the set all"; exit 2 ;;
    esac
done
exit $failed
