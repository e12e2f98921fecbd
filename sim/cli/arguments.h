#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "sim/cli/color.h"
#include "sim/cli/seed_range.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {

/// What `node` takes.
struct NodeArguments {
  std::string config;
  bool check = false;  ///< read the configuration and end
};

/// What `ask` takes. Exactly one of `expr` and `request`.
struct AskArguments {
  std::string node;
  std::string name;                    ///< who must answer; empty: whoever is there
  std::optional<std::string> expr;     ///< a string expression
  std::optional<std::string> request;  ///< a file
  std::vector<std::string> capabilities;
  std::string consistency;  ///< empty: what the request says
  std::optional<core::Duration> deadline;
  std::string ca, cert, key;  ///< all or none
  bool json = false;
};

/// What `branch` takes.
struct BranchArguments {
  core::Duration at;
  std::string at_text;  ///< as given, for replay lines
  SeedRange branches;
};

/// What `bench` takes.
struct BenchArguments {
  enum class What { gossip, spread };
  What what = What::gossip;
  std::vector<std::uint32_t> nodes;     ///< sizes of fleets
  std::uint32_t facts = 50;             ///< of `gossip`
  std::vector<std::string> strategies;  ///< of `gossip`; none: all
  std::optional<std::string> svg;       ///< of `spread`: where to draw it
};

/// What `diff` takes.
struct DiffArguments {
  std::vector<std::string> sides;         ///< two: scenario files, programs, records or traces
  std::string scenario;                   ///< for sides that are programs
  std::optional<std::uint64_t> other_seed;  ///< of the second side; none: the same
};

/// The command line as plain data. What a command does not take is left at its default.
struct Arguments {
  enum class Command { run, replay, check, list, branch, bench, diff, testify, node, ask };
  Command command = Command::run;
  /// Files and directories as given; at least one, and exactly one for `replay`.
  std::vector<std::string> scenarios;
  /// None: the seeds of each file.
  std::optional<SeedRange> seeds;
  /// None: as many as the machine has processors.
  std::optional<unsigned> jobs;
  /// Of each run. With more than one, `jobs` is by default what that leaves of the processors.
  unsigned threads = 1;
  std::vector<Override> overrides;
  bool verify = false;
  bool expand = false;
  /// Output files; `-` is standard output, at most one of them.
  std::optional<std::string> json;
  std::optional<std::string> junit;
  std::optional<std::string> trace;
  std::optional<core::Duration> until;
  std::string until_text;  ///< as given
  /// A directory: `run` writes snapshots to it each `snapshot_every`, `replay` begins with the nearest of them.
  std::optional<std::string> snapshots;
  std::optional<core::Duration> snapshot_every;
  /// What a replay line has to repeat so that it replays the same: overrides and `--until`, quoted for a
  /// shell.
  std::string replay_arguments;
  /// `list`: where to look.
  std::string directory = "scenarios";
  ColorMode color = ColorMode::automatic;
  BranchArguments branch;
  BenchArguments bench;
  DiffArguments diff;
  NodeArguments node;
  AskArguments ask;
};

/// Either arguments, or what to print before leaving (help, version, a usage error).
struct ParsedArguments {
  std::optional<Arguments> arguments;
  int exit = 0;
  std::string out;
  std::string err;
};

/// Reads the command line without the program's name. Never throws for a wrong one: that is exit 2 with a
/// message.
ParsedArguments parse_arguments(std::vector<std::string> words);

}  // namespace fleetsim::sim
