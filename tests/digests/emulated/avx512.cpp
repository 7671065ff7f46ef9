// The loops for AVX-512 on instructions that are emulated; see immintrin.h beside this file.
#include <actjet/cpu/avx512_pack.hpp>
#include "host/cpu/loops.hpp"

namespace actjet::host {

// One pack at a time: the four of the library's own loops would take minutes to compile.
const instruction_set avx512_set = make_instruction_set<avx512::pack, avx512::pack, avx512::pack>("avx512", all{});

}  // namespace actjet::host
