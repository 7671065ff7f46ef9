#!/usr/bin/env bash
# What needs no test program: formatting, clang-tidy, and the tests under the sanitizers.
source "$(dirname "$0")/common.sh"

need "${build_packages[@]}" "${test_packages[@]}" "${check_packages[@]}"

say "Formatting"
git ls-files '*.h' '*.hpp' '*.cuh' '*.c' '*.cpp' '*.cu' | xargs clang-format --dry-run --Werror

say "clang-tidy"
cmake --preset cpu >/dev/null
git ls-files 'host/*.cpp' | xargs -P "$jobs" -n 4 clang-tidy --quiet -p build/cpu --extra-arg=-Wno-unknown-warning-option

for sanitizer in asan tsan; do
    say "Tests under $sanitizer"
    cmake --preset "$sanitizer" >/dev/null
    cmake --build "build/$sanitizer" -j "$jobs"
    ctest --test-dir "build/$sanitizer" -j "$jobs" --output-on-failure -LE slow
done
