#pragma once

#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/evaluate/evaluator.h"

namespace fleetsim::core {

struct CommandOptions {
  /// Program and arguments; looked for in PATH when it has no slash. Not a shell's.
  std::vector<std::string> command;
  Duration timeout = seconds(30);
  /// Of its standard output.
  std::size_t output_bytes_max = 1024 * 1024;

  friend bool operator==(const CommandOptions&, const CommandOptions&) = default;
};

/// Runs a command for each request: the expression on its standard input (a string as it is, anything else in
/// codec/lisp), the value of the reply, a string, from its standard output. The first 1,000 bytes of its
/// standard error are in the error when it fails. Its environment is ours, and FLEETSIM_KEY (the content key
/// in hexadecimal), FLEETSIM_MODE, FLEETSIM_CONSISTENCY and FLEETSIM_CAPABILITIES (a line each). It runs in a
/// process group of its own, which is killed when the command has ended: nothing stays behind.
class CommandEvaluator final : public Evaluator {
 public:
  explicit CommandEvaluator(CommandOptions options) : options_(std::move(options)) {}

  /// No steps; blocks until the command has ended. Errors (eval): it cannot be started; it ends with another
  /// status than 0 or by a signal; with limit_exceeded when it takes longer than allowed (with the token
  /// `cpu-time`; it is killed, with its process group) or says too much; its output is no UTF-8; a capability
  /// is no line of text.
  Evaluation evaluate(const EvalRequest& request) const override;

 private:
  CommandOptions options_;
};

}  // namespace fleetsim::core
