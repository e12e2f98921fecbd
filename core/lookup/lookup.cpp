#include "core/lookup/lookup.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::core {

Error no_holder_error() {
  return Error::eval("no holder for content id and no home compute site", ErrorCode::no_holder);
}

bool Lookup::is_announced(const Symbol& name) const {
  return stages_.announced && std::binary_search(announced_.begin(), announced_.end(), name);
}

Lookup::Step Lookup::start(const Symbol& self, const PeerList& peers, const LookupOptions& options, Dice& dice) {
  if (stages_.peers && options.probes) draw_sample(*options.probes, self, peers, dice);
  return next(self, peers);
}

void Lookup::draw_sample(std::uint32_t wanted, const Symbol& self, const PeerList& peers, Dice& dice) {
  const auto eligible = [&](std::uint32_t position) {
    const Symbol& name = peers.name(position);
    return name != self && !is_announced(name);
  };
  sample_.emplace();
  // Few peers: a shuffle of those that count. Many: draws, of which few can be in vain.
  if (peers.size() <= 4 * (std::uint64_t{wanted} + announced_.size() + 1)) {
    for (std::uint32_t position = 0; position < peers.size(); ++position)
      if (eligible(position)) sample_->push_back(position);
    if (sample_->size() <= wanted) return;
    for (std::uint32_t i = 0; i < wanted; ++i)
      std::swap((*sample_)[i], (*sample_)[i + static_cast<std::size_t>(dice.below(sample_->size() - i))]);
    sample_->resize(wanted);
    return;
  }
  while (sample_->size() < wanted) {
    const auto position = static_cast<std::uint32_t>(dice.below(peers.size()));
    if (eligible(position) && std::ranges::find(*sample_, position) == sample_->end()) sample_->push_back(position);
  }
}

std::optional<Lookup::AskPeer> Lookup::next_announced(const Symbol& self, const PeerList& peers) {
  while (stages_.announced && position_ < announced_.size()) {
    const Symbol& holder = announced_[position_++];
    if (holder == self) continue;
    if (const std::optional<std::uint32_t> peer = peers.find(holder)) return AskPeer{*peer, AnswerSource::announced};
  }
  return std::nullopt;
}

std::optional<Lookup::AskPeer> Lookup::next_peer(const Symbol& self, const PeerList& peers) {
  if (!stages_.peers) return std::nullopt;
  if (sample_) {
    if (position_ == sample_->size()) return std::nullopt;
    return AskPeer{(*sample_)[position_++], AnswerSource::peer};
  }
  while (position_ < peers.size()) {
    const std::uint32_t peer = position_++;
    const Symbol& name = peers.name(peer);
    if (name != self && !is_announced(name)) return AskPeer{peer, AnswerSource::peer};
  }
  return std::nullopt;
}

Lookup::Step Lookup::ask(AskPeer peer) {
  ++open_;
  return peer;
}

Lookup::Step Lookup::next(const Symbol& self, const PeerList& peers) {
  if (stage_ == Stage::announced) {
    if (const auto holder = next_announced(self, peers)) return ask(*holder);
    stage_ = Stage::peers;
    position_ = 0;
  }
  if (stage_ == Stage::peers) {
    if (const auto peer = next_peer(self, peers)) return ask(*peer);
    stage_ = stages_.home ? Stage::home : Stage::put_off;
    position_ = 0;
  }
  if (stage_ == Stage::put_off && position_ < put_off_.size()) return ask(put_off_[position_++]);
  if (stage_ == Stage::home) {
    stage_ = Stage::done;
    ++open_;
    return AskHome{};
  }
  return Fail{no_holder_error()};
}

Lookup::Step Lookup::on_failure(AnswerSource asked, const Error& error, const Symbol& self, const PeerList& peers) {
  FLEET_CHECK(open_ > 0, "a failure of nobody");
  --open_;
  if (asked == AnswerSource::home) return Fail{error};
  return open_ > 0 ? one_more(self, peers) : next(self, peers);
}

Lookup::Step Lookup::one_more(const Symbol& self, const PeerList& peers) {
  if (stage_ == Stage::announced)
    if (const auto holder = next_announced(self, peers)) return ask(*holder);
  return Wait{};
}

Lookup::Step Lookup::put_off(const AskPeer& step, const Symbol& self, const PeerList& peers) {
  FLEET_CHECK(!last_resort(), "put off twice");
  put_off_.push_back(step);
  --open_;
  return open_ > 0 ? one_more(self, peers) : next(self, peers);
}

Lookup::Step Lookup::again(const std::vector<Symbol>& announced, const Symbol& self, const PeerList& peers) {
  std::vector<Symbol> fresh;
  std::ranges::set_difference(announced, announced_, std::back_inserter(fresh));
  announced_ = std::move(fresh);
  stages_.peers = false;
  stage_ = Stage::announced;
  position_ = 0;
  open_ = 0;
  return next(self, peers);
}

bool Lookup::last(const PeerList& peers) const {
  switch (stage_) {
    case Stage::announced:
      return !stages_.home && !stages_.peers && position_ == announced_.size();
    case Stage::peers:
      return !stages_.home && put_off_.empty() && position_ == (sample_ ? sample_->size() : peers.size());
    case Stage::put_off:
      return position_ == put_off_.size();
    case Stage::home:
      return false;
    case Stage::done:
      return true;
  }
  FLEET_CHECK(false, "a lookup in no stage");
}

}  // namespace fleetsim::core
