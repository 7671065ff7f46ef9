#include "under_test.hpp"

#include <actjet/custom.hpp>

namespace actjet::test {
namespace {

// One of the library's activations, as if a user had written it.
template <class A>
struct own {
    static constexpr const char* name = A::facts.name;
    static constexpr bool flat = A::facts.flat;

    template <class T>
    ACTJET_HD math::jet<T> jet(T x) const {
        return core::prepared<A, core::scalar_of<T>>(A{}).eval(x);
    }
};

}  // namespace

any_activation silu_under_test() {
    static const custom f(own<silu>{});
    return f;
}
any_activation relu_under_test() {
    static const custom f(own<relu>{});
    return f;
}
std::vector<any_activation> gates_under_test() {
    return {relu_under_test(), silu_under_test()};
}

}  // namespace actjet::test
