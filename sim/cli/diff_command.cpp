// `fleetsim diff`: where two runs part. `fleetsim testify`: its far side, in another build.

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "reports/one_line.h"
#include "reports/recorded_run.h"
#include "sim/cli/bad_input.h"
#include "sim/cli/commands.h"
#include "sim/cli/scenario_files.h"
#include "sim/run/divergence.h"
#include "sim/run/live_witness.h"
#include "sim/run/shell_quote.h"
#include "sim/search/by_text.h"
#include "sim/search/program_witness.h"
#include "sim/search/testify.h"
#include "sim/search/trace_witness.h"
#include "sim/search/witness_failed.h"

namespace fleetsim::sim {
namespace {

namespace fs = std::filesystem;

/// One side of a comparison, and what it is called.
struct Side {
  std::string label;
  bool by_text = false;  // of a trace only the texts are there
  std::unique_ptr<Witness> witness;
};

Scenario read_one(const std::string& file, const std::vector<Override>& overrides, std::ostream& err) {
  return std::move(read_scenarios({file}, overrides, err).front());
}

Side scenario_side(const std::string& file, std::uint64_t seed, const std::vector<Override>& overrides,
                   std::optional<core::Duration> until, Session& session) {
  auto scenario = std::make_shared<const Scenario>(read_one(file, overrides, session.err));
  const core::Instant end = core::Instant{} + std::min(until.value_or(scenario->stop), scenario->stop);
  return {fmt::format("{} seed {}", reports::one_line(file), seed), false,
          std::make_unique<LiveWitness>(std::move(scenario), seed, end)};
}

std::string first_line(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw BadInput(fmt::format("{}: cannot be read", path));
  std::string line(4096, '\0');
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(file.gcount()));
  return line.substr(0, line.find('\n'));
}

/// The run of a report that the options mean: the one of that seed, or the only one.
reports::RecordedRun recorded_run(const std::string& path, std::optional<std::uint64_t> seed) {
  std::ifstream file(path);
  std::optional<reports::RecordedRun> chosen;
  std::string line;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    std::optional<reports::RecordedRun> run = reports::read_json_line(line);
    if (!run)
      throw BadInput(
          fmt::format("{}:{}: not a record of a run, expected a line as run --json writes it", path, number));
    if (seed && run->seed != *seed) continue;
    if (chosen) throw BadInput(fmt::format("{}:{}: a second run, expected one (--seed N)", path, number));
    chosen = std::move(run);
  }
  if (!chosen) throw BadInput(fmt::format("{}: holds no run of that seed", path));
  return *chosen;
}

std::uint64_t needed_seed(const std::string& path, std::optional<std::uint64_t> seed) {
  if (!seed) throw BadInput(fmt::format("{}: no seed, expected --seed N", path));
  return *seed;
}

Side side_of(const std::string& path, std::optional<std::uint64_t> seed, const Arguments& arguments,
             Session& session) {
  const fs::path extension = fs::path(path).extension();
  if (extension == ".yaml" || extension == ".yml")
    return scenario_side(path, needed_seed(path, seed), arguments.overrides, arguments.until, session);

  const std::string begin = first_line(path);
  if (begin.starts_with("{")) {
    const reports::RecordedRun run = recorded_run(path, seed);
    // What is replayed is said in the words of a command line, with every override.
    std::optional<std::vector<std::string>> words = shell_words(run.replay);
    if (!words || words->empty()) throw BadInput(fmt::format("{}: its replay line cannot be read", path));
    words->erase(words->begin());
    const ParsedArguments parsed = parse_arguments(*words);
    if (!parsed.arguments || parsed.arguments->command != Arguments::Command::replay)
      throw BadInput(
          fmt::format("{}: cannot be run again by \"{}\", expected a record of run", path, run.replay));
    Side side = scenario_side(run.scenario, run.seed, parsed.arguments->overrides,
                              arguments.until ? arguments.until : parsed.arguments->until, session);
    side.label = fmt::format("{} ({})", reports::one_line(path), side.label);
    return side;
  }
  if (TraceWitness::looks_like_one(begin))
    return {reports::one_line(path), true, std::make_unique<TraceWitness>(path)};
  if (begin.starts_with("\x7f"
                        "ELF") ||
      begin.starts_with("#!")) {
    if (arguments.diff.scenario.empty())
      throw BadInput(fmt::format("{}: a program, expected --scenario FILE for it to run", path));
    std::vector<std::string> words{arguments.diff.scenario, "--seed",
                                   std::to_string(needed_seed(path, seed))};
    for (const Override& override : arguments.overrides) {
      words.push_back("--set");
      words.push_back(override.path + "=" + override.value);
    }
    if (!arguments.until_text.empty()) words.insert(words.end(), {"--until", arguments.until_text});
    return {reports::one_line(path), false, std::make_unique<ProgramWitness>(path, words)};
  }
  throw BadInput(fmt::format(
      "{}: neither a scenario (.yaml), a program, a record (run --json) nor a trace (run --trace)", path));
}

void write(std::ostream& out, char name, const Divergence::Side& side) {
  out << fmt::format("{}: {}\n", name, side.fact);
  for (const std::string& cause : side.causes)
    out << fmt::format("   {} {}\n", &cause == &side.causes.front() ? "in" : "led to by", cause);
}

}  // namespace

int diff_command(const Arguments& arguments, Session& session) try {
  std::optional<std::uint64_t> seed;
  if (arguments.seeds) seed = arguments.seeds->first;
  const std::optional<std::uint64_t> other = arguments.diff.other_seed ? arguments.diff.other_seed : seed;
  Side a = side_of(arguments.diff.sides[0], seed, arguments, session);
  Side b = side_of(arguments.diff.sides[1], other, arguments, session);
  std::unique_ptr<Witness> inner;
  if (a.by_text != b.by_text) {
    Side& run = a.by_text ? b : a;
    inner = std::move(run.witness);
    run.witness = std::make_unique<ByText>(*inner);
  }

  session.out << fmt::format("A: {}\nB: {}\n", a.label, b.label);
  const std::optional<Divergence> divergence = first_divergence(*a.witness, *b.witness);
  if (divergence) {
    session.out << fmt::format("they differ first in fact {}:\n", divergence->fact);
    write(session.out, 'A', divergence->a);
    write(session.out, 'B', divergence->b);
  } else {
    session.out << "they are the same\n";
  }
  session.out.flush();
  if (!session.out) throw BadInput("standard output could not be written to its end");
  return divergence ? kExitFailed : kExitPass;
} catch (const WitnessFailed& failed) {
  throw BadInput(failed.what());
}

int testify_command(const Arguments& arguments, Session& session) {
  Side side = scenario_side(arguments.scenarios.front(), arguments.seeds->first, arguments.overrides,
                            arguments.until, session);
  testify(*side.witness, *session.in, session.out);
  return kExitPass;
}

}  // namespace fleetsim::sim
