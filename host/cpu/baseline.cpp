#include <actjet/cpu/baseline_pack.hpp>
#include <actjet/cpu/twice.hpp>
#include "loops.hpp"

namespace actjet::host {

const instruction_set baseline_set =
    make_instruction_set<baseline::pack, twice<baseline::pack>, twice<baseline::pack>>("baseline", all{});

}  // namespace actjet::host
