#pragma once

#include <array>
#include <cstdint>

namespace fleetsim::sim {

/// (ln 2)^k / k! in units of 2^-63, rounded down so that 2^f stays below 2.
inline constexpr std::array<std::uint64_t, 19> kExp2Terms = {
    0x8000000000000000, 0x58b90bfbe8e7bcd5, 0x1ebfbdff82c58ea8, 0x071ac235c1282fe2, 0x013b2ab6fba4e772,
    0x002bb0ffcf14ce62, 0x00050c244be1b1e1, 0x00007ff2ff1622c3, 0x00000b160111d2e4, 0x000000da929e9caf,
    0x0000000f267a8ac5, 0x00000000f465639a, 0x000000000e1deb28, 0x0000000000c0b0c9, 0x0000000000098a4b,
    0x00000000000070db, 0x00000000000004e3, 0x0000000000000033, 0x0000000000000001};

/// 2 / ((2k + 1) ln 2) in units of 2^-62, rounded.
inline constexpr std::array<std::uint64_t, 12> kLog2Terms = {
    0xb8aa3b295c17f0bc, 0x3d8e13b87407fae9, 0x24eed8a1df37fcf2, 0x1a61762a7aded93f,
    0x1484b13d7c02a8f8, 0x10c9a84994022d28, 0x0e347ab4698bb00e, 0x0c4f9d8b4a67fefb,
    0x0adcd64dba1f86a2, 0x09b81e0fa687ff32, 0x08cb27637e4a486a, 0x080766bf04010a77};

}  // namespace fleetsim::sim
