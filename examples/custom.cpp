// An activation that the library does not have, squareplus: its value, its gradient and a gated unit of it. Compiled by
// nvcc the same text runs on CUDA, with actjet::cuda_place(stream) in place of actjet::cpu.
#include <actjet/custom.hpp>

#include <cstdio>
#include <vector>

struct squareplus {
    static constexpr const char* name = "squareplus";
    double b = 4;

    // (x + sqrt(x^2 + b)) / 2, of any number type: the derivative comes from the same text.
    template <class T>
    ACTJET_HD T operator()(T x) const {
        return (x + actjet::math::sqrt(x * x + b)) * 0.5;
    }
};

// The same with a derivative by hand.
struct squareplus_by_hand {
    double b = 4;

    template <class T>
    ACTJET_HD actjet::math::jet<T> jet(T x) const {
        const T root = actjet::math::sqrt(x * x + b);
        return {(x + root) * 0.5, (x / root + 1) * 0.5};
    }
};

int main() {
    const actjet::custom f(squareplus{.b = 1});
    const std::vector<float> x{-2, 0, 2}, up{1, 2, 3};
    std::vector<float> y(x.size());
    std::vector<float> slope(x.size());
    actjet::jet(f, actjet::cpu, x, y, slope);
    for (std::size_t i = 0; i < x.size(); ++i) {
        std::printf("f(%g) = %.6f, f'(%g) = %.6f\n", x[i], y[i], x[i], slope[i]);
    }
    actjet::gated_forward(f, actjet::cpu, x, up, y);
    std::printf("f(x) up = %.6f %.6f %.6f\n", y[0], y[1], y[2]);

    const auto worst = actjet::check_derivative(squareplus_by_hand{});
    std::printf("the derivative by hand is %s\n", worst.size() < 1e-9 ? "right" : "wrong");
}
