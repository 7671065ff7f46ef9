#include "under_test.hpp"

namespace actjet::test {

any_activation silu_under_test() {
    return silu{};
}
any_activation gelu_under_test() {
    return gelu{};
}

}  // namespace actjet::test
