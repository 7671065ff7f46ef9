# scripts/gpu.sh build and pack. Sourced.

# Configures and builds the programs of the stages for some architectures. Nine sources at a time, as for development:
# the bits are the same, and it takes half the time.
compile() {
    local folder=$1 architectures=$2
    say "Building for $architectures in $folder"
    cmake --preset dev -B "$folder" -DACTJET_WERROR=OFF -DACTJET_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES="$architectures" \
        -DACTJET_TESTS=ON -DACTJET_TOOL=ON -DACTJET_BENCH=ON -DACTJET_EXAMPLES=ON
    cmake --build "$folder" -j "$jobs" --target gpu_programs
}

# What the results have to say about a build, beside it.
describe_build() {
    git describe --always --abbrev=40 --exclude='*' --dirty >"$1/commit" 2>/dev/null || echo unknown >"$1/commit"
    nvcc --version | sed -n 's/.*release \([0-9.]*\).*/\1/p' >"$1/toolkit"
}

build() {
    git describe --always --abbrev=40 --exclude='*' --dirty >"$1/commit" 2>/dev/null || echo unknown >"$1/commit"
    nvcc --version | sed -n 's/.*release \([0-9.]*\).*/\1/p' >"$1/toolkit"
    # Then its races are looked for (stages.sh).
    if grep -rqE '__shared__|__syncthreads|cooperative_groups' cuda include; then
        touch "$1/shares_memory"
    else
        rm -f "$1/shares_memory"
    fi
}

build() {
    local architecture=${ACTJET_GPU_ARCH:-}
    if [ -z "$architecture" ]; then
        command -v nvidia-smi >/dev/null ||
            give_up "no NVIDIA driver that knows the GPU; name it, as in ACTJET_GPU_ARCH=90"
        architecture=$(device compute_cap | tr -d .)
    fi
    compile "$build" "$architecture"
    describe_build "$build"
}

pack() {
    local architectures=90-real out=build/actjet-gpu.tar.gz from=
    while [ $# -gt 0 ]; do
        [ $# -gt 1 ] || usage
        case $1 in
            --arch) architectures=$2 ;;
            --out) out=$2 ;;
            --build) from=$2 ;;
            *) usage ;;
        esac
        shift 2
    done
    if [ -z "$from" ]; then
        from=build/pack
        need "${build_packages[@]}" "${test_packages[@]}"
        compile "$from" "$architectures"
    fi
    local work
    work=$(mktemp -d)
    trap "rm -rf '$work'" EXIT
    collect "$from" "$work/actjet-gpu"
    mkdir -p "$(dirname "$out")"
    # gzip is on every system; xz would leave half.
    tar -C "$work" --owner=0 --group=0 --sort=name -c actjet-gpu | gzip >"$out"
    say "$out, $(du -h "$out" | cut -f 1). Where the GPU is: tar -xf it, then actjet-gpu/scripts/gpu.sh run"
}

# The repository as far as the stages read it, and the programs and libraries of a build, under the same names.
collect() {
    local from=$1 to=$2 program
    mkdir -p "$to/$build/lib"
    cp -r --parents scripts/gpu.sh scripts/gpu scripts/common.sh scripts/digests.sh bench/peers/*.py tests/digests/*.txt \
        docs/conventions.md docs/gpu.md examples/common/data "$to"
    cp -a "$from"/libactjet*.so* "$to/$build"
    while read -r program; do
        mkdir -p "$to/$build/$(dirname "$program")"
        cp "$from/$program" "$to/$build/$program"
        libraries "$from/$program" | xargs -r cp -Lt "$to/$build/lib"
    done <"$from/gpu_programs.txt"
    find "$to/$build" -type f -exec strip {} +
    describe_build "$to/$build"
    ! shares_memory || touch "$to/$build/shares_memory"
}

# What a program loads from outside its build, except what comes with every distribution as recent as the build's, the C
# and the C++ library (an older C++ library in front of the machine's own could break PyTorch), and cuBLAS, which takes
# 570 MB where all else takes 80, and comes with the CUDA toolkit and with PyTorch.
libraries() {
    { ldd "$1" || true; } | awk '$3 ~ /^\// { print $1, $3 }' |
        grep -vE '^(libactjet.*|libstdc\+\+|libgcc_s|libc|libm|libmvec|libpthread|libdl|librt|libcublas.*)\.so' |
        cut -d ' ' -f 2 || true
}
