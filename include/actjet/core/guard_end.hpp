// See guard_begin.hpp.
#if defined(__clang__)
#pragma float_control(pop)
#endif
