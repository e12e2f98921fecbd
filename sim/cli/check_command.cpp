#include <ostream>

#include "reports/one_line.h"
#include "sim/cli/bad_input.h"
#include "sim/cli/commands.h"
#include "sim/cli/scenario_files.h"
#include "sim/fault/plan_text.h"

namespace fleetsim::sim {

int check_command(const Arguments& arguments, Session& session) {
  const std::vector<Scenario> scenarios =
      read_scenarios(scenario_files(arguments.scenarios), arguments.overrides, session.err);
  for (const Scenario& scenario : scenarios) {
    if (!arguments.expand) {
      session.out << reports::one_line(scenario.path) << ": ok\n";
      continue;
    }
    if (&scenario != &scenarios.front()) session.out << "---\n";
    session.out << print_scenario(scenario);
    if (arguments.seeds) session.out << plan_text(scenario, arguments.seeds->first);
  }
  session.out.flush();
  if (!session.out) throw BadInput("standard output could not be written to its end");
  return kExitPass;
}

}  // namespace fleetsim::sim
