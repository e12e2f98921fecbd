#include "core/gossip/gossip_options.h"

#include <array>

namespace fleetsim::core {
namespace {

template <class Word, std::size_t N>
const char* word_of(Word word, const std::array<const char*, N>& words) {
  return words.at(static_cast<std::size_t>(word));
}

}  // namespace

const char* to_string(GossipStrategy strategy) {
  return word_of(strategy, std::array<const char*, kGossipStrategies>{"none", "full", "rumor", "sync", "hybrid", "tree"});
}

const char* to_string(Reconciler reconciler) {
  return word_of(reconciler,
                 std::array<const char*, kReconcilers>{"auto", "versions", "riblt", "ranges", "bloom", "whole"});
}

const char* to_string(GossipDirection direction) {
  return word_of(direction, std::array<const char*, kGossipDirections>{"push", "pull", "push_pull"});
}

const char* to_string(TickSpacing spacing) {
  return word_of(spacing, std::array<const char*, 2>{"even", "random"});
}

const char* to_string(TickPhase phase) { return word_of(phase, std::array<const char*, 2>{"random", "aligned"}); }

GossipOptions GossipOptions::of(GossipStrategy strategy) {
  GossipOptions options;
  options.strategy = strategy;
  if (strategy == GossipStrategy::full) {
    options.interval = seconds(1);
    options.fanout = 1;
  }
  if (strategy == GossipStrategy::sync) options.sync.interval = seconds(2);
  if (strategy == GossipStrategy::tree) options.sync.interval = seconds(10);
  return options;
}

}  // namespace fleetsim::core
