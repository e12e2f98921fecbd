// `fleetsim ask`: one request to one real node.

#include <array>
#include <ostream>
#include <utility>

#include <fmt/format.h>

#include "core/host/ask_client.h"
#include "reports/one_line.h"
#include "reports/typed_json.h"
#include "sim/cli/bad_input.h"
#include "sim/cli/commands.h"
#include "sim/scenario/request_reader.h"

namespace fleetsim::sim {
namespace {

core::Consistency parse_consistency(const std::string& text) {
  for (std::uint8_t i = 0; i < core::kConsistencies; ++i)
    if (text == core::to_string(static_cast<core::Consistency>(i))) return static_cast<core::Consistency>(i);
  throw BadInput(
      fmt::format("--consistency {}: unknown, expected local-only, local-first or remote-only", text));
}

core::EvalRequest request_of(const AskArguments& ask, std::ostream& err) {
  core::EvalRequest request;
  if (ask.request) {
    RequestResult read = read_request_file(*ask.request);
    for (const Finding& finding : read.findings) err << finding.text() << '\n';
    if (!read.ok()) throw BadInput(fmt::format("{}: no request that can be asked", *ask.request));
    request = std::move(read.request);
  } else {
    request.expr = core::Expr::string(*ask.expr);
  }
  for (const std::string& capability : ask.capabilities) request.required_capabilities.push_back(capability);
  if (!ask.consistency.empty()) request.consistency = parse_consistency(ask.consistency);
  if (ask.deadline) request.deadline = *ask.deadline;
  return request;
}

void print(std::ostream& out, const core::NodeAnswer& answer) {
  const core::Expr& value = answer.reply->value;
  const std::string text =
      value.kind() == core::Expr::Kind::string ? reports::one_line(value.text()) : reports::typed_json(value);
  out << fmt::format("value: {}\nfrom:  {}\nheld:  {}\n", text, core::to_string(answer.source),
                     answer.held ? "yes" : "no");
}

}  // namespace

int ask_command(const Arguments& arguments, Session& session) {
  const AskArguments& ask = arguments.ask;
  core::AskOptions options;
  const core::Result<core::Address> address = core::parse_address(ask.node);
  if (!address) throw BadInput("--node " + address.error().first);
  options.node = *address;
  if (!ask.name.empty()) options.name = ask.name;
  if (!ask.ca.empty()) options.tls = core::TlsFiles{ask.ca, ask.cert, ask.key};
  const core::EvalRequest request = request_of(ask, session.err);
  const core::Result<core::NodeAnswer> answer = core::ask_node(options, request);
  if (!answer) {
    const core::Error& error = answer.error();
    if (error.code != core::ErrorCode::unreachable) throw BadInput(error.text());
    session.err << "fleetsim: " << reports::one_line(error.first) << '\n';
    return kExitUnreachable;
  }
  if (ask.json)
    session.out << reports::answer_json(*answer) << '\n';
  else if (answer->reply)
    print(session.out, *answer);
  else
    session.err << "fleetsim: " << reports::one_line(answer->reply.error().text()) << '\n';
  session.out.flush();
  return answer->reply ? kExitPass : kExitFailed;
}

}  // namespace fleetsim::sim
