#pragma once

#include <string>

#include "core/eval/content_key.h"
#include "core/eval/eval_reply.h"
#include "core/eval/eval_request.h"
#include "core/store/stored_reply.h"
#include "tests/support/split_mix.h"

namespace fleetsim::tests {

/// An unqualified symbol.
core::Symbol name(std::string text);

/// The contract's basic request: the string, capability `fabric.test`, everything else as it is by default.
core::EvalRequest basic_request(std::string text);
core::SharedRequest shared_request(std::string text);
/// The key of that request.
core::ContentKey key_of(std::string text);
/// A reply of that string value, as it is kept.
core::StoredReply stored(std::string text);

/// A reply that uses every field there is: diagnostics with source, span, code and related ones, and a trace.
core::EvalReply rich_reply(std::string text);

/// Any reply or request, with much of everything.
core::EvalReply random_reply(SplitMix& random);
core::EvalRequest random_request(SplitMix& random);
core::ContentKey random_key(SplitMix& random);

}  // namespace fleetsim::tests
