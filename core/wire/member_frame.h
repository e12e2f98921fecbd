#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// What is believed of a peer. Of two words of one incarnation the later one in this order holds.
enum class MemberState : std::uint8_t {
  up,
  suspect,  ///< did not answer; gone unless it says that it is there
  gone,
};
inline constexpr std::uint8_t kMemberStates = 3;

enum class MemberFrameKind : std::uint8_t {
  probe,          ///< are you there?
  probe_request,  ///< is `about` there? Ask it for me.
  ack,            ///< yes; `about`: the one that was asked for somebody else, none: the sender
  tell,           ///< no question and no answer: just what is said besides
};
inline constexpr std::uint8_t kMemberFrameKinds = 4;

/// `up`, `suspect`, `gone`.
const char* to_string(MemberState state);
/// `probe`, `probe_request`, ...
const char* to_string(MemberFrameKind kind);

/// One word of somebody about somebody.
struct MemberNews {
  Symbol name;
  MemberState state = MemberState::up;
  /// Of the one that it is about: only itself raises it, to refute what is said of it. 0: not known to the one that said it
  /// first.
  std::uint64_t incarnation = 0;

  friend bool operator==(const MemberNews&, const MemberNews&) = default;
};

/// News in one frame.
inline constexpr std::size_t kMemberNewsMax = 40;

/// What two nodes say to each other about who is there (FORMAT.md, "Member frame"). Plain data.
struct MemberFrame {
  MemberFrameKind kind = MemberFrameKind::tell;
  std::uint64_t number = 0;       ///< of the question; an ack repeats it
  std::uint64_t incarnation = 0;  ///< of the sender
  std::optional<Symbol> about;    ///< always in a probe_request, perhaps in an ack, never else
  std::vector<MemberNews> news;   ///< at most kMemberNewsMax

  friend bool operator==(const MemberFrame&, const MemberFrame&) = default;
};

Bytes encode_member_frame(const MemberFrame& frame);

/// Errors: codec `fabric/member-frame` for anything that encode_member_frame does not produce. Never crashes; allocates no
/// more than a small multiple of the input.
Result<MemberFrame> decode_member_frame(ByteView bytes);

}  // namespace fleetsim::core
