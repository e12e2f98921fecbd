// A class that names its state in `serialize` names all of it, but for what this table says. What is
// forgotten there is lost when a run is saved, and perhaps noticed much later.

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <ostream>
#include <regex>
#include <set>
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

struct LeftOut {
  std::string_view member;
  std::string_view why;
};

// `Class::member`, or `Class::*`, each with what makes it right to leave it out.
const std::vector<LeftOut> kLeftOut{
    {"Node::options_", "follow from scenario and node"},
    {"Host::self", "follows from the scenario"},
    {"Host::off", "options, which follow from the scenario"},
    {"HeldReplies::capacity_bytes_", "an option"},
    {"HoldingIndex::table_", "shared by all nodes of a world, saved once by that"},
    {"HoldingIndex::holders_per_key_max_", "an option"},
    {"Gossip::full_", "encodings of the index, kept to save time"},
    {"EqualIndexes::patience_", "follows from the scenario"},
    {"Membership::options_", "options"},
    {"Membership::believes_old_news_", "an option"},
    {"HearsayQuota::facts_max_", "an option"},
    {"HearsayQuota::window_", "an option"},
    {"LogSpace::segment_bytes_", "an option"},
    {"CircuitBreakers::options_", "options"},
    {"StreamDecoder::rules_", "the same for all placed streams"},
    {"StreamEncoder::coding_", "the same for all placed streams"},
    {"EventQueue::*", "its pending events in their order are all of it"},
    {"VirtualDisk::append_time_", "follows from the scenario"},
    {"VirtualDisk::sync_time_", "follows from the scenario"},
    {"Network::has_streams_", "follows from the scenario"},
    {"Network::name_keys_", "follow from the scenario"},
    {"Network::link_keys_", "follow from the scenario"},
    {"Routes::sites_", "follow from the scenario"},
    {"Routes::found_", "found anew when they are wanted"},
    {"LinkWatch::nodes_", "follows from the scenario"},
    {"Part::setting_", "follows from the scenario"},
    {"Part::whole_", "worlds in one part are saved"},
    {"Part::outgoing_", "worlds in one part are saved"},
    {"Part::effects_", "empty between events"},
    {"World::setting_", "follows from the scenario"},
    {"World::division_", "worlds in one part are saved"},
    {"World::parts_", "the only one is saved"},
    {"World::glossary_", "of several parts; worlds in one part are saved"},
    {"World::plan_", "follows from scenario and seed"},
    {"Reactions::watches_", "follow from scenario and seed"},
    {"FleetMirror::table_", "the world's"},
    {"MembersCheck::spec_", "expected"},
    {"MembersCheck::of_", "expected; drawn with the seed"},
    {"MembersCheck::by_", "expected; drawn with the seed"},
    {"ConvergeCheck::spec_", "expected"},
    {"ConvergeCheck::keys_", "expected"},
    {"ConvergeCheck::known_by_", "expected; drawn with the seed"},
    {"ConvergeCheck::after_fault_", "expected"},
    {"ReplyCheck::spec_", "expected"},
    {"ReplyCheck::request_", "expected"},
    {"StreamCheck::spec_", "expected"},
    {"StreamCheck::request_", "expected"},
    {"StreamsComeInOrder::longest_", "follows from the scenario"},
    {"IndexOnlyGrows::holders_per_key_max_", "an option"},
    {"StoreWithinCapacity::capacity_bytes_", "an option"},
    {"RepliesOnlyToTheEntitled::lacking_", "follows from the scenario"},
    {"Dice::spare_", "follows from the place in the stream"},
    {"LiveRun::seed_", "given to whoever loads"},
    {"LiveRun::names_", "follow from the world"},
    {"LiveRun::facts_", "of the last step only"},
};

/// What a class with `serialize` declares, and the body of its `serialize`.
struct State {
  std::string name;
  std::vector<std::string> members;
  std::string named;
};

std::size_t skip_braces(const std::string& text, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    if (text[at] == '{') ++depth;
    if (text[at] == '}' && --depth == 0) return at + 1;
  }
  return text.size();
}

