#!/bin/sh
# Fails if a loop over float32 fetches nothing ahead: a compiler may drop what has no effect but on time.
# Usage: fetches_ahead.sh OBJDUMP OBJECT...
set -eu
objdump=$1
shift
for object in "$@"; do
    case $object in */avx2.cpp.o | */avx512.cpp.o) ;; *) continue ;; esac
    "$objdump" -d "$object" | awk -v object="$object" '
        /^[0-9a-f]+ </ { loop = /run_steps/ ? $2 : ""; if (loop) fetches[loop] = 0 }
        loop && /prefetch/ { ++fetches[loop] }
        END {
            for (loop in fetches) {
                ++loops
                if (!fetches[loop]) { print object ": no fetch in " loop; failed = 1 }
            }
            if (loops < 90) { print object ": only " loops + 0 " loops"; failed = 1 }
            exit failed
        }'
done
