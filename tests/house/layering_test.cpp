// The rooms and their levels, as one table. A room may include rooms on lower levels of its own tree only;
// the simulator may include any room of the core; the core includes nothing but itself.

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Rooms = std::vector<std::string_view>;

/// Lowest first.
const Rooms kCoreRooms{"base",   "value", "eval",       "reconcile", "codec",  "realize", "wire",
                       "store",  "env",   "membership", "gossip",    "lookup", "relay",   "evaluate",
                       "stream", "frame", "placement",  "session",   "node",   "host"};
const Rooms kSimRooms{"rng",   "archive",  "event", "scenario", "observe", "net",      "disk",   "host",
                      "fault", "workload", "world", "check",    "run",     "snapshot", "search", "cli"};
/// What reports may see of the simulator.
const Rooms kReportsSees{"run", "scenario", "observe"};

/// Headers of third parties, by prefix, and the only directories that may include them.
struct ThirdParty {
  std::string_view prefix;
  std::vector<std::string_view> allowed;
};
const std::vector<ThirdParty> kThirdParties{
    {"yaml-cpp/", {"sim/scenario/", "tests/"}},
    {"boost/graph/", {"sim/net/", "tests/"}},
    {"boost/asio", {"core/host/", "tests/"}},
    {"boost/beast", {"core/host/", "tests/"}},
    {"boost/process", {"sim/search/"}},
    {"CLI/", {"sim/cli/"}},
    {"nlohmann/", {"reports/", "tests/"}},
    {"openssl/", {"core/base/"}},
    {"Random123/", {"core/base/"}},
    {"pugixml", {"tests/"}},
    {"gtest/", {"tests/"}},
    {"gmock/", {"tests/"}},
    {"benchmark/", {"tests/"}},
};

/// `core/value/expr.h` is in tree `core`, room `value`; `reports/junit.h` in tree `reports`, no room.
struct Home {
  std::string_view tree;
  std::string_view room;
};

Home home_of(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view below = path.substr(slash + 1);
  const std::size_t next = below.find('/');
  return {path.substr(0, slash), next == std::string_view::npos ? std::string_view() : below.substr(0, next)};
}

std::ptrdiff_t level(const Rooms& rooms, std::string_view room) {
  const auto found = std::find(rooms.begin(), rooms.end(), room);
  return found == rooms.end() ? -1 : found - rooms.begin();
}

/// Why the one may not include the other; empty when it may.
std::string objection(std::string_view from_path, std::string_view to_path) {
  const Home from = home_of(from_path);
  const Home to = home_of(to_path);
  if (to.tree != "core" && to.tree != "sim" && to.tree != "reports") {
    if (to.tree == "tests") return "tests are not part of the product";
    return "";
  }
  if (from.tree == to.tree && from.room == to.room) return "";
  if (from.tree == "core") {
    if (to.tree != "core") return "core includes nothing but core";
    return level(kCoreRooms, to.room) < level(kCoreRooms, from.room) ? "" : "not a lower room of core";
  }
  if (from.tree == "sim") {
    if (to.tree == "core") return "";
    if (to.tree == "reports") return from.room == "cli" ? "" : "only sim/cli knows the reports";
    return level(kSimRooms, to.room) < level(kSimRooms, from.room) ? "" : "not a lower room of sim";
  }
  if (to.tree == "core") return "";
  return level(kReportsSees, to.room) >= 0 ? ""
                                           : "reports see sim/run, sim/scenario, sim/observe and core only";
}

std::vector<std::string> layering_offences(const SourceFile& file) {
  std::vector<std::string> offences;
  const Home home = home_of(file.path);
  if ((home.tree == "core" && level(kCoreRooms, home.room) < 0) ||
      (home.tree == "sim" && level(kSimRooms, home.room) < 0))
    offences.push_back(file.path + ":1 is in no room of the table");
  for (const Include& include : file.includes()) {
    const std::string why = objection(file.path, include.path);
    if (!why.empty())
      offences.push_back(file.path + ":" + std::to_string(include.line) + " includes " + include.path + ": " +
                         why);
  }
  return offences;
}

std::vector<std::string> third_party_offences(const SourceFile& file) {
  std::vector<std::string> offences;
  for (const Include& include : file.includes())
    for (const ThirdParty& party : kThirdParties) {
      const bool inside = std::any_of(party.allowed.begin(), party.allowed.end(),
                                      [&](std::string_view place) { return file.path.starts_with(place); });
      if (include.path.starts_with(party.prefix) && !inside)
        offences.push_back(file.path + ":" + std::to_string(include.line) + " includes " + include.path +
                           ": kept in " + std::string(party.allowed.front()));
    }
  return offences;
}

