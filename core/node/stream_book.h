#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/node_id.h"
#include "core/env/input.h"
#include "core/eval/content_key.h"
#include "core/session/placed_sink.h"
#include "core/session/placed_source.h"

namespace fleetsim::core {

/// A stream that this machine asked for.
struct StreamIn {
  RequestId request = 0;
  NodeId site = kNobody;
  ContentKey key;
  SharedBytes what;  ///< encode_request
  PlacedSink sink;
  Instant until;              ///< it is over at the latest
  std::uint32_t resumes = 0;  ///< sessions after the first
  std::uint64_t items = 0;    ///< handed over
  std::uint64_t checksum = 0;
  std::optional<Instant> armed = {};  ///< when its timer is due
  bool over = false;                  ///< kept to acknowledge the end again
};

/// Who is sent a stream: session ids are the receiver's.
struct StreamTo {
  NodeId node = kNobody;
  SessionId session = 0;

  friend auto operator<=>(const StreamTo&, const StreamTo&) = default;
};

/// A stream that another node asked for.
struct StreamOut {
  std::uint64_t number = 0;  ///< of its timer
  ContentKey key;
  SharedRequest request = {};
  std::string resumes;  ///< the stream that its reader has a part of; empty: none yet
  std::uint64_t first = 0;
  std::uint64_t credit = 0;
  std::uint32_t probes = 0;  ///< while its reply is computed: sent since its reader was heard
  std::optional<PlacedSource> source = {};  ///< none while its reply is computed
  std::optional<Instant> armed = {};
};

/// The streams of one node, either way. A plain value.
class StreamBook {
 public:
  std::map<SessionId, StreamIn> in;
  std::map<StreamTo, StreamOut> out;

  /// A number for the timer of the next stream that goes out.
  std::uint64_t number() { return ++last_number_; }
  /// That one is over. It is kept for a while: the last acknowledgement may have been lost.
  void end(SessionId session);
  /// That one is over, and why, for a reader that did not hear it.
  void end(const StreamTo& to, SessionWhy why);
  std::optional<SessionWhy> ended(const StreamTo& to) const;
  /// How many go to that node.
  std::size_t sent_to(NodeId node) const;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(in, out, last_number_, ended_, ended_out_, ended_out_order_);
  }

 private:
  static constexpr std::size_t kEndedMax = 64;

  std::uint64_t last_number_ = 0;
  std::vector<SessionId> ended_;
  std::map<StreamTo, SessionWhy> ended_out_;
  std::vector<StreamTo> ended_out_order_;
};

}  // namespace fleetsim::core
