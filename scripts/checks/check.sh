#!/usr/bin/env bash
# What needs no test program: formatting, clang-tidy, and the tests under the sanitizers.
source "$(dirname "$0")/../common.sh"

need "${build_packages[@]}" "${test_packages[@]}" "${check_packages[@]}"

say "Formatting"
git ls-files '*.h' '*.hpp' '*.cuh' '*.c' '*.cpp' '*.cu' | xargs clang-format --dry-run --Werror

say "clang-tidy"
# The library, the tool, the benchmarks and the examples. The tests would take longer than all of these, and compare bits
# and make up addresses on purpose. Sources are read a dozen at a time, as one, since most of the time goes into what they
# include; which is what the check that is left out warns of.
cmake --preset cpu -B build/tidy -DACTJET_TESTS=OFF -DACTJET_TOOL=ON -DACTJET_BENCH=ON -DACTJET_EXAMPLES=ON \
    -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12 >/dev/null
cp examples/.clang-tidy build/tidy/examples  # which sources that are read as one would not find
sed -nE "s#^ *\"file\": \"($root/(build/tidy|host|bench|examples)/.*\.(cpp|cxx))\".*#\1#p" build/tidy/compile_commands.json |
    sort -u | xargs -P "$jobs" -n 1 clang-tidy --quiet -p build/tidy --checks=-bugprone-suspicious-include \
        --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-overriding-t-option

# Builds test programs of a preset and runs the tests in them.
run_under() {
    local preset=$1
    shift
    cmake --preset "$preset" >/dev/null
    cmake --build "build/$preset" -j "$jobs" --target "$@"
    ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure -R "^($(IFS='|'; echo "$*"))\\."
}

# Memory and undefined behaviour: the interface, and the CPU place at every size, cut, caller and environment.
say "Tests under AddressSanitizer and UndefinedBehaviorSanitizer"
run_under asan refusals_test catalogue_test interface_test loading_test shortage_test cpu_buffers_test cpu_caller_test \
    cpu_environment_test cpu_threads_test cpu_first_use_test cpu_placement_test cpu_quota_test cpu_set_threads_test

# Races: the CPU place's threads, its first use, and loading and unloading.
say "Tests under ThreadSanitizer"
run_under tsan cpu_threads_test cpu_caller_test cpu_environment_test cpu_first_use_test cpu_placement_test \
    cpu_quota_test cpu_set_threads_test interface_test loading_test
