#!/usr/bin/env bash
# Everything that needs an NVIDIA GPU, offline. docs/gpu.md says what each stage shows and how its results are read.
#
#     scripts/gpu.sh [run] [--results DIR] [--budget SECONDS] [--only NAME,...] [--without-device]
#     scripts/gpu.sh pack [--arch 90-real] [--out FILE] [--build DIR]
#     scripts/gpu.sh build
#     scripts/gpu.sh list
#     scripts/gpu.sh stage NAME
#
# run             the stages by worth. In a repository it builds first, for the GPU here; an unpacked archive has its
#                 programs. Results: one folder (default: bench/results/DATE-GPU) and an archive of it beside it.
#   --budget      ends within this many seconds: stages for which no time is left are not run, the last ones first
#   --only        stages or groups of stages, as list names them
#   --without-device   shows that everything is there: each stage has to end with the driver's refusal
# pack            builds here, no GPU needed, and leaves one archive (default: build/actjet-gpu.tar.gz), which runs without
#                 build tool, repository and package: tar xf actjet-gpu.tar.gz && actjet-gpu/scripts/gpu.sh run
#   --arch        the GPUs' architectures, as in CMAKE_CUDA_ARCHITECTURES
#   --build       packs this build as it is
# build           in build/gpu, for the GPU here, or for the architecture that ACTJET_GPU_ARCH names, as in 90
# list            the stages: name, group, seconds expected, seconds allowed, what it shows
# stage           one stage's commands alone, without a time limit; its files go to build/gpu
source "$(dirname "$0")/common.sh"
build=build/gpu
source scripts/gpu/stages.sh
libraries=$root/$build:$root/$build/lib
[[ :${LD_LIBRARY_PATH:-}: == *:$libraries:* ]] || export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}

usage() { sed -n '/^#     /,/^source/s/^# \{0,1\}//p' scripts/gpu.sh; exit 2; }
give_up() { echo "scripts/gpu.sh: $*"; exit 1; }

# Of the first GPU.
device() { nvidia-smi --query-gpu="$1" --format=csv,noheader | sed -n 1p; }

command=run
case ${1:-} in
    run | pack | build | list | stage) command=$1; shift ;;
    -h | --help) usage ;;
esac
case $command in
    list) printf '%s\n' "${stages[@]}" ;;
    stage)
        [ $# = 1 ] && [ -n "$(stage "$1")" ] || usage
        results=${results:-$build}
        "stage_$1"
        ;;
    run)
        source scripts/gpu/run.sh
        run "$@"
        ;;
    build | pack)
        [ -e CMakeLists.txt ] || give_up "an unpacked archive has its programs and nothing to build them from"
        source scripts/gpu/pack.sh
        "$command" "$@"
        ;;
esac
