#include "core/wire/tree_frame.h"

#include <array>
#include <utility>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/wire/symbol_bytes.h"

namespace fleetsim::core {
namespace {

// Which fields a kind has, in their order on the wire.
struct Fields {
  bool urgent = false;
  bool ttl = false;
  bool about = false;
  bool names = false;
  bool ids = false;
  bool batch = false;  // one id, hops, payload
};

Fields fields_of(TreeFrameKind kind) {
  switch (kind) {
    case TreeFrameKind::neighbor:
      return {.urgent = true};
    case TreeFrameKind::forward_join:
      return {.ttl = true, .about = true};
    case TreeFrameKind::shuffle:
      return {.ttl = true, .about = true, .names = true};
    case TreeFrameKind::shuffle_reply:
      return {.names = true};
    case TreeFrameKind::push:
      return {.batch = true};
    case TreeFrameKind::announce:
    case TreeFrameKind::graft:
      return {.ids = true};
    case TreeFrameKind::join:
    case TreeFrameKind::accept:
    case TreeFrameKind::refuse:
    case TreeFrameKind::disconnect:
    case TreeFrameKind::keep:
    case TreeFrameKind::prune:
      return {};
  }
  return {};
}

void write(ByteWriter& out, const BatchId& id) {
  out.u64_le(id.author);
  out.u64_le(id.number);
}

BatchId read_id(ByteReader& in) {
  BatchId id;
  id.author = in.u64_le();
  id.number = in.u64_le();
  return id;
}

}  // namespace

const char* to_string(TreeFrameKind kind) {
  static constexpr std::array<const char*, kTreeFrameKinds> names = {
      "join",    "forward_join",  "neighbor", "accept", "refuse",   "disconnect",
      "shuffle", "shuffle_reply", "keep",     "push",   "announce", "graft",
      "prune"};
  return names.at(static_cast<std::size_t>(kind));
}

bool operator==(const TreeFrame& a, const TreeFrame& b) {
  return a.kind == b.kind && a.urgent == b.urgent && a.ttl == b.ttl && a.about == b.about && a.names == b.names &&
         a.ids == b.ids && a.hops == b.hops && *a.payload == *b.payload;
}

Bytes encode_tree_frame(const TreeFrame& frame) {
  const Fields fields = fields_of(frame.kind);
  ByteWriter out;
  out.reserve(64 + frame.payload->size() + 16 * (frame.ids.size() + frame.names.size()));
  out.u8(static_cast<std::uint8_t>(frame.kind));
  if (fields.urgent) out.u8(frame.urgent ? 1 : 0);
  if (fields.ttl) out.u8(frame.ttl);
  if (fields.about) write_symbol(out, frame.about.value_or(Symbol()));
  if (fields.names) {
    out.varuint(frame.names.size());
    for (const Symbol& name : frame.names) write_symbol(out, name);
  }
  if (fields.ids) {
    out.varuint(frame.ids.size());
    for (const BatchId& id : frame.ids) write(out, id);
  }
  if (fields.batch) {
    write(out, frame.ids.empty() ? BatchId() : frame.ids.front());
    out.varuint(frame.hops);
    out.raw(*frame.payload);
  }
  return std::move(out).take();
}

Result<TreeFrame> decode_tree_frame(ByteView bytes) {
  ByteReader in(bytes);
  TreeFrame frame;
  const std::uint8_t kind = in.u8();
  if (kind >= kTreeFrameKinds) in.fail();
  frame.kind = static_cast<TreeFrameKind>(in.ok() ? kind : static_cast<std::uint8_t>(TreeFrameKind::keep));
  const Fields fields = fields_of(frame.kind);
  if (fields.urgent) {
    const std::uint8_t urgent = in.u8();
    if (urgent > 1) in.fail();
    frame.urgent = urgent == 1;
  }
  if (fields.ttl) frame.ttl = in.u8();
  if (fields.about) frame.about = read_symbol(in);
  if (fields.names) {
    const std::uint64_t names = in.count(2);
    if (names > kTreeNamesMax) in.fail();
    for (std::uint64_t i = 0; i < names && in.ok(); ++i) frame.names.push_back(read_symbol(in));
  }
  if (fields.ids) {
    const std::uint64_t ids = in.count(16);
    if (ids > kTreeIdsMax) in.fail();
    for (std::uint64_t i = 0; i < ids && in.ok(); ++i) frame.ids.push_back(read_id(in));
  }
  if (fields.batch) {
    frame.ids.push_back(read_id(in));
    const std::uint64_t hops = in.varuint();
    if (hops > UINT32_MAX) in.fail();
    frame.hops = static_cast<std::uint32_t>(hops);
    const ByteView payload = in.raw(in.remaining());
    frame.payload = share(Bytes(payload.begin(), payload.end()));
  }
  if (!in.finished())
    return Error::codec("fabric/tree-frame", "unknown kind, too many names or ids, truncated, or bytes after it");
  return frame;
}

}  // namespace fleetsim::core
