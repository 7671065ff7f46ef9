#include <actjet/cpu/avx2_pack.hpp>
#include <actjet/cpu/twice.hpp>
#include "loops.hpp"

namespace actjet::host {

// Sixteen registers do not hold what long formulas need of four packs.
const instruction_set avx2_set =
    make_instruction_set<avx2::pack, twice<avx2::pack>, twice<twice<avx2::pack>>>("avx2", all{});

}  // namespace actjet::host
