#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ratio.h"

namespace fleetsim::sim {

/// Where something stands in its source, for messages. Lines and columns count from 1; 0 when there is no
/// place.
struct Place {
  int line = 0;
  int column = 0;
};

/// Which nodes are meant: those that match every given field, then `mode` of them.
struct Selector {
  enum class Mode : std::uint8_t { all, one, fixed, percent, minority, majority, minority_third };
  std::vector<std::string> nodes;  ///< by name; empty: any
  std::optional<std::string> group;
  std::optional<std::string> zone;
  std::optional<std::string> region;
  std::optional<std::string> label;
  std::optional<std::uint32_t> holders_of = {};  ///< who holds that content (an index) at the start
  std::optional<std::uint32_t> home_of = {};     ///< who may compute that content
  Mode mode = Mode::all;
  std::uint64_t count = 0;  ///< fixed
  core::Ratio share;        ///< percent
  Place place;
};

/// So many of `count`, rounded down.
std::uint64_t share_of(std::uint64_t count, core::Ratio share);

/// How many of so many candidates `mode` chooses; never more than there are.
std::uint64_t count_chosen(const Selector& selector, std::uint64_t candidates);

}  // namespace fleetsim::sim
