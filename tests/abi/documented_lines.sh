#!/usr/bin/env bash
# The lines of C++ that docs/passes.md shows compile: each block in a function of its own, beside arrays of the names that
# the document uses.
#
#     documented_lines.sh COMPILER SOURCE_FOLDER
set -euo pipefail
{
    cat <<'CPP'
#include <actjet/actjet.hpp>
#include <cstddef>
#include <vector>
const auto& on = actjet::cpu;
constexpr std::size_t rows = 2, columns = 8;
float *data, *more_data;
std::vector<float> x, dy, dx, y, gate, bias, dbias, probability;
actjet::view<float> out, dout;
CPP
    awk '/^```cpp$/ { inside = 1; print "void block_" ++blocks "() {"; next }
        /^```$/ { if (inside) print "}"; inside = 0 }
        inside
        END { if (blocks < 5) exit 1 }' "$2/docs/passes.md"
} | "$1" -std=c++20 -Wall -Wextra -Werror -I"$2/include" -fsyntax-only -x c++ -
