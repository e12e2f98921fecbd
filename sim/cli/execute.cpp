#include <exception>
#include <ostream>

#include "core/base/check.h"
#include "sim/cli/bad_input.h"
#include "sim/cli/commands.h"

namespace fleetsim::sim {

int execute(const Arguments& arguments, Session& session) {
  try {
    switch (arguments.command) {
      case Arguments::Command::run:
        return run_command(arguments, session);
      case Arguments::Command::replay:
        return replay_command(arguments, session);
      case Arguments::Command::check:
        return check_command(arguments, session);
      case Arguments::Command::list:
        return list_command(arguments, session);
      case Arguments::Command::branch:
        return branch_command(arguments, session);
      case Arguments::Command::bench:
        return bench_command(arguments, session);
      case Arguments::Command::diff:
        return diff_command(arguments, session);
      case Arguments::Command::testify:
        return testify_command(arguments, session);
      case Arguments::Command::node:
        return node_command(arguments, session);
      case Arguments::Command::ask:
        return ask_command(arguments, session);
    }
    FLEET_CHECK(false, "a command outside its enumeration");
  } catch (const BadInput& bad) {
    session.err << "fleetsim: " << bad.what() << '\n';
    return kExitBadInput;
  } catch (const std::exception& broken) {
    session.err << "fleetsim: broken invariant: " << broken.what() << '\n';
    return kExitBroken;
  }
}

}  // namespace fleetsim::sim
