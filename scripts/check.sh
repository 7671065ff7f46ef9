#!/usr/bin/env bash
# What needs no test program: formatting, clang-tidy, and the tests under the sanitizers.
source "$(dirname "$0")/common.sh"

need "${build_packages[@]}" "${test_packages[@]}" "${check_packages[@]}"

say "Formatting"
git ls-files '*.h' '*.hpp' '*.cuh' '*.c' '*.cpp' '*.cu' | xargs clang-format --dry-run --Werror

say "clang-tidy"
cmake --preset cpu >/dev/null
git ls-files 'host/*.cpp' | xargs -P "$jobs" -n 4 clang-tidy --quiet -p build/cpu --extra-arg=-Wno-unknown-warning-option

# Memory and undefined behaviour: the interface, and the CPU place at every size, cut, caller and environment.
guarded=(refusals_test catalogue_test interface_test loading_test cpu_buffers_test cpu_caller_test cpu_environment_test)
say "Tests under AddressSanitizer and UndefinedBehaviorSanitizer"
cmake --preset asan >/dev/null
cmake --build build/asan -j "$jobs" --target "${guarded[@]}"
ctest --test-dir build/asan -j "$jobs" --output-on-failure -R "^($(IFS='|'; echo "${guarded[*]}"))\\."
