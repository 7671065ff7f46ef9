#include <actjet/functors.hpp>

#if __cplusplus >= 202002L
float gelu_of(float x) {
    return actjet::value_of<actjet::gelu>{}(x);
}
#endif
