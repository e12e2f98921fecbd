#include "core/wire/link_frame.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/wire/symbol_bytes.h"

namespace fleetsim::core {
namespace {

constexpr std::string_view kHelloMagic = "FLNK";

void write(ByteWriter& out, const Hello& hello) {
  out.raw(kHelloMagic);
  out.u32_le(hello.version);
  out.u8(static_cast<std::uint8_t>(hello.role));
  write_symbol(out, hello.name);
}

void write(ByteWriter& out, const PeerMessage& message) {
  out.raw(ByteView(*message.bytes));
}

void write(ByteWriter& out, const ClientRequest& request) {
  out.u64_le(request.id);
  out.raw(ByteView(*request.request));
}

void write(ByteWriter& out, const ClientAnswer& answer) {
  out.u64_le(answer.id);
  out.u8(static_cast<std::uint8_t>(answer.source));
  out.u8(answer.held ? 1 : 0);
  out.u8(answer.reply ? 1 : 0);
  if (answer.reply) {
    out.raw(ByteView(**answer.reply));
    return;
  }
  const Error& error = answer.reply.error();
  out.u8(static_cast<std::uint8_t>(error.kind));
  out.u8(static_cast<std::uint8_t>(error.code));
  out.blob(error.first);
  out.blob(error.second);
}

void write(ByteWriter& out, const Refusal& refusal) {
  out.blob(refusal.reason);
}

std::string text(ByteReader& in) {
  return std::string(as_text(in.blob()));
}

// 0 or 1; anything else is malformed.
bool flag(ByteReader& in) {
  const std::uint8_t byte = in.u8();
  if (byte > 1) in.fail();
  return byte == 1;
}

// A number below `count`; 0 and failure otherwise.
std::uint8_t below(ByteReader& in, std::uint8_t count) {
  const std::uint8_t byte = in.u8();
  if (byte < count) return byte;
  in.fail();
  return 0;
}

SharedBytes rest(ByteReader& in) {
  const ByteView bytes = in.raw(in.remaining());
  return share(Bytes(bytes.begin(), bytes.end()));
}

LinkFrame read_hello(ByteReader& in) {
  if (as_text(in.raw(kHelloMagic.size())) != kHelloMagic) in.fail();
  Hello hello;
  hello.version = in.u32_le();
  hello.role = static_cast<LinkRole>(below(in, kLinkRoles));
  hello.name = read_symbol(in);
  return hello;
}

LinkFrame read_request(ByteReader& in) {
  const std::uint64_t id = in.u64_le();
  return ClientRequest{id, rest(in)};
}

LinkFrame read_answer(ByteReader& in) {
  ClientAnswer answer;
  answer.id = in.u64_le();
  answer.source = static_cast<AnswerSource>(below(in, kAnswerSources));
  answer.held = flag(in);
  if (flag(in)) {
    answer.reply = rest(in);
    return answer;
  }
  Error error;
  error.kind = static_cast<ErrorKind>(below(in, kErrorKinds));
  error.code = static_cast<ErrorCode>(below(in, kErrorCodes));
  error.first = text(in);
  error.second = text(in);
  answer.reply = std::move(error);
  return answer;
}

}  // namespace

bool operator==(const ClientAnswer& a, const ClientAnswer& b) {
  if (a.id != b.id || a.source != b.source || a.held != b.held) return false;
  if (a.reply.has_value() != b.reply.has_value()) return false;
  return a.reply ? **a.reply == **b.reply : a.reply.error() == b.reply.error();
}

Bytes encode_link_frame(const LinkFrame& frame) {
  ByteWriter body;
  body.u8(static_cast<std::uint8_t>(frame.index()));
  std::visit([&](const auto& alternative) { write(body, alternative); }, frame);
  FLEET_CHECK(body.size() <= kLinkFrameBytesMax, "a frame longer than any");
  ByteWriter out;
  out.reserve(4 + body.size());
  out.u32_le(static_cast<std::uint32_t>(body.size()));
  out.raw(body.view());
  return std::move(out).take();
}

Result<LinkFrame> decode_link_frame(ByteView bytes) {
  const Error malformed = Error::codec("fabric/link", "not a frame of this protocol");
  ByteReader in(bytes);
  const std::uint8_t kind = in.u8();
  LinkFrame frame;
  switch (kind) {
    case 0:
      frame = read_hello(in);
      break;
    case 1:
      frame = PeerMessage{rest(in)};
      break;
    case 2:
      frame = read_request(in);
      break;
    case 3:
      frame = read_answer(in);
      break;
    case 4:
      frame = Refusal{text(in)};
      break;
    default:
      return malformed;
  }
  if (!in.finished()) return malformed;
  return frame;
}

}  // namespace fleetsim::core
