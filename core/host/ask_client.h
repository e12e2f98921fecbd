#pragma once

#include <optional>

#include "core/eval/answer_source.h"
#include "core/eval/eval_reply.h"
#include "core/eval/eval_request.h"
#include "core/host/address.h"
#include "core/host/tls.h"

namespace fleetsim::core {

/// What a node answered.
struct NodeAnswer {
  std::string node;  ///< what it calls itself
  AnswerSource source = AnswerSource::local;
  bool held = false;
  Result<EvalReply> reply;
};

struct AskOptions {
  Address node;
  /// Who it must be; none: whoever listens there.
  std::optional<std::string> name;
  std::string client = "ask";  ///< our name, for the node's logs
  std::optional<TlsFiles> tls;
  /// For the connection and the hello.
  Duration connect_timeout = seconds(5);
  /// For the answer, when the request has no deadline of its own.
  Duration answer_timeout = seconds(30);
};

/// Asks one node one thing, and waits. Errors: host/unreachable when there was no answer: nobody there,
/// somebody else there, a certificate that does not fit, silence. What the node itself answers, an error too,
/// is a NodeAnswer.
Result<NodeAnswer> ask_node(const AskOptions& options, const EvalRequest& request);

}  // namespace fleetsim::core
