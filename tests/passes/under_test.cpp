#include "under_test.hpp"

namespace actjet::test {

any_activation silu_under_test() {
    return silu{};
}
any_activation relu_under_test() {
    return relu{};
}
std::vector<any_activation> gates_under_test() {
    std::vector<any_activation> gates;
    for (std::int32_t a = 0; a < actjet_activation_count(); ++a) {
        if (actjet_pass_offered(ACTJET_GATED_FORWARD, a)) {
            gates.emplace_back(static_cast<actjet_activation>(a));
        }
    }
    gates.emplace_back(swish{.beta = 1.702});
    return gates;
}

}  // namespace actjet::test
