// Any bytes, however cut, are frames that encode back to themselves, or are refused; nothing is kept beyond
// what came.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/wire/link_frame.h"
#include "core/wire/link_frame_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fleetsim::core;
  constexpr std::size_t kFrameMax = 64 * 1024;
  if (size == 0) return 0;
  // The first byte says in what pieces the rest arrives.
  const std::size_t piece = std::size_t{1} + data[0];
  const ByteView bytes(data + 1, size - 1);
  LinkFrameReader reader(kFrameMax);
  std::size_t fed = 0;
  while (fed < bytes.size()) {
    const ByteView part = bytes.subspan(fed, std::min(piece, bytes.size() - fed));
    reader.feed(part);
    fed += part.size();
    for (;;) {
      Result<std::optional<Bytes>> frame = reader.next();
      if (!frame) return 0;
      if (!*frame) break;
      FLEET_CHECK((*frame)->size() <= kFrameMax);
      const Result<LinkFrame> read = decode_link_frame(**frame);
      if (!read) continue;
      const Bytes again = encode_link_frame(*read);
      FLEET_CHECK(Bytes(again.begin() + 4, again.end()) == **frame, "another encoding");
    }
    FLEET_CHECK(reader.buffered() <= fed);
  }
  return 0;
}
