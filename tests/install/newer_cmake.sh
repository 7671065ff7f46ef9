#!/usr/bin/env bash
# Configures and builds a consumer with the newest CMake there is: newer_cmake.sh FOLDER SOURCE OPTIONS...
# Exit code 77 where it cannot be had.
set -euo pipefail
folder=$1 source=$2
shift 2
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet cmake ||
    { echo "skipped: no newer CMake, since Python's package index or its venv is not reached"; exit 77; }
cmake=$folder/venv/bin/cmake
"$cmake" --version
rm -rf "$folder/build"
"$cmake" -S "$source" -B "$folder/build" "$@"
"$cmake" --build "$folder/build"
"$folder/venv/bin/ctest" --test-dir "$folder/build" --output-on-failure
