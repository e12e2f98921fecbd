#include "sim/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sim/cli/bad_input.h"
#include "sim/cli/duration_text.h"
#include "sim/run/run_record.h"
#include "sim/run/shell_quote.h"

namespace fleetsim::sim {
namespace {

constexpr unsigned kThreadsMax = 1024;

/// The words of the command line by option, before anything is understood: our own parsers give better
/// messages than the library's.
struct Words {
  std::vector<std::string> scenarios;
  std::string seed, seeds, jobs, threads, json, junit, trace, until, snapshots, snapshot_every, wire, color = "auto";
  std::vector<std::string> sets;
  std::string directory = "scenarios";
  bool verify = false;
  bool expand = false;
  NodeArguments node;
  AskArguments ask;
  std::string expr, request, deadline;
  DiffArguments diff;
  std::string at, branches, other_seed;
  std::string bench, nodes, facts, strategies, svg;
};

Override parse_override(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw BadInput(
        fmt::format("--set {}: no path, expected path=value, e.g. fabric.gossip.interval=250ms", text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

unsigned parse_threads(const char* option, const std::string& text) {
  unsigned threads = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), threads);
  if (error != std::errc() || end != text.data() + text.size() || threads < 1 || threads > kThreadsMax)
    throw BadInput(fmt::format("{} {}: not a number of threads, expected 1 to {}", option, text, kThreadsMax));
  return threads;
}

ColorMode parse_color(const std::string& text) {
  if (text == "auto") return ColorMode::automatic;
  if (text == "always") return ColorMode::always;
  if (text == "never") return ColorMode::never;
  throw BadInput(fmt::format("--color {}: unknown, expected auto, always or never", text));
}

core::Duration parse_snapshot_every(const std::string& text) {
  const core::Duration every = parse_duration("--snapshot-every", text);
  if (every.ns == 0) throw BadInput(fmt::format("--snapshot-every {}: no time, expected some, e.g. 10s", text));
  return every;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
  return parts;
}

std::uint32_t parse_size(const char* option, const std::string& text) {
  constexpr std::uint32_t kMost = 100'000;
  std::uint32_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size() || size < 2 || size > kMost)
    throw BadInput(fmt::format("{} {}: expected whole numbers from 2 to {}", option, text, kMost));
  return size;
}

BenchArguments understand_bench(const Words& words, Arguments::Command command) {
  BenchArguments bench;
  if (command != Arguments::Command::bench) return bench;
  const bool spread = words.bench == "spread";
  if (words.bench != "gossip" && !spread)
    throw BadInput(fmt::format("bench {}: expected gossip or spread", words.bench));
  for (const auto& [option, given] : {std::pair("--facts", &words.facts), std::pair("--strategies", &words.strategies)})
    if (spread && !given->empty()) throw BadInput(fmt::format("{}: only with bench gossip", option));
  if (!spread && !words.svg.empty()) throw BadInput("--svg: only with bench spread");
  bench.what = spread ? BenchArguments::What::spread : BenchArguments::What::gossip;
  const char* usual = spread ? "1000" : "10,100";
  for (const std::string& nodes : split(words.nodes.empty() ? usual : words.nodes))
    bench.nodes.push_back(parse_size("--nodes", nodes));
  if (!words.facts.empty()) bench.facts = parse_size("--facts", words.facts);
  bench.strategies = split(words.strategies);
  if (!words.svg.empty()) bench.svg = words.svg;
  if (bench.svg && bench.nodes.size() > 1) throw BadInput("--svg: one picture shows one size, expected one with --nodes");
  return bench;
}

/// Standard output holds one document, and two documents do not share a file.
void refuse_shared_outputs(const Arguments& arguments) {
  std::vector<std::string> files;
  for (const auto& file : {arguments.json, arguments.junit, arguments.trace})
    if (file) files.push_back(*file);
  std::sort(files.begin(), files.end());
  const auto twice = std::adjacent_find(files.begin(), files.end());
  if (twice == files.end()) return;
  if (*twice == "-")
    throw BadInput("two documents for standard output, expected at most one output file to be -");
  throw BadInput(fmt::format("two documents for {}, expected a file of its own for each", *twice));
}

AskArguments understand_ask(const Words& words, Arguments::Command command) {
  AskArguments ask = words.ask;
  if (command != Arguments::Command::ask) return ask;
  // An empty text is an expression too.
  if (words.request.empty())
    ask.expr = words.expr;
  else
    ask.request = words.request;
  if (!words.deadline.empty()) ask.deadline = parse_duration("--deadline", words.deadline);
  const bool all = !ask.ca.empty() && !ask.cert.empty() && !ask.key.empty();
  const bool none = ask.ca.empty() && ask.cert.empty() && ask.key.empty();
  if (!all && !none) throw BadInput("--ca, --cert and --key belong together, expected all of them or none");
  return ask;
}

Arguments understand(Arguments::Command command, const Words& words) {
  Arguments arguments;
  arguments.command = command;
  arguments.scenarios = words.scenarios;
  arguments.verify = words.verify;
  arguments.expand = words.expand;
  arguments.directory = words.directory;
  arguments.color = parse_color(words.color);
  if (!words.seed.empty()) {
    const std::uint64_t seed = parse_seed("--seed", words.seed);
    arguments.seeds = SeedRange{seed, seed};
  }
  if (!words.seeds.empty()) arguments.seeds = parse_seed_range("--seeds", words.seeds);
  if (!words.jobs.empty()) arguments.jobs = parse_threads("--jobs", words.jobs);
  if (!words.threads.empty()) arguments.threads = parse_threads("--threads", words.threads);
  std::vector<std::string> sets = words.sets;
  if (!words.wire.empty()) sets.push_back("wire=" + words.wire);
  for (const std::string& set : sets) {
    arguments.overrides.push_back(parse_override(set));
    arguments.replay_arguments +=
        (arguments.replay_arguments.empty() ? "--set " : " --set ") + shell_quote(set);
  }
  if (!words.until.empty()) {
    arguments.until = parse_duration("--until", words.until);
    arguments.until_text = words.until;
    arguments.replay_arguments +=
        (arguments.replay_arguments.empty() ? "--until " : " --until ") + words.until;
  }
  if (!words.snapshots.empty()) arguments.snapshots = words.snapshots;
  if (!words.snapshot_every.empty()) arguments.snapshot_every = parse_snapshot_every(words.snapshot_every);
  if (!words.json.empty()) arguments.json = words.json;
  if (!words.junit.empty()) arguments.junit = words.junit;
  if (!words.trace.empty()) arguments.trace = words.trace;
  refuse_shared_outputs(arguments);
  if (command == Arguments::Command::branch)
    arguments.branch = {parse_duration("--at", words.at), words.at,
                        parse_seed_range("--reseed", words.branches)};
  arguments.bench = understand_bench(words, command);
  arguments.diff = words.diff;
  if (!words.other_seed.empty()) arguments.diff.other_seed = parse_seed("--other-seed", words.other_seed);
  arguments.node = words.node;
  arguments.ask = understand_ask(words, command);
  return arguments;
}

std::string not_empty(const std::string& text) {
  return text.empty() ? "must not be empty" : "";
}

}  // namespace

ParsedArguments parse_arguments(std::vector<std::string> words_given) {
  Words words;
  CLI::App app("Runs scenarios of a fleet, deterministically: same scenario and seed, same fingerprint.",
               "fleetsim");
  app.set_version_flag("--version", "fleetsim " FLEETSIM_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 every check passed; 1 a safety check, threshold or expectation failed; 2 the scenario "
      "or\n"
      "the command line is wrong; 3 a liveness check failed or a limit was reached; 4 two runs of one seed\n"
      "differed; 69 no node answered; 70 a broken invariant; 130, 143 interrupted.");

  const auto text = [&](CLI::App* command, const char* name, std::string& to, const char* help,
                        const char* value) {
    return command->add_option(name, to, help)->type_name(value)->check(CLI::Validator(not_empty, ""));
  };
  const auto scenarios = [&](CLI::App* command) {
    command->add_option("scenarios", words.scenarios, "Scenario files, or directories of them")
        ->type_name("SCENARIO...")
        ->required();
  };
  const auto sets = [&](CLI::App* command) {
    command
        ->add_option("--set", words.sets,
                     "Replace one value of every scenario, e.g. fabric.gossip.interval=250ms")
        ->type_name("PATH=VALUE")
        ->allow_extra_args(false);
  };
  const auto wire = [&](CLI::App* command) {
    text(command, "--wire", words.wire,
         "encoded, or handoff: messages are not decoded again; the same results sooner (--set wire=HOW)", "HOW");
  };
  const auto color = [&](CLI::App* command) {
    text(command, "--color", words.color, "Colour in the report: auto, always or never", "WHEN");
  };

  CLI::App* run = app.add_subcommand("run", "Run scenarios and judge them");
  scenarios(run);
  CLI::Option* seed = text(run, "--seed", words.seed, "One seed, instead of those of the file", "N");
  text(run, "--seeds", words.seeds, "A range of seeds, both ends included", "A..B")->excludes(seed);
  text(run, "-j,--jobs", words.jobs, "Runs at a time; the report does not depend on it (default: processors)",
       "N");
  CLI::Option* threads = text(run, "--threads", words.threads,
                              "Threads for each run; neither the run nor the report depends on it (default: 1)", "N");
  sets(run);
  wire(run);
  CLI::Option* verify =
      run->add_flag("--verify", words.verify, "Run every seed twice and compare; a difference is exit 4");
  CLI::Option* snapshot_every =
      text(run, "--snapshot-every", words.snapshot_every,
           "Save each run so often, in virtual time, for replay to begin from, e.g. 10s", "TIME")
          ->excludes(verify)
          ->excludes(threads);
  CLI::Option* snapshots =
      text(run, "--snapshots", words.snapshots, "Where to save them", "DIR")->needs(snapshot_every);
  snapshot_every->needs(snapshots);
  text(run, "--json", words.json, "Write JSON lines, one object per run; - for standard output", "FILE");
  text(run, "--junit", words.junit, "Write a JUnit document; - for standard output", "FILE");
  text(run, "--trace", words.trace, "Write every observation of a single run; - for standard output", "FILE")
      ->excludes(threads);
  color(run);

  CLI::App* replay = app.add_subcommand("replay", "Run one seed of one scenario again");
  replay->add_option("scenario", words.scenarios, "The scenario file")
      ->type_name("SCENARIO")
      ->required()
      ->expected(1);
  text(replay, "--seed", words.seed, "The seed", "N")->required();
  text(replay, "--until", words.until, "Stop at this instant of virtual time, e.g. 4.2s", "TIME");
  sets(replay);
  wire(replay);
  text(replay, "--snapshots", words.snapshots,
       "Begin with the nearest snapshot in this directory (run --snapshot-every)", "DIR");
  text(replay, "--trace", words.trace, "Write every observation; - for standard output", "FILE");
  color(replay);

  CLI::App* check = app.add_subcommand("check", "Validate scenarios without running them");
  scenarios(check);
  CLI::Option* expand =
      check->add_flag("--expand", words.expand, "Print each scenario with every default written out");
  text(check, "--seed", words.seed, "Behind each, what its faults will do with this seed", "N")->needs(expand);
  sets(check);

  CLI::App* list = app.add_subcommand("list", "List the scenarios under a directory");
  list->add_option("directory", words.directory, "Where to look (default: scenarios)")->type_name("DIR");

  CLI::App* branch =
      app.add_subcommand("branch", "Run many futures from one instant, and say how their verdicts split");
  branch->add_option("scenario", words.scenarios, "The scenario file")
      ->type_name("SCENARIO")
      ->required()
      ->expected(1);
  text(branch, "--seed", words.seed, "The seed of what they have in common", "N")->required();
  text(branch, "--at", words.at, "The instant of virtual time at which they part, e.g. 4.2s", "TIME")
      ->required();
  text(branch, "--reseed", words.branches, "Which futures, both ends included", "A..B")->required();
  text(branch, "-j,--jobs", words.jobs,
       "Futures at a time; the report does not depend on it (default: processors)", "N");
  sets(branch);
  text(branch, "--json", words.json, "Write JSON lines, one object per future; - for standard output",
       "FILE");
  text(branch, "--trace", words.trace, "Write every observation of a single future; - for standard output",
       "FILE");
  color(branch);

  CLI::App* bench = app.add_subcommand("bench", "Compare strategies of gossip with each other, or with theory, as a table in Markdown");
  bench->add_option("what", words.bench, "gossip: all strategies at one task; spread: a rumour against what theory says of it")
      ->type_name("WHAT")
      ->required();
  text(bench, "--nodes", words.nodes, "Sizes of fleets (default: 10,100; of spread: 1000)", "N,...");
  text(bench, "--facts", words.facts, "gossip: facts that have to become known (default: 50)", "N");
  text(bench, "--strategies", words.strategies, "gossip: only these, e.g. rumor,hybrid,sync/riblt", "NAME,...");
  text(bench, "--svg", words.svg, "spread: draw the curves of one size, too", "FILE");
  text(bench, "--seeds", words.seeds, "A range of seeds, both ends included (default: 1..5; of spread: 1..20)", "A..B");
  text(bench, "-j,--jobs", words.jobs, "Runs at a time; the table does not depend on it (default: processors)", "N");

  CLI::App* diff = app.add_subcommand(
      "diff", "Find the first fact in which two runs differ, and what led to it on both sides");
  diff->add_option("sides", words.diff.sides,
                   "Two scenario files, programs (builds of fleetsim), records (--json) or traces")
      ->type_name("A B")
      ->required()
      ->expected(2);
  text(diff, "--scenario", words.diff.scenario, "What programs run", "FILE");
  text(diff, "--seed", words.seed, "The seed", "N");
  text(diff, "--other-seed", words.other_seed, "The seed of B, if it is another", "N");
  text(diff, "--until", words.until, "Compare up to this instant of virtual time", "TIME");
  sets(diff);

  CLI::App* testify =
      app.add_subcommand("testify", "Tell of one run, block by block, on request: the far side of diff");
  testify->add_option("scenario", words.scenarios, "The scenario file")
      ->type_name("SCENARIO")
      ->required()
      ->expected(1);
  text(testify, "--seed", words.seed, "The seed", "N")->required();
  text(testify, "--until", words.until, "Stop at this instant of virtual time", "TIME");
  sets(testify);
  testify->group("");

  CLI::App* node = app.add_subcommand("node", "Be one node of a real fleet, until SIGTERM or SIGINT");
  text(node, "--config", words.node.config, "The node's configuration", "FILE")->required();
  node->add_flag("--check", words.node.check, "Only check the configuration");

  CLI::App* ask = app.add_subcommand("ask", "Ask a node, and print what it answers");
  text(ask, "--node", words.ask.node, "Where it listens", "HOST:PORT")->required();
  text(ask, "--name", words.ask.name, "What it must be called", "NAME");
  CLI::Option* expr = ask->add_option("--expr", words.expr, "The expression: a text")->type_name("TEXT");
  CLI::Option* request =
      text(ask, "--request", words.request, "A whole request in typed JSON", "FILE")->excludes(expr);
  ask->add_option("--capability", words.ask.capabilities,
                  "A capability that the request requires; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  text(ask, "--consistency", words.ask.consistency, "local-only, local-first or remote-only", "HOW");
  text(ask, "--deadline", words.deadline, "How long the answer may take, e.g. 500ms", "TIME");
  text(ask, "--ca", words.ask.ca, "With TLS: whom to trust", "FILE");
  text(ask, "--cert", words.ask.cert, "With TLS: our certificate", "FILE");
  text(ask, "--key", words.ask.key, "With TLS: its key", "FILE");
  ask->add_flag("--json", words.ask.json, "Print one JSON object");

  ParsedArguments result;
  const auto refuse = [&result](const std::string& message) {
    result.exit = kExitBadInput;
    result.err = fmt::format("fleetsim: {}\nTry fleetsim --help.\n", message);
  };
  try {
    // The library would only say that a command is required.
    if (!words_given.empty() && !words_given.front().starts_with('-') &&
        app.get_subcommands(
               [&](const CLI::App* command) { return command->get_name() == words_given.front(); })
            .empty())
      throw BadInput(
          fmt::format("unknown command \"{}\", expected run, replay, check, list, branch, bench, diff, node or ask",
                      words_given.front()));
    std::reverse(words_given.begin(), words_given.end());
    app.parse(words_given);
    if (*ask && expr->empty() && request->empty())
      throw BadInput("ask: nothing to ask, expected --expr TEXT or --request FILE");
    const Arguments::Command command = *run       ? Arguments::Command::run
                                       : *replay  ? Arguments::Command::replay
                                       : *check   ? Arguments::Command::check
                                       : *branch  ? Arguments::Command::branch
                                       : *bench   ? Arguments::Command::bench
                                       : *diff    ? Arguments::Command::diff
                                       : *testify ? Arguments::Command::testify
                                       : *node    ? Arguments::Command::node
                                       : *ask     ? Arguments::Command::ask
                                                  : Arguments::Command::list;
    result.arguments = understand(command, words);
  } catch (const BadInput& bad) {
    refuse(bad.what());
  } catch (const CLI::Success& help_or_version) {
    std::ostringstream out;
    app.exit(help_or_version, out, out);
    result.out = out.str();
  } catch (const CLI::ParseError& bad) {
    refuse(bad.what());
  }
  return result;
}

}  // namespace fleetsim::sim
