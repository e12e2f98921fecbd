#include "core/evaluate/synthetic_evaluator.h"

#include <algorithm>
#include <utility>

namespace fleetsim::core {

SyntheticEvaluator& SyntheticEvaluator::with_outcome(const ContentKey& key, Result<EvalReply> outcome) {
  given_.insert_or_assign(key, std::move(outcome));
  return *this;
}

Evaluation SyntheticEvaluator::evaluate(const EvalRequest& request) const {
  const Result<ContentKey> key = ContentKey::from_request(request);
  if (!key) return {key.error()};
  if (const auto given = given_.find(*key); given != given_.end()) return {given->second};
  return {text_reply(digest_text(key->digest(), reply_bytes_))};
}

std::string digest_text(const Digest& digest, std::uint64_t bytes) {
  const std::string digits = to_hex(digest);
  std::string text;
  text.reserve(static_cast<std::size_t>(bytes));
  while (text.size() < bytes) text.append(digits, 0, static_cast<std::size_t>(bytes - text.size()));
  return text;
}

}  // namespace fleetsim::core
