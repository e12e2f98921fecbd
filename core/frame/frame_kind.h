#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/value/symbol.h"

namespace fleetsim::core {

enum class LifecycleCommand : std::uint8_t { start, stop, suspend, resume, health };
inline constexpr std::uint8_t kLifecycleCommands = 5;

/// `start`, `stop`, `suspend`, `resume`, `health`.
const char* to_string(LifecycleCommand command);

/// What a server frame is, with what only that kind carries.
namespace frame {

struct Request {
  friend bool operator==(const Request&, const Request&) = default;
};
struct Response {
  friend bool operator==(const Response&, const Response&) = default;
};
struct Error {
  friend bool operator==(const Error&, const Error&) = default;
};
struct Notify {
  friend bool operator==(const Notify&, const Notify&) = default;
};
struct StreamStart {
  friend bool operator==(const StreamStart&, const StreamStart&) = default;
};
struct StreamChunk {
  friend bool operator==(const StreamChunk&, const StreamChunk&) = default;
};
struct StreamEnd {
  friend bool operator==(const StreamEnd&, const StreamEnd&) = default;
};
struct Negotiate {
  std::vector<Symbol> codecs;
  friend bool operator==(const Negotiate&, const Negotiate&) = default;
};
struct Ping {
  friend bool operator==(const Ping&, const Ping&) = default;
};
struct Pong {
  friend bool operator==(const Pong&, const Pong&) = default;
};
struct Lifecycle {
  LifecycleCommand command = LifecycleCommand::health;
  friend bool operator==(const Lifecycle&, const Lifecycle&) = default;
};
struct Trigger {
  Symbol source;
  std::uint64_t when_ms = 0;
  friend bool operator==(const Trigger&, const Trigger&) = default;
};
struct Role {
  Symbol role;
  std::uint32_t hop = 0;
  friend bool operator==(const Role&, const Role&) = default;
};

}  // namespace frame

using FrameKind = std::variant<frame::Request, frame::Response, frame::Error, frame::Notify,
                               frame::StreamStart, frame::StreamChunk, frame::StreamEnd, frame::Negotiate,
                               frame::Ping, frame::Pong, frame::Lifecycle, frame::Trigger, frame::Role>;
inline constexpr std::size_t kFrameKinds = std::variant_size_v<FrameKind>;

/// `request`, `response`, `error`, `notify`, `stream-start`, `stream-chunk`, `stream-end`, `negotiate`,
/// `ping`, `pong`, `lifecycle`, `trigger`, `role`.
const char* label(const FrameKind& kind);

template <class Kind>
bool is(const FrameKind& kind) {
  return std::holds_alternative<Kind>(kind);
}

/// Whether it is one of the three kinds that streams consist of.
bool is_stream_kind(const FrameKind& kind);

}  // namespace fleetsim::core
