# Shared by the scripts: strict mode, the project's root, and what to install. Sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
jobs=$(nproc)

say() { printf '\n== %s\n' "$*"; }

# Installs the Debian packages that are missing. Elsewhere, names them and goes on: CMake says what it lacks.
need() {
    local package missing=()
    command -v dpkg-query >/dev/null || { echo "Not a Debian system. Needed: $*"; return 0; }
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing ${missing[*]}"
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

build_packages=(g++ cmake ninja-build libcli11-dev libfmt-dev nlohmann-json3-dev libmpfr-dev libeigen3-dev)
test_packages=(libgtest-dev libbenchmark-dev libonnx-dev libprotobuf-dev libonnx-testdata libsimde-dev
    pkg-config binutils clang python3 python3-venv sollya python3-mpmath python3-numpy)
check_packages=(git clang-format clang-tidy libclang-rt-dev)

# nvcc is used where it is on the PATH or where the toolkit installs itself.
if ! command -v nvcc >/dev/null && [ -x /usr/local/cuda/bin/nvcc ]; then
    PATH=/usr/local/cuda/bin:$PATH
fi

# The preset for this machine: with CUDA where there is a toolkit.
preset=cpu
command -v nvcc >/dev/null && preset=dev
build=build/$preset

# An instrument that runs kernels on the processor (see scripts/test.sh) runs the PTX of two architectures.
architectures=()
[ -z "${ACTJET_PTXCPU:-}" ] || architectures=("-DCMAKE_CUDA_ARCHITECTURES=80;90-virtual")
