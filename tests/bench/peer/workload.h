#pragma once

#include <cmath>
#include <cstdint>

namespace fleetsim::peer {

// The published workload's own generator (SplitMix64), so that its counts and sums come out. libm is fine
// here: nothing that decides in fleetsim is drawn by this.

inline std::uint64_t mix64(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

inline constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

__extension__ using Wide = unsigned __int128;

/// One stream of random numbers of a logical process.
class Stream {
 public:
  Stream(std::uint64_t seed, std::uint64_t stream) : state_(mix64(seed * kGolden + stream + 1)) {}

  std::uint64_t next() { return mix64(state_ += kGolden); }
  std::uint64_t below(std::uint64_t n) {
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * n) >> 64);
  }
  double unit() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }
  std::int64_t exp_ns(double mean) { return static_cast<std::int64_t>(-mean * std::log(1.0 - unit())); }

 private:
  std::uint64_t state_;
};

inline constexpr std::int64_t kSecond = 1'000'000'000;
inline constexpr std::int64_t kMillisecond = 1'000'000;

/// What a run came to.
struct Outcome {
  std::uint64_t count = 0;
  std::uint64_t checksum = 0;
};

}  // namespace fleetsim::peer
