#include "core/wire/member_frame.h"

#include <array>
#include <utility>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/wire/symbol_bytes.h"

namespace fleetsim::core {
namespace {

bool may_be_about(MemberFrameKind kind, bool about) {
  if (kind == MemberFrameKind::probe_request) return about;
  return kind == MemberFrameKind::ack || !about;
}

}  // namespace

const char* to_string(MemberState state) {
  static constexpr std::array<const char*, kMemberStates> names = {"up", "suspect", "gone"};
  return names.at(static_cast<std::size_t>(state));
}

const char* to_string(MemberFrameKind kind) {
  static constexpr std::array<const char*, kMemberFrameKinds> names = {"probe", "probe_request", "ack", "tell"};
  return names.at(static_cast<std::size_t>(kind));
}

Bytes encode_member_frame(const MemberFrame& frame) {
  ByteWriter out;
  out.reserve(32 + 24 * frame.news.size());
  out.u8(static_cast<std::uint8_t>(frame.kind));
  out.u64_le(frame.number);
  out.varuint(frame.incarnation);
  out.u8(frame.about ? 1 : 0);
  if (frame.about) write_symbol(out, *frame.about);
  out.varuint(frame.news.size());
  for (const MemberNews& news : frame.news) {
    write_symbol(out, news.name);
    out.u8(static_cast<std::uint8_t>(news.state));
    out.varuint(news.incarnation);
  }
  return std::move(out).take();
}

Result<MemberFrame> decode_member_frame(ByteView bytes) {
  ByteReader in(bytes);
  MemberFrame frame;
  const std::uint8_t kind = in.u8();
  frame.number = in.u64_le();
  frame.incarnation = in.varuint();
  const std::uint8_t about = in.u8();
  if (kind >= kMemberFrameKinds || about > 1 || !may_be_about(static_cast<MemberFrameKind>(kind), about == 1)) in.fail();
  if (about == 1) frame.about = read_symbol(in);
  const std::uint64_t count = in.count(4);
  if (count > kMemberNewsMax) in.fail();
  frame.news.reserve(in.ok() ? count : 0);
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    MemberNews news;
    news.name = read_symbol(in);
    const std::uint8_t state = in.u8();
    if (state >= kMemberStates) in.fail();
    news.state = static_cast<MemberState>(in.ok() ? state : 0);
    news.incarnation = in.varuint();
    frame.news.push_back(std::move(news));
  }
  if (!in.finished())
    return Error::codec("fabric/member-frame", "unknown kind or state, too much news, truncated, or bytes after it");
  frame.kind = static_cast<MemberFrameKind>(kind);
  return frame;
}

}  // namespace fleetsim::core
