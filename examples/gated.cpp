// SwiGLU on the CPU, forward and backward, of rows that hold the gate and what it gates one after the other.
#include <actjet/actjet.hpp>

#include <cstdio>
#include <vector>

int main() {
    constexpr std::size_t rows = 2, hidden = 3;
    std::vector<float> up_and_gate{1, 2, 3, -1, 0, 1, 4, 5, 6, 2, 3, 4};
    std::vector<float> gradient(up_and_gate.size());
    std::vector<float> y(rows * hidden);
    std::vector<float> dy(rows * hidden, 1);

    const actjet::view<float> in{up_and_gate.data(), rows, 2 * hidden}, out{y.data(), rows, hidden};
    actjet::gated_forward(actjet::silu{}, actjet::cpu, in.second_half(), in.first_half(), out);
    for (std::size_t r = 0; r < rows; ++r) {
        std::printf("y: %.6f %.6f %.6f\n", y[r * hidden], y[r * hidden + 1], y[r * hidden + 2]);
    }

    const actjet::view<float> dout{dy.data(), rows, hidden}, din{gradient.data(), rows, 2 * hidden};
    actjet::gated_backward(actjet::silu{}, actjet::cpu, in.second_half(), in.first_half(), dout, din.second_half(),
                           din.first_half());
    std::printf("gradient of the first row: %.6f %.6f %.6f | %.6f %.6f %.6f\n", gradient[0], gradient[1], gradient[2],
                gradient[3], gradient[4], gradient[5]);
}
