#pragma once

#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/eval/eval_request.h"
#include "core/frame/frame_kind.h"

namespace fleetsim::core {

/// What a frame says about how it wants to be treated.
struct FrameEnvelope {
  /// Relative to the instant at which the frame is sent.
  std::optional<Duration> deadline = {};
  Consistency consistency = Consistency::local_first;
  bool trace = false;
  std::vector<CapabilityName> required_capabilities = {};
  std::optional<Symbol> reply_codec_hint = {};
  std::optional<Symbol> role = {};
  std::uint32_t hop = 0;
  std::optional<Symbol> trigger_source = {};

  friend bool operator==(const FrameEnvelope&, const FrameEnvelope&) = default;
};

inline constexpr std::uint16_t kFrameVersion = 1;

/// One frame between two servers (contract: data-model §20): a payload in some codec, and what it is.
struct ServerFrame {
  std::uint16_t version = kFrameVersion;
  Symbol codec;
  std::optional<std::uint64_t> msg_id = {};
  /// The msg_id of the frame that this one answers.
  std::optional<std::uint64_t> correlate = {};
  FrameKind kind = frame::Request{};
  FrameEnvelope envelope = {};
  Bytes payload = {};

  friend bool operator==(const ServerFrame&, const ServerFrame&) = default;
};

}  // namespace fleetsim::core