// The name that a statement declares as a data member; none: it declares something else.
std::optional<std::string> member_of(const std::string& statement) {
  static const std::regex other(
      R"(^\s*(using|friend|static|typedef|template|enum|struct|class)\b|\boperator\b)");
  static const std::regex declared(R"(([A-Za-z_]\w*)\s*(\[[^\]]*\]\s*)?(=[^]*)?$)");
  std::smatch name;
  if (std::regex_search(statement, other) || statement.find_first_not_of(" \n") == std::string::npos)
    return std::nullopt;
  const std::string head = statement.substr(0, statement.find('='));
  if (head.find('(') != std::string::npos || !std::regex_search(head, name, declared)) return std::nullopt;
  return name[1].str();
}

State state_of(const std::string& name, const std::string& body) {
  State state{name, {}, {}};
  std::string statement;
  for (std::size_t at = 0; at < body.size();) {
    const char c = body[at];
    if (c == '{') {
      const std::size_t end = skip_braces(body, at);
      const bool function = statement.find('(') != std::string::npos &&
                            statement.substr(0, statement.find('=')).find('(') != std::string::npos;
      if (statement.find("void serialize(Archive& archive)") != std::string::npos)
        state.named = body.substr(at, end - at);
      if (function) statement.clear();
      at = end;
    } else if (c == ';' ||
               (c == ':' && std::regex_search(statement, std::regex(R"(^\s*(public|private|protected)$)")))) {
      if (c == ';')
        if (const std::optional<std::string> member = member_of(statement)) state.members.push_back(*member);
      statement.clear();
      ++at;
    } else {
      statement += c;
      ++at;
    }
  }
  return state;
}

std::vector<State> states_in(const SourceFile& file) {
  std::string text;
  for (const std::string& line : file.code(true)) text += line + '\n';
  static const std::regex head(R"(\b(class|struct) (\w+)( final)?( : [^{};()]*)?\s*\{)");
  std::vector<State> states;
  for (auto match = std::sregex_iterator(text.begin(), text.end(), head); match != std::sregex_iterator();
       ++match) {
    const auto open = static_cast<std::size_t>(match->position() + match->length()) - 1;
    State state = state_of((*match)[2], text.substr(open + 1, skip_braces(text, open) - open - 2));
    const bool is_check = (*match)[4].str().find("CheckOf<") != std::string::npos;
    if (!state.named.empty() || is_check) states.push_back(std::move(state));
  }
  return states;
}

std::vector<std::string> forgotten_in(const SourceFile& file, std::set<std::string_view>& used) {
  std::vector<std::string> forgotten;
  for (const State& state : states_in(file)) {
    for (const std::string& member : state.members) {
      if (std::regex_search(state.named, std::regex("\\b" + member + "\\b"))) continue;
      const std::string full = state.name + "::" + member;
      const auto left_out = std::ranges::find_if(kLeftOut, [&](const LeftOut& each) {
        return each.member == full || each.member == state.name + "::*";
      });
      if (left_out != kLeftOut.end())
        used.insert(left_out->member);
      else
        forgotten.push_back(file.path + ": " + full);
    }
  }
  return forgotten;
}

TEST(StateTest, NothingIsForgottenWhereAClassNamesItsState) {
  std::set<std::string_view> used;
  std::vector<std::string> forgotten;
  std::size_t classes = 0;
  for (const char* tree : {"core", "sim"}) {
    for (const SourceFile& file : source_files_under(tree)) {
      classes += states_in(file).size();
      std::ranges::copy(forgotten_in(file, used), std::back_inserter(forgotten));
    }
  }
  EXPECT_THAT(forgotten, IsEmpty());
  EXPECT_GT(classes, 30U);
  for (const LeftOut& left_out : kLeftOut)
    EXPECT_TRUE(used.contains(left_out.member)) << left_out.member << " is not left out any more";
}

TEST(StateTest, AForgottenMemberIsFound) {
  const SourceFile file = SourceFile::from_text("sim/x.h", R"(
class Held final : public Something {
 public:
  explicit Held(int a) : a_{a} {}
  int a() const { return a_; }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(a_, sorted_);
  }
 private:
  struct Inner {
    int not_of_held = 0;
  };
  static constexpr int kMax = 3;
  int a_;
  std::map<int, std::vector<int>> sorted_;  // kept
  std::int64_t counts_[4] = {};
  std::uint64_t forgotten_{7};
  bool flag_ = false;
};
)");
  std::set<std::string_view> used;
  EXPECT_THAT(forgotten_in(file, used),
              ElementsAre("sim/x.h: Held::counts_", "sim/x.h: Held::forgotten_", "sim/x.h: Held::flag_"));
}

}  // namespace
}  // namespace fleetsim::tests
