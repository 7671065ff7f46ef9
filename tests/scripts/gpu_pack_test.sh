#!/usr/bin/env bash
# What scripts/gpu.sh packs of a build runs in a root that has nothing but the C and C++ library, bash and the usual small
# tools, up to the driver, which is not there.
#
#     gpu_pack_test.sh BUILD_DIR
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

fail() {
    printf 'line %s: %s\n' "${BASH_LINENO[0]}" "$1"
    cat "$work/output"
    exit 1
}

"$source/scripts/gpu.sh" pack --build "$build" --out "$work/actjet-gpu.tar.gz" >"$work/output" 2>&1 ||
    fail "it cannot be packed"
[ "$(stat -c %s "$work/actjet-gpu.tar.gz")" -lt 60000000 ] || fail "the archive has 60 MB or more"

# Copies a file there; and of the libraries that a program loads those that a pattern names.
install() { cp -L --parents "$1" "$root"; }
install_libraries() {
    { ldd "$1" 2>/dev/null || true; } | { grep -oE "/[^ ]+/($2)[^/ ]*" || true; } |
        while read -r library; do install "$library"; done
}
mkdir -p "$root"/{dev,tmp,home/anyone}
for folder in bin lib lib64; do
    mkdir -p "$root/usr/$folder"
    [ ! -L "/$folder" ] || ln -s "usr/$folder" "$root/$folder"
done
# Where no device can be made, or none may be used, a file does.
{ mknod -m 666 "$root/dev/null" c 1 3 && true >"$root/dev/null"; } 2>/dev/null ||
    { rm -f "$root/dev/null" && touch "$root/dev/null"; }
for program in awk bash basename cat chmod cmp cp cut date diff dirname env grep gzip ldd ls mkdir mktemp nproc realpath rm \
    sed sort stat tail tar tee timeout touch tr wc; do
    path=$(PATH=/usr/bin:/bin command -v "$program")
    install "$path"
    install_libraries "$path" 'ld-linux|lib'
done
while read -r program; do
    install_libraries "$build/$program" 'lib(c|m|mvec|pthread|dl|rt|stdc\+\+|gcc_s)\.so'
done <"$build/gpu_programs.txt"

enter=(chroot)
[ "$(id -u)" = 0 ] || enter=(unshare --map-root-user chroot)
if ! "${enter[@]}" "$root" /bin/bash -c true 2>"$work/output"; then
    echo "not tested: no other root can be entered here: $(cat "$work/output")"
    exit 77
fi
# Runs a command there; its exit code shall be the first argument.
there() {
    local wanted=$1 rc=0
    shift
    "${enter[@]}" "$root" /usr/bin/env -i PATH=/usr/bin:/bin "$@" >"$work/output" 2>&1 || rc=$?
    [ $rc = "$wanted" ] || fail "$* exits with $rc, not $wanted"
}
says() { grep -qF -- "$1" "$work/output" || fail "not said: $1"; }

cp "$work/actjet-gpu.tar.gz" "$root/tmp"
there 0 tar -xf /tmp/actjet-gpu.tar.gz -C /home/anyone
packed=/home/anyone/actjet-gpu
there 1 $packed/scripts/gpu.sh
says "no NVIDIA driver on this machine"
[ ! -e "$root$packed/bench/results" ] || fail "there are results without a device"
there 1 $packed/scripts/gpu.sh build
says "nothing to build them from"

there 0 $packed/scripts/gpu.sh run --without-device --results /tmp/results
summary=$root/tmp/results/summary.txt
while read -r stage _; do
    wanted="reaches the driver, which refuses: "
    case $stage in
        peers) wanted="not run: there is no python3 here" ;;
        digits) wanted="($wanted|not run: there is no libcublas)" ;;
    esac
    grep -qE "^$stage: $wanted" "$summary" || fail "$stage does not end as it should"
done < <("$source/scripts/gpu.sh" list)
grep -qE '^# commit: ([0-9a-f]{40}|unknown)' "$summary" || fail "the commit is not told"
grep -qE '^# toolkit: [0-9]+\.[0-9]+$' "$summary" || fail "the toolkit is not told"
[ "$(ls "$root/tmp/results" | wc -l)" -le 7 ] || fail "there are more files than seven: $(ls "$root/tmp/results")"
tar -tzf "$root/tmp/results.tar.gz" results/summary.txt >/dev/null || fail "the results are not in one archive"

# That a stage reaches the driver is no matter of course: without its libraries or its data it does not.
rm "$root$packed"/build/gpu/lib/libbenchmark.so* "$root$packed/docs/conventions.md" "$root$packed"/tests/digests/*
there 1 $packed/scripts/gpu.sh run --without-device --results /tmp/less --only activations_bench,functor_test
says "activations_bench: failed without reaching the driver, exit code 127: "
says "functor_test: reaches the driver, which refuses: "
there 1 $packed/scripts/gpu.sh run --without-device --results /tmp/less --only digests_sample
says "digests_sample: failed without reaching the driver, exit code 1: "
