#pragma once

#include <cstdint>
#include <map>

#include "core/eval/content_key.h"
#include "core/evaluate/evaluator.h"

namespace fleetsim::core {

/// Answers without computing: for capacity work, where only the time, the place and the size of an answer
/// matter. What time it takes is drawn by the host, from its own dice.
///
/// A key with a given outcome has that; any other yields a text of a fixed size made of the key's digest, so
/// that two homes agree and two keys differ.
class SyntheticEvaluator final : public Evaluator {
 public:
  explicit SyntheticEvaluator(std::uint64_t reply_bytes) : reply_bytes_(reply_bytes) {}

  /// Builder.
  SyntheticEvaluator& with_outcome(const ContentKey& key, Result<EvalReply> outcome);

  /// No steps. Errors: the given one; that of ContentKey::from_request.
  Evaluation evaluate(const EvalRequest& request) const override;

 private:
  std::uint64_t reply_bytes_;
  std::map<ContentKey, Result<EvalReply>> given_;
};

/// A text of exactly `bytes` bytes: the digest in hexadecimal, over and over.
std::string digest_text(const Digest& digest, std::uint64_t bytes);

}  // namespace fleetsim::core
