#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/evaluate/evaluator.h"

namespace fleetsim::core {

struct CommandOptions {
  /// The program, looked up in PATH when it has no slash, and its arguments. No shell. Not empty.
  std::vector<std::string> command;
  /// When it is killed, with everything that it started; > 0.
  Duration time_limit = seconds(30);
  /// More on its standard output is an error, and it is killed.
  std::size_t output_bytes_max = 1 << 20;

  friend bool operator==(const CommandOptions&, const CommandOptions&) = default;
};

/// Computes by running a command per request, on a real machine.
///
/// Standard input: the expression as one line of JSON (core/codec/json.h). Environment: the host's, and
/// FLEETSIM_KEY (the content key in hexadecimal), FLEETSIM_MODE, FLEETSIM_CONSISTENCY, FLEETSIM_CAPABILITIES
/// (a line each). Standard output: the value of the reply, as JSON of the same form. Exit status 0 means that
/// it is one. Whatever it writes to standard error is in the error when it fails, up to 1,000 bytes. It runs
/// in a process group of its own, which is killed when the command has ended: nothing stays behind. Threads:
/// evaluate() blocks until the command has ended; any number at once.
class CommandEvaluator final : public Evaluator {
 public:
  explicit CommandEvaluator(CommandOptions options) : options_(std::move(options)) {}

  /// No steps. Errors: host/home_failed when it cannot be run; eval/limit_exceeded past the time or the
  /// output limit (the token `cpu-time` for the time); eval/home_failed when it exits with another status or
  /// by a signal; the codec's for output that is no JSON of a value; eval/malformed for capabilities that are
  /// no lines.
  Evaluation evaluate(const EvalRequest& request) const override;

 private:
  CommandOptions options_;
};

}  // namespace fleetsim::core
