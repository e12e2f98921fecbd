#include "core/frame/handshake.h"

#include <algorithm>

namespace fleetsim::core {
namespace {

Result<std::vector<Symbol>> codecs_of(const ServerFrame& frame) {
  if (const auto* negotiate = std::get_if<frame::Negotiate>(&frame.kind)) return negotiate->codecs;
  return Error::eval(std::string("a negotiation is expected, not frame kind ") + label(frame.kind));
}

ServerFrame negotiation(std::vector<Symbol> codecs) {
  ServerFrame out;
  out.codec = Symbol::qualified("codec", "binary");
  out.kind = frame::Negotiate{std::move(codecs)};
  return out;
}

}  // namespace

ServerFrame offer_codecs(std::vector<Symbol> codecs) {
  ServerFrame out = negotiation(std::move(codecs));
  out.msg_id = 1;
  return out;
}

Result<ServerFrame> answer_offer(const CodecRegistry& installed, const ServerFrame& offer) {
  const Result<std::vector<Symbol>> offered = codecs_of(offer);
  if (!offered) return offered.error();
  const auto shared = std::find_if(offered->begin(), offered->end(),
                                   [&](const Symbol& codec) { return installed.has(codec); });
  if (shared == offered->end()) return Error::eval("no offered codec is installed here");
  ServerFrame out = negotiation({*shared});
  out.correlate = offer.msg_id;
  return out;
}

Result<Symbol> agreed_codec(const ServerFrame& offer, const ServerFrame& answer) {
  const Result<std::vector<Symbol>> offered = codecs_of(offer);
  if (!offered) return offered.error();
  const Result<std::vector<Symbol>> agreed = codecs_of(answer);
  if (!agreed) return agreed.error();
  if (answer.correlate != offer.msg_id) return Error::eval("the negotiation answers another frame");
  if (agreed->size() != 1 || std::find(offered->begin(), offered->end(), agreed->front()) == offered->end())
    return Error::eval("a negotiation is answered with one of the offered codecs");
  return agreed->front();
}

}  // namespace fleetsim::core
