// Values and derivatives of GELU on the CPU, and a gradient passed back through leaky ReLU.
#include <actjet/actjet.hpp>

#include <cstdio>
#include <vector>

int main() {
    const std::vector<float> x{-2, -1, 0, 1, 2};
    std::vector<float> y(x.size());
    std::vector<float> slope(x.size());
    actjet::jet(actjet::gelu{}, actjet::cpu, x, y, slope);
    for (std::size_t i = 0; i < x.size(); ++i) {
        std::printf("gelu(%g) = %.6f, gelu'(%g) = %.6f\n", x[i], y[i], x[i], slope[i]);
    }

    std::vector<float> gradient{1, 1, 1, 1, 1};
    actjet::backward(actjet::leaky_relu{.slope = 0.2}, actjet::cpu, x, gradient, gradient);  // in place
    std::printf("through leaky_relu: %g %g %g %g %g\n", gradient[0], gradient[1], gradient[2], gradient[3],
                gradient[4]);
}