std::vector<SourceFile> product() {
  std::vector<SourceFile> files;
  for (const char* tree : {"core", "sim", "reports"}) {
    std::vector<SourceFile> more = source_files_under(tree);
    files.insert(files.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return files;
}

TEST(LayeringTest, ArrowsPointDown) {
  const std::vector<SourceFile> files = product();
  ASSERT_GT(files.size(), 50u) << "the sources were not found under " << source_dir();
  for (const SourceFile& file : files)
    for (const std::string& offence : layering_offences(file)) ADD_FAILURE() << offence;
}

TEST(LayeringTest, ThirdPartiesStayInOneRoomEach) {
  std::vector<std::string> with_cli11;
  for (const SourceFile& file : product()) {
    for (const std::string& offence : third_party_offences(file)) ADD_FAILURE() << offence;
    for (const Include& include : file.includes())
      if (include.path.starts_with("CLI/")) with_cli11.push_back(file.path);
  }
  EXPECT_THAT(with_cli11, ElementsAre("sim/cli/arguments.cpp"));
}

struct PlantedInclude {
  const char* name;
  const char* path;
  const char* text;
  const char* offence;  ///< empty: allowed
};

void PrintTo(const PlantedInclude& planted, std::ostream* out) {
  *out << planted.name;
}

class PlantedIncludeTest : public testing::TestWithParam<PlantedInclude> {};

TEST_P(PlantedIncludeTest, IsSeen) {
  const PlantedInclude& planted = GetParam();
  const SourceFile file = SourceFile::from_text(planted.path, planted.text);
  std::vector<std::string> offences = layering_offences(file);
  for (const std::string& more : third_party_offences(file)) offences.push_back(more);
  if (*planted.offence == '\0') {
    EXPECT_THAT(offences, IsEmpty());
  } else {
    EXPECT_THAT(offences, ElementsAre(planted.offence));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, PlantedIncludeTest,
    testing::Values(
        PlantedInclude{"core_sees_sim", "core/base/a.h", "#pragma once\n#include \"sim/rng/rng.h\"\n",
                       "core/base/a.h:2 includes sim/rng/rng.h: core includes nothing but core"},
        PlantedInclude{"core_sees_reports", "core/node/a.h", "#include \"reports/junit.h\"",
                       "core/node/a.h:1 includes reports/junit.h: core includes nothing but core"},
        PlantedInclude{"core_upwards", "core/value/a.h", "#include \"core/wire/b.h\"",
                       "core/value/a.h:1 includes core/wire/b.h: not a lower room of core"},
        PlantedInclude{"core_downwards", "core/wire/a.h", "#include \"core/value/b.h\"", ""},
        PlantedInclude{"own_room", "core/wire/a.h", "#include \"core/wire/b.h\"", ""},
        PlantedInclude{"sim_upwards", "sim/net/a.cpp", " # include \"sim/world/b.h\"",
                       "sim/net/a.cpp:1 includes sim/world/b.h: not a lower room of sim"},
        PlantedInclude{"sim_downwards", "sim/world/a.cpp", "#include \"sim/net/b.h\"", ""},
        PlantedInclude{"sim_sees_core", "sim/rng/a.cpp", "#include \"core/node/b.h\"", ""},
        PlantedInclude{"sim_sees_reports", "sim/run/a.cpp", "#include \"reports/junit.h\"",
                       "sim/run/a.cpp:1 includes reports/junit.h: only sim/cli knows the reports"},
        PlantedInclude{"cli_sees_reports", "sim/cli/a.cpp", "#include \"reports/junit.h\"", ""},
        PlantedInclude{
            "reports_see_the_world", "reports/a.cpp", "#include \"sim/world/b.h\"",
            "reports/a.cpp:1 includes sim/world/b.h: reports see sim/run, sim/scenario, sim/observe and "
            "core only"},
        PlantedInclude{"reports_see_records", "reports/a.cpp", "#include \"sim/run/run_record.h\"", ""},
        PlantedInclude{"product_sees_tests", "sim/run/a.cpp", "#include \"tests/support/b.h\"",
                       "sim/run/a.cpp:1 includes tests/support/b.h: tests are not part of the product"},
        PlantedInclude{"unknown_room", "core/misc/a.h", "", "core/misc/a.h:1 is in no room of the table"},
        PlantedInclude{"to_unknown_room", "sim/cli/a.h",
                       "#include \"reports/x.h\"\n// #include \"sim/world/b.h\"\n", ""},
        PlantedInclude{"yaml_elsewhere", "sim/world/a.cpp", "#include <yaml-cpp/yaml.h>",
                       "sim/world/a.cpp:1 includes yaml-cpp/yaml.h: kept in sim/scenario/"},
        PlantedInclude{"graph_elsewhere", "sim/world/a.cpp", "#include <boost/graph/adjacency_list.hpp>",
                       "sim/world/a.cpp:1 includes boost/graph/adjacency_list.hpp: kept in sim/net/"},
        PlantedInclude{"cli11_elsewhere", "sim/run/a.cpp", "#include <CLI/CLI.hpp>",
                       "sim/run/a.cpp:1 includes CLI/CLI.hpp: kept in sim/cli/"},
        PlantedInclude{"json_elsewhere", "sim/run/a.cpp", "#include <nlohmann/json.hpp>",
                       "sim/run/a.cpp:1 includes nlohmann/json.hpp: kept in reports/"},
        PlantedInclude{"openssl_elsewhere", "core/store/a.cpp", "#include <openssl/evp.h>",
                       "core/store/a.cpp:1 includes openssl/evp.h: kept in core/base/"},
        PlantedInclude{"openssl_at_home", "core/base/a.cpp", "#include <openssl/evp.h>", ""}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace fleetsim::tests
