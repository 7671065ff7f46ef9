#!/bin/sh
# Fails if a loop over float32 fetches nothing ahead: a compiler may drop what has no effect but on time.
# Usage: fetches_ahead.sh OBJDUMP HEADERS OBJECT..., HEADERS being the folder of the activations.
set -eu
objdump=$1
# A loop for each activation in each of three modes.
least=$((3 * $(ls "$2" | wc -l)))
shift 2
for object in "$@"; do
    case $object in */avx2.cpp.o | */avx512.cpp.o) ;; *) continue ;; esac
    "$objdump" -d "$object" | awk -v object="$object" -v least="$least" '
        /^[0-9a-f]+ </ { loop = /run_kernel/ ? $2 : ""; if (loop) fetches[loop] = 0 }
        loop && /prefetch/ { ++fetches[loop] }
        END {
            for (loop in fetches) {
                ++loops
                if (!fetches[loop]) { print object ": no fetch in " loop; failed = 1 }
            }
            if (loops < least) { print object ": only " loops + 0 " loops"; failed = 1 }
            exit failed
        }'
done
