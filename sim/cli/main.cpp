#include <cstdlib>
#include <iostream>

#include <unistd.h>

#include "sim/cli/commands.h"
#include "sim/cli/interrupt.h"

namespace {

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

}  // namespace

int main(int count, char** words) {
  using namespace fleetsim::sim;
  const ParsedArguments parsed = parse_arguments({words + std::min(count, 1), words + count});
  std::cout << parsed.out;
  std::cerr << parsed.err;
  if (!parsed.arguments) return parsed.exit;

  Session session{
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .environment = {.no_color = environment("NO_COLOR"),
                      .clicolor_force = environment("CLICOLOR_FORCE"),
                      .clicolor = environment("CLICOLOR"),
                      .ci = environment("CI")},
      .in = &std::cin,
      .interrupt_signal = interrupt_signal,
  };
  catch_interrupts();
  return execute(*parsed.arguments, session);
}
