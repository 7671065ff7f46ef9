// The same, compiled by nvcc.
#include "custom.cpp"
