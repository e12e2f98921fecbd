#include "core/lookup/lookup.h"

#include <algorithm>

namespace fleetsim::core {

Error no_holder_error() {
  return Error::eval("no holder for content id and no home compute site", ErrorCode::no_holder);
}

bool Lookup::is_announced(const Symbol& name) const {
  return std::binary_search(announced_.begin(), announced_.end(), name);
}

Lookup::Step Lookup::start(const Symbol& self, const PeerList& peers, const LookupOptions& options) {
  return next(self, peers, options);
}

Lookup::Step Lookup::next(const Symbol& self, const PeerList& peers, const LookupOptions& options) {
  if (stage_ == Stage::announced) {
    while (options.ask_announced && position_ < announced_.size()) {
      const Symbol& holder = announced_[position_++];
      if (holder == self) continue;
      if (const std::optional<std::uint32_t> peer = peers.find(holder)) {
        asked_ = AnswerSource::announced;
        return AskPeer{*peer, asked_};
      }
    }
    stage_ = Stage::peers;
    position_ = 0;
  }
  if (stage_ == Stage::peers) {
    while (options.ask_peers && position_ < peers.size()) {
      const std::uint32_t peer = position_++;
      const Symbol& name = peers.name(peer);
      if (name == self || is_announced(name)) continue;
      asked_ = AnswerSource::peer;
      return AskPeer{peer, asked_};
    }
    stage_ = Stage::home;
  }
  if (!has_home_ || !options.ask_home) return Fail{no_holder_error()};
  asked_ = AnswerSource::home;
  return AskHome{};
}

Lookup::Step Lookup::on_failure(const Error& error, const Symbol& self, const PeerList& peers,
                                const LookupOptions& options) {
  if (asked_ == AnswerSource::home) return Fail{error};
  return next(self, peers, options);
}

Lookup::Step Lookup::on_reply(StoredReply reply) const { return Record{std::move(reply), asked_}; }

}  // namespace fleetsim::core
