#include "baseline_pack.hpp"
#include "loops.hpp"

namespace actjet::host {

const instruction_set baseline_set = make_instruction_set<baseline::pack>("baseline", all{});

}  // namespace actjet::host
