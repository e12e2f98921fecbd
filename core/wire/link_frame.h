#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/eval/answer_source.h"
#include "core/value/symbol.h"
#include "core/wire/message.h"

namespace fleetsim::core {

/// Who speaks on a connection. A client asks; it is never a peer, whatever its name.
enum class LinkRole : std::uint8_t { peer, client };
inline constexpr std::uint8_t kLinkRoles = 2;

/// The protocol of connections (not of messages); both ends must have the same.
inline constexpr std::uint32_t kLinkVersion = 1;

/// The first frame of either end.
struct Hello {
  std::uint32_t version = kLinkVersion;
  LinkRole role = LinkRole::peer;
  Symbol name;  ///< the node's; a client's is for logs

  friend bool operator==(const Hello&, const Hello&) = default;
};

/// Between peers: one message (encode_message). What is in it is the node's to judge.
struct PeerMessage {
  SharedBytes bytes;

  friend bool operator==(const PeerMessage& a, const PeerMessage& b) { return *a.bytes == *b.bytes; }
};

/// From a client. Answered by one ClientAnswer of that id, unless the connection ends first.
struct ClientRequest {
  std::uint64_t id = 0;  ///< the client's, unique on its connection
  SharedBytes request;   ///< encode_request

  friend bool operator==(const ClientRequest& a, const ClientRequest& b) {
    return a.id == b.id && *a.request == *b.request;
  }
};

/// To a client.
struct ClientAnswer {
  std::uint64_t id = 0;
  AnswerSource source = AnswerSource::local;  ///< of a reply
  bool held = false;                          ///< whether the node holds the content now
  Result<SharedBytes> reply{SharedBytes{}};   ///< encode_reply, or why there is none

  friend bool operator==(const ClientAnswer& a, const ClientAnswer& b);
};

/// Why the other end closes the connection, for people.
struct Refusal {
  std::string reason;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// Everything that is said on a connection (FORMAT.md, "Link frames").
using LinkFrame = std::variant<Hello, PeerMessage, ClientRequest, ClientAnswer, Refusal>;

/// A frame without its length.
inline constexpr std::size_t kLinkFrameBytesMax = kMessageBytesMax + 64;
/// Longer first frames are refused before they are read.
inline constexpr std::size_t kHelloBytesMax = 4096;

/// The frame with its length in front. Requires a body of at most kLinkFrameBytesMax.
Bytes encode_link_frame(const LinkFrame& frame);

/// Takes a frame without its length, of unknown origin. Errors: codec `fabric/link` for anything that
/// encode_link_frame does not produce.
Result<LinkFrame> decode_link_frame(ByteView bytes);

}  // namespace fleetsim::core
