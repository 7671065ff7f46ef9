#include <actjet/cpu/avx512_pack.hpp>
#include <actjet/cpu/twice.hpp>
#include "loops.hpp"

namespace actjet::host {

const instruction_set avx512_set =
    make_instruction_set<avx512::pack, twice<avx512::pack>, twice<twice<avx512::pack>>>("avx512", all{});

}  // namespace actjet::host
