#include "avx512_pack.hpp"
#include "loops.hpp"
#include "twice.hpp"

namespace actjet::host {

const instruction_set avx512_set =
    make_instruction_set<avx512::pack, twice<avx512::pack>, twice<twice<avx512::pack>>>("avx512", all{});

}  // namespace actjet::host
