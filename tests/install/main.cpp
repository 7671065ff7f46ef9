// A consumer in C++.
#include <actjet/actjet.hpp>

#include <vector>

int main() {
    const std::vector<float> x{-1, 0, 2};
    std::vector<float> y(3), dydx(3);
    actjet::jet(actjet::leaky_relu{.slope = 0.5}, actjet::cpu, x, y, dydx);
    return y == std::vector<float>{-0.5f, 0, 2} && dydx == std::vector<float>{0.5f, 0.5f, 1} ? 0 : 1;
}
