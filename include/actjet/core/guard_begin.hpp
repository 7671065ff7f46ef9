// From here to guard_end.hpp clang computes as the text says, whatever it has been told about reciprocals, infinities
// and contraction (-freciprocal-math, -fno-honor-infinities, -ffp-contract=fast), of which no macro tells. For
// reassociation, NaN and signed zeros that is not enough: its fused multiply-add keeps the flags; guard_check.hpp
// refuses these. Included around text, and so without a guard.
#if defined(__clang__)
#pragma float_control(precise, on, push)
#pragma clang fp contract(off)
#endif
