#include "core/codec/codec_registry.h"

namespace fleetsim::core {

CodecRegistry CodecRegistry::with_all() {
  CodecRegistry registry;
  for (CodecRef codec : {binary_codec(), base64_codec(), json_codec(), lisp_codec()})
    registry.install(std::move(codec));
  return registry;
}

void CodecRegistry::install(CodecRef codec) {
  FLEET_CHECK(codec != nullptr);
  codecs_.insert_or_assign(codec->id(), std::move(codec));
}

std::vector<Symbol> CodecRegistry::ids() const {
  std::vector<Symbol> ids;
  for (const auto& [id, codec] : codecs_) ids.push_back(id);
  return ids;
}

Result<CodecRef> CodecRegistry::find(const Symbol& id) const {
  const auto found = codecs_.find(id);
  if (found == codecs_.end())
    return Error::codec(id.text(), "no such codec is installed", ErrorCode::general);
  return found->second;
}

Result<Bytes> CodecRegistry::encode(const Symbol& id, const Expr& expr) const {
  const Result<CodecRef> codec = find(id);
  if (!codec) return codec.error();
  return (*codec)->encode(expr);
}

Result<Expr> CodecRegistry::decode(const Symbol& id, ByteView bytes, const ReadOptions& options) const {
  const Result<CodecRef> codec = find(id);
  if (!codec) return codec.error();
  return (*codec)->decode(bytes, options);
}

}  // namespace fleetsim::core
