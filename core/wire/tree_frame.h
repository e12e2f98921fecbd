#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// Names a batch: who made it, and a number that it uses for no other.
struct BatchId {
  std::uint64_t author = 0;  ///< checksum64 of its name
  std::uint64_t number = 0;

  friend auto operator<=>(const BatchId&, const BatchId&) = default;
};

enum class TreeFrameKind : std::uint8_t {
  // Of views: who is whose neighbour.
  join,           ///< I am new; take me as a neighbour, and tell others
  forward_join,   ///< `about` is new; `ttl` more steps
  neighbor,       ///< will you be my neighbour? `urgent`: I have hardly any
  accept,         ///< yes
  refuse,         ///< no: I have enough
  disconnect,     ///< you are not my neighbour any more
  shuffle,        ///< `names` are some that `about` knows; `ttl` more steps
  shuffle_reply,  ///< and some that I know
  keep,           ///< you are still my neighbour
  // Of trees: what goes along them.
  push,      ///< the batch `ids[0]`, which has come so many `hops`
  announce,  ///< I have these batches
  graft,     ///< send me these batches, and from now on all
  prune,     ///< send me no batches, only announce them
};
inline constexpr std::uint8_t kTreeFrameKinds = 13;

/// `join`, `forward_join`, ...
const char* to_string(TreeFrameKind kind);

/// Names in one frame, and ids.
inline constexpr std::size_t kTreeNamesMax = 16;
inline constexpr std::size_t kTreeIdsMax = 64;

/// What neighbours in an overlay say to each other (FORMAT.md, "Tree frame"). Plain data; a field that its kind has no use
/// for is empty.
struct TreeFrame {
  TreeFrameKind kind = TreeFrameKind::keep;
  bool urgent = false;
  std::uint8_t ttl = 0;
  std::optional<Symbol> about = {};
  std::vector<Symbol> names = {};
  std::vector<BatchId> ids = {};
  std::uint32_t hops = 0;
  SharedBytes payload = share({});

  friend bool operator==(const TreeFrame& a, const TreeFrame& b);
};

Bytes encode_tree_frame(const TreeFrame& frame);

/// Errors: codec `fabric/tree-frame` for anything that encode_tree_frame does not produce of a frame without needless
/// fields. Never crashes; allocates no more than a small multiple of the input.
Result<TreeFrame> decode_tree_frame(ByteView bytes);

}  // namespace fleetsim::core
