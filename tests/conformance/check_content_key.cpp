#include <map>

#include <fmt/format.h>

#include "core/eval/content_key.h"
#include "tests/conformance/judge.h"

namespace fleetsim::conformance {
namespace {

using nlohmann::json;

// The first line with each key, and the key of each line: what `same_key_as` is judged by.
struct Seen {
  std::map<core::ContentKey, std::string> first_with;
  std::map<std::string, core::ContentKey> key_of;
};

Verdict check_line(const json& line, Seen& seen) {
  require_members(line, {"id", "note", "request", "digest_hex", "same_key_as", "key_canonical_hex",
                         "key_content_id_hex", "request_canonical_hex"});
  const std::string& id = read_string(line["id"]);
  const core::EvalRequest request = read_request(line["request"]);
  const core::Result<core::ContentKey> key = core::ContentKey::from_request(request);
  if (!key) return fmt::format("content key {}, expected ok", key.error().text());

  const auto [first, is_new] = seen.first_with.emplace(*key, id);
  if (!seen.key_of.emplace(id, *key).second) return fmt::format("id {} again, expected a new one", id);

  if (!line["request_canonical_hex"].is_null()) {
    const std::string& expected = read_string(line["request_canonical_hex"]);
    const core::Result<core::Bytes> bytes = core::content_key_request_bytes(request);
    if (Verdict wrong = compare("bytes of the request", core::to_hex(*bytes), expected)) return wrong;
  }
  if (Verdict wrong = compare("digest", core::to_hex(key->digest()), read_string(line["digest_hex"])))
    return wrong;
  if (Verdict wrong = compare("bytes of the key", core::to_hex(key->canonical()),
                              read_string(line["key_canonical_hex"]))) {
    return wrong;
  }
  if (Verdict wrong = compare("content id of the key", core::to_hex(key->effect_ledger_id().digest),
                              read_string(line["key_content_id_hex"]))) {
    return wrong;
  }
  const std::string same = is_new ? "a new key" : fmt::format("the key of {}", first->second);
  const json& expected = line["same_key_as"];
  return compare("it has", same,
                 expected.is_null() ? "a new key" : fmt::format("the key of {}", read_string(expected)));
}

}  // namespace

std::vector<Verdict> check_content_key(std::span<const Line> lines) {
  Seen seen;
  return judge_each(lines, [&seen](const json& line) { return check_line(line, seen); });
}

}  // namespace fleetsim::conformance
