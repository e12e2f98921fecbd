// `fleetsim bench`: every strategy of gossip at the same task, as a table; for what theory says, spread_bench.cpp.

#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/cli/bad_input.h"
#include "sim/cli/bench_runs.h"
#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/sample.h"
#include "sim/cli/spread_bench.h"
#include "sim/search/gossip_league.h"

namespace fleetsim::sim {
namespace {

/// Bytes of one fact of a content and a holder, the least that anybody could send of a content never heard of before.
constexpr double kFactBytes = 37;

/// One row of the table.
struct Row {
  std::map<std::uint64_t, Sample> seconds_to;  // by percent
  Sample inflow, other, idle, heal, messages;
  std::uint64_t runs = 0;
  std::uint64_t incomplete = 0;  // runs in which some fact did not reach everybody
  std::uint64_t unhealed = 0;

  void add(const std::map<std::string, std::int64_t>& values, const LeagueTask& task) {
    ++runs;
    const auto value = [&](const std::string& name) { return static_cast<double>(values.at(name)); };
    const double copies = static_cast<double>(task.facts) * (task.nodes - 1);
    for (const std::uint64_t percent : {50U, 90U, 99U, 100U})
      if (values.at(fmt::format("facts_spread_{}", percent)) == task.facts)
        seconds_to[percent].values.push_back(value(fmt::format("spread_ns_{}", percent)) / 1e9);
    if (values.at("facts_spread_100") < task.facts) ++incomplete;
    inflow.values.push_back(value("inflow_bytes") / copies);
    other.values.push_back(value("other_bytes") / copies);
    idle.values.push_back(value("idle_bytes") / 60 / task.nodes);
    messages.values.push_back(value("messages") / task.nodes);
    if (values.at("healed") < values.at("missing"))
      ++unhealed;
    else
      heal.values.push_back(std::max(0.0, value("heal_bytes")) / std::max(1.0, value("missing")));
  }
};

std::vector<LeagueEntry> entries_of(const std::vector<std::string>& names) {
  const std::vector<LeagueEntry> all = league_entries();
  if (names.empty()) return all;
  std::vector<LeagueEntry> chosen;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(all, name, &LeagueEntry::name);
    if (found == all.end()) {
      std::string known;
      for (const LeagueEntry& entry : all) known += (known.empty() ? "" : ", ") + entry.name;
      throw BadInput(fmt::format("--strategies {}: no such strategy, expected some of {}", name, known));
    }
    chosen.push_back(*found);
  }
  return chosen;
}

}  // namespace

int bench_command(const Arguments& arguments, Session& session) {
  if (arguments.bench.what == BenchArguments::What::spread) return spread_bench(arguments, session);
  const std::vector<LeagueEntry> entries = entries_of(arguments.bench.strategies);
  const SeedRange seeds = arguments.seeds.value_or(SeedRange{1, 5});
  const std::uint64_t runs = entries.size() * arguments.bench.nodes.size() * seeds.count();
  // Sizes, then entries, then seeds.
  const auto place_of = [&](std::uint64_t run) {
    const std::uint64_t entry = run / seeds.count() % entries.size();
    return std::pair(static_cast<std::size_t>(run / seeds.count() / entries.size()), static_cast<std::size_t>(entry));
  };
  const auto task_of = [&](std::uint64_t run) {
    return LeagueTask{arguments.bench.nodes[place_of(run).first], arguments.bench.facts};
  };
  std::map<std::pair<std::size_t, std::size_t>, Row> rows;
  const int exit = play_bench(
      runs, arguments, session,
      [&](std::uint64_t run) {
        return play_league(entries[place_of(run).second], task_of(run), seeds.first + run % seeds.count());
      },
      [&](std::uint64_t run, const BenchValues& values) { rows[place_of(run)].add(values, task_of(run)); });
  if (exit != kExitPass) return exit;
  for (std::size_t size = 0; size < arguments.bench.nodes.size(); ++size) {
    const std::uint32_t nodes = arguments.bench.nodes[size];
    session.out << fmt::format("{}## {} nodes, {} facts, seeds {} to {}\n\n", size == 0 ? "" : "\n", nodes,
                               arguments.bench.facts, seeds.first, seeds.last)
                << "| strategy | s to 50 % | s to 90 % | s to 99 % | s to all | facts: bytes per fact and node | of the bound "
                   "| other bytes per fact and node | idle B/s per node | heal bytes per missing fact | messages per node "
                   "| missed |\n"
                << "|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    for (std::size_t entry = 0; entry < entries.size(); ++entry) {
      Row& row = rows[{size, entry}];
      session.out << fmt::format(
          "| `{}` | {} | {} | {} | {} | {} | {:.2f} | {} | {} | {} | {} | {} of {}{} |\n", entries[entry].name,
          row.seconds_to[50].text(2), row.seconds_to[90].text(2), row.seconds_to[99].text(2),
          row.seconds_to[100].text(2), row.inflow.text(0), row.inflow.mean() / kFactBytes, row.other.text(0),
          row.idle.text(1), row.heal.text(0), row.messages.text(0), row.incomplete, row.runs,
          row.unhealed == 0 ? "" : fmt::format(", not healed {}", row.unhealed));
    }
  }
  session.out.flush();
  if (!session.out) throw BadInput("the table could not be written to its end");
  return kExitPass;
}

}  // namespace fleetsim::sim
