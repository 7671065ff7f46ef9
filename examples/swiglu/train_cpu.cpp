#include "experiment.hpp"
#include "machine_cpu.hpp"

namespace swiglu {

std::string train_on_cpu(const settings& set, const digits::dataset& data, const listener& tell) {
    return train_on<digits::machine_cpu>(set, data, tell);
}

}  // namespace swiglu
