#pragma once

#include <cstddef>
#include <map>
#include <utility>

#include "core/base/time.h"
#include "core/eval/content_key.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// Who turned out not to hold what, for a while: the negative side of an index of hints. A plain value,
/// bounded.
class MissedHolders {
 public:
  static constexpr std::size_t kMissesMax = 4096;

  void missed(const ContentKey& key, const Symbol& holder, Instant until, Instant now) {
    if (misses_.size() >= kMissesMax)
      std::erase_if(misses_, [&](const auto& miss) { return miss.second <= now; });
    if (misses_.size() < kMissesMax) misses_.insert_or_assign({key, holder}, until);
  }
  bool is_missed(const ContentKey& key, const Symbol& holder, Instant now) const {
    const auto found = misses_.find({key, holder});
    return found != misses_.end() && now < found->second;
  }
  /// It said something new of the key.
  void forget(const ContentKey& key, const Symbol& holder) { misses_.erase({key, holder}); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(misses_);
  }

 private:
  std::map<std::pair<ContentKey, Symbol>, Instant> misses_;
};

}  // namespace fleetsim::core
