#include "algebra_cpu.hpp"
#include "experiment.hpp"

namespace digits {

outcome train_on_cpu(const settings& set, const dataset& data) {
    const cpu_algebra algebra;
    return experiment<cpu_algebra>(algebra, set, data).run();
}

}  // namespace digits
