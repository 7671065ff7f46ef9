// Bytes, the frequent ones short: a range coder of the kind rANS, with one table of frequencies. What it leaves is
// within a percent of the information in the single bytes, where a general compressor leaves a third more of such data.
//
// What is coded begins with 256 frequencies of two bytes, which add up to 2^15 (or to 0, for no bytes), and the state,
// four bytes, all with the lowest byte first. A byte is read so: its slot is the state's last 15 bits; it is the byte
// in whose part of [0, 2^15) the slot lies, the parts lying in the order of the bytes; the state becomes frequency *
// (state >> 15) + slot
// - begin of the part; while it is below 2^23, it is shifted left by 8 and the next byte is added.
#pragma once

#include <cstddef>
#include <string>

namespace actjet::approximate {

std::string shorten(const std::string& bytes);

// The count bytes that were shortened. Throws std::runtime_error for what shorten() does not leave.
std::string lengthen(const std::string& coded, std::size_t count);

}  // namespace actjet::approximate
