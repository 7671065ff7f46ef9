#!/usr/bin/env bash
# The committed digests on another processor architecture: builds the library and actjet digest for aarch64, and runs them
# under qemu. scripts/checks/aarch64.sh SET..., as in scripts/digests.sh; float16 and bfloat16 where none is named.
source "$(dirname "$0")/../common.sh"

need "${build_packages[@]}" g++-aarch64-linux-gnu qemu-user
build=build/aarch64

say "Building in $build"
# The headers of the tool's packages, and nothing else of this machine's.
mkdir -p "$build/include"
ln -sfn /usr/include/CLI /usr/include/fmt /usr/include/nlohmann "$build/include/"
cmake -S . -B "$build" -G Ninja -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
    -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++ -DCMAKE_BUILD_TYPE=Release \
    -DACTJET_CUDA=OFF -DACTJET_TESTS=OFF -DACTJET_TOOL=OFF -DACTJET_BENCH=OFF -DACTJET_EXAMPLES=OFF >/dev/null
cmake --build "$build" -j "$jobs" --target actjet_static
sources=(tests/digests/digest_only.cpp)
for name in tool/commands/{command,digest,digest_inputs,parameters,selection} \
    tool/files/{digest_files,npy,npy_header,output_file} tool/text/{json,names,numbers,progress} \
    validation/{evaluator,no_device} validation/digests/{inputs,pass}; do
    sources+=("host/$name.cpp")
done
aarch64-linux-gnu-g++ -std=c++20 -O1 -ffp-contract=off -DFMT_HEADER_ONLY -I. -Iinclude -isystem "$build/include" \
    "${sources[@]}" "$build/libactjet.a" -o "$build/digest" -static -pthread

say "Digests under qemu"
[ $# -gt 0 ] || set -- float16 bfloat16
scripts/digests.sh --under qemu-aarch64 --tool "$build/digest" "$@"
