#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

namespace fleetsim::peer {

/// A workload and its numbers, as given to a program of this directory.
struct Arguments {
  std::string what;
  std::vector<std::uint32_t> numbers;

  bool is(const char* name, std::size_t count) const { return what == name && numbers.size() == count; }
};

/// `words`: WORKLOAD NUMBER... Whatever is not a positive number makes it a workload that nobody knows.
inline Arguments arguments(const std::vector<std::string>& words) {
  Arguments read;
  if (words.empty()) return read;
  for (std::size_t i = 1; i < words.size(); ++i) {
    std::uint32_t value = 0;
    const char* end = words[i].data() + words[i].size();
    const auto [last, error] = std::from_chars(words[i].data(), end, value);
    if (error != std::errc() || last != end || value == 0) return read;
    read.numbers.push_back(value);
  }
  read.what = words[0];
  return read;
}

}  // namespace fleetsim::peer
