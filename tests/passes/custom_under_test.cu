// The same, with CUDA code.
#include "custom_under_test.cpp"
