#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/env/peer_list.h"
#include "core/eval/answer_source.h"
#include "core/lookup/lookup_options.h"
#include "core/store/stored_reply.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// The error of a lookup that found nobody and has no home.
Error no_holder_error();

/// One lookup after the local miss: whom to ask next, what to do with the answer. Plain data, no I/O: a driver carries
/// out each step and feeds back what came of it. Both drivers, the synchronous fabric and the node, use this one
/// machine.
///
/// Order: the announced holders ascending by symbol, each through its first configured peer; then every other
/// configured peer in configuration order; then the home. Never the node itself. One after another.
class Lookup {
 public:
  struct AskPeer {
    std::uint32_t position;  ///< in the PeerList
    AnswerSource source;     ///< announced or peer
  };
  struct AskHome {};
  /// Record the reply, then announce it, then answer with it.
  struct Record {
    StoredReply reply;
    AnswerSource source;
  };
  struct Fail {
    Error error;
  };
  using Step = std::variant<AskPeer, AskHome, Record, Fail>;

  /// `announced`: the holders that the index lists, ascending.
  Lookup(std::vector<Symbol> announced, bool has_home) : announced_(std::move(announced)), has_home_(has_home) {}

  /// The first step.
  Step start(const Symbol& self, const PeerList& peers, const LookupOptions& options);
  /// Whoever was asked last failed: any error of a peer is a miss, the home's is the answer.
  Step on_failure(const Error& error, const Symbol& self, const PeerList& peers, const LookupOptions& options);
  /// Whoever was asked last answered.
  Step on_reply(StoredReply reply) const;

 private:
  enum class Stage : std::uint8_t { announced, peers, home };

  Step next(const Symbol& self, const PeerList& peers, const LookupOptions& options);
  bool is_announced(const Symbol& name) const;

  std::vector<Symbol> announced_;
  std::uint32_t position_ = 0;  // next in the announced list, or in the peer list
  Stage stage_ = Stage::announced;
  bool has_home_;
  AnswerSource asked_ = AnswerSource::peer;  // whom the last step asked
};

}  // namespace fleetsim::core
