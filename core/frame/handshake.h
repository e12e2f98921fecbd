#pragma once

#include <vector>

#include "core/base/result.h"
#include "core/codec/codec_registry.h"
#include "core/frame/server_frame.h"

namespace fleetsim::core {

/// What a client sends first: the codecs that it offers, best first. msg_id 1, codec `codec/binary`, no
/// payload.
ServerFrame offer_codecs(std::vector<Symbol> codecs);

/// The server's answer: the first offered codec that it has installed, correlated. Errors: eval when the
/// frame is no negotiation, or when no offered codec is shared.
Result<ServerFrame> answer_offer(const CodecRegistry& installed, const ServerFrame& offer);

/// What the client learns from the answer. Errors: eval when the frame is no negotiation, answers another
/// frame, does not name exactly one codec, or names one that was not offered.
Result<Symbol> agreed_codec(const ServerFrame& offer, const ServerFrame& answer);

}  // namespace fleetsim::core
