#include "machine.hpp"

namespace actjet::bench {

std::unique_ptr<machine> make_cuda() {
    return nullptr;
}

}  // namespace actjet::bench
