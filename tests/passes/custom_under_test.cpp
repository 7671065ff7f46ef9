#include "under_test.hpp"

#include <actjet/custom.hpp>

namespace actjet::test {
namespace {

// One of the library's activations, as if a user had written it.
template <class A>
struct own {
    static constexpr const char* name = A::facts.name;

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
any_activation gelu_under_test() {
    static const custom f(own<gelu>{});
    return f;
}

}  // namespace actjet::test
