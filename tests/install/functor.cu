// A consumer without exceptions, RTTI or warnings, and with nothing of the library but headers.
#include <actjet/functors.hpp>

__global__ void apply(float* x, actjet::float16x2* pair) {
    *x = actjet::value_of<actjet::gelu>{}(*x);
    *pair = actjet::derivative_of<actjet::silu, actjet::float16x2>{}(*pair);
}

int main() {
    return actjet::value_of<actjet::relu>{}(-1.0f) == 0 ? 0 : 1;
}
