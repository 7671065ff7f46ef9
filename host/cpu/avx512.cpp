#include "avx512_pack.hpp"
#include "loops.hpp"

namespace actjet::host {

const instruction_set avx512_set = make_instruction_set<avx512::pack>("avx512", all{});

}  // namespace actjet::host
