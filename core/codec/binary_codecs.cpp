#include "core/codec/base64.h"
#include "core/codec/codec.h"

namespace fleetsim::core {
namespace {

class BinaryCodec final : public Codec {
 public:
  const Symbol& id() const override {
    static const Symbol id = Symbol::qualified("codec", "binary");
    return id;
  }
  Result<Bytes> encode(const Expr& expr) const override { return encode_expr(expr); }
  Result<Expr> decode(ByteView bytes, const ReadOptions& options) const override {
    return decode_expr(bytes, options.limits, options.rules);
  }
};

class Base64Codec final : public Codec {
 public:
  const Symbol& id() const override {
    static const Symbol id = Symbol::qualified("codec", "binary-base64");
    return id;
  }
  Result<Bytes> encode(const Expr& expr) const override {
    const Result<Bytes> bytes = encode_expr(expr);
    if (!bytes) return bytes.error();
    const std::string text = to_base64(*bytes);
    const ByteView out = as_bytes(text);
    return Bytes(out.begin(), out.end());
  }
  Result<Expr> decode(ByteView bytes, const ReadOptions& options) const override {
    if (bytes.size() > options.limits.input_bytes_max)
      return Error::codec(id().text(), "more bytes than the limit", ErrorCode::limit_exceeded);
    const std::optional<Bytes> document = from_base64(as_text(bytes));
    if (!document) return Error::codec(id().text(), "the text is not base64");
    return decode_expr(*document, options.limits, options.rules);
  }
};

}  // namespace

CodecRef binary_codec() {
  static const CodecRef codec = std::make_shared<BinaryCodec>();
  return codec;
}

CodecRef base64_codec() {
  static const CodecRef codec = std::make_shared<Base64Codec>();
  return codec;
}

}  // namespace fleetsim::core
