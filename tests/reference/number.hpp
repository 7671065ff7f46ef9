// The number type of the formulas: a long double, or a vector of doubles in the sense of the GNU vector extension.
#pragma once

#include <type_traits>

namespace actjet::reference {

template <class V>
struct number {
    V v;

    number() = default;
    number(long double all) : v(broadcast(all)) {}

    friend number operator+(number a, number b) { return from(a.v + b.v); }
    friend number operator-(number a, number b) { return from(a.v - b.v); }
    friend number operator*(number a, number b) { return from(a.v * b.v); }
    friend number operator/(number a, number b) { return from(a.v / b.v); }
    friend number operator-(number a) { return from(-a.v); }

    friend auto operator==(number a, number b) { return a.v == b.v; }
    friend auto operator<(number a, number b) { return a.v < b.v; }
    friend auto operator>(number a, number b) { return a.v > b.v; }
    friend auto operator<=(number a, number b) { return a.v <= b.v; }
    friend auto operator>=(number a, number b) { return a.v >= b.v; }

    static number from(V v) {
        number result;
        result.v = v;
        return result;
    }

  private:
    static V broadcast(long double all) {
        if constexpr (std::is_same_v<V, long double>) {
            return all;
        } else {
            return V{} + static_cast<double>(all);
        }
    }
};

template <class V, class Mask>
number<V> select(Mask which, number<V> yes, number<V> no) {
    return number<V>::from(which ? yes.v : no.v);
}

template <class V>
number<V> smaller(number<V> a, number<V> b) {
    return select(b < a, b, a);
}
template <class V>
number<V> larger(number<V> a, number<V> b) {
    return select(a < b, b, a);
}

}  // namespace actjet::reference
