#pragma once

#include "sim/cli/arguments.h"
#include "sim/cli/session.h"

namespace fleetsim::sim {

/// The commands, one source file each. Each returns the program's exit code and throws BadInput for what is
/// wrong with its input.
int run_command(const Arguments& arguments, Session& session);
int check_command(const Arguments& arguments, Session& session);
int list_command(const Arguments& arguments, Session& session);

/// `replay` is `run` of one seed of one file, with `--until`.
int replay_command(const Arguments& arguments, Session& session);

/// `branch`: many futures of one instant.
int branch_command(const Arguments& arguments, Session& session);

/// `bench`: strategies of gossip at one task, as a table.
int bench_command(const Arguments& arguments, Session& session);

/// `diff`: where two runs part; exit 1 if they do. `testify`: what it asks another build of fleetsim to do.
int diff_command(const Arguments& arguments, Session& session);
int testify_command(const Arguments& arguments, Session& session);

/// `node`: one real node in the foreground. `ask`: one request to one.
int node_command(const Arguments& arguments, Session& session);
int ask_command(const Arguments& arguments, Session& session);

/// Does what the arguments say. Turns BadInput into its message and exit 2, and any other exception into
/// exit 70.
int execute(const Arguments& arguments, Session& session);

}  // namespace fleetsim::sim
