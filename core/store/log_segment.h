#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"

namespace fleetsim::core {

/// Names one part of a node's log: a file of its own on a real machine. Given by the node, from 1, ever larger.
using SegmentId = std::uint64_t;

/// A part of the log as it was found.
struct LogSegment {
  SegmentId id = 0;
  SharedBytes bytes;
};

/// A whole log: ascending by id, none twice. A log is read in that order.
using LogSegments = std::vector<LogSegment>;

}  // namespace fleetsim::core
