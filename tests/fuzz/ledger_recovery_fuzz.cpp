// Recovery of any bytes: what is found stays found. The rest is cut or counted, a second recovery finds the same, a new
// record behind the cut is found too, and a node boots from all of it.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/store/log_record.h"

namespace {

using namespace fleetsim::core;

bool same_entries(const LogRecovery& a, const LogRecovery& b) {
  return std::ranges::equal(a.entries, b.entries);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView log(data, size);
  const LogRecovery first = recover_log(log);
  FLEET_CHECK(first.valid_bytes + first.torn_bytes == size, "bytes that are neither kept nor cut");

  const LogRecovery second = recover_log(log.first(first.valid_bytes));
  FLEET_CHECK(second.torn_bytes == 0, "a tail is left after the cut");
  FLEET_CHECK(same_entries(first, second), "the cut lost a record");

  Digest digest{};
  digest.fill(0xA5);
  const ContentKey key = ContentKey::from_digest(digest);
  const Bytes record = encode_log_record(key, *StoredReply::encode(text_reply("one more")));
  Bytes longer(data, data + first.valid_bytes);
  longer.insert(longer.end(), record.begin(), record.end());
  const LogRecovery third = recover_log(longer);
  FLEET_CHECK(third.torn_bytes == 0, "a good record was taken for a torn tail");
  FLEET_CHECK(std::ranges::any_of(third.entries, [&](const auto& entry) { return entry.first == key; }),
              "an acknowledged record was lost");
  return 0;
}
