#include "core/lookup/lookup.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::name;

class ListedPeers final : public PeerList {
 public:
  explicit ListedPeers(std::vector<Symbol> names) : names_(std::move(names)) {}
  std::uint32_t size() const override { return static_cast<std::uint32_t>(names_.size()); }
  const Symbol& name(std::uint32_t position) const override { return names_[position]; }
  std::optional<std::uint32_t> find(const Symbol& wanted) const override {
    const auto found = std::ranges::find(names_, wanted);
    if (found == names_.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - names_.begin());
  }

 private:
  std::vector<Symbol> names_;
};

std::vector<Symbol> names(const std::vector<std::string>& texts) {
  std::vector<Symbol> out;
  for (const std::string& text : texts) out.push_back(name(text));
  return out;
}

struct OrderCase {
  const char* label;
  std::vector<std::string> announced;
  std::vector<std::string> peers;
  Lookup::Stages stages;
  std::vector<std::string> asked;  ///< when everybody fails
};

constexpr Lookup::Stages kNoHome{.home = false};

class LookupOrderTest : public testing::TestWithParam<OrderCase> {};

TEST_P(LookupOrderTest, IsThatOfTheContract) {
  const OrderCase& row = GetParam();
  const Symbol self = name("self");
  const ListedPeers peers(names(row.peers));
  Lookup lookup(names(row.announced), row.stages);
  Dice dice(1, "probes");
  std::vector<std::string> asked;
  Lookup::Step step = lookup.start(self, peers, {}, dice);
  while (!std::holds_alternative<Lookup::Fail>(step)) {
    ASSERT_LT(asked.size(), 20u);
    AnswerSource source = AnswerSource::home;
    if (const auto* peer = std::get_if<Lookup::AskPeer>(&step)) {
      source = peer->source;
      asked.push_back(row.peers[peer->position]);
      const bool was_announced =
          row.stages.announced && std::ranges::find(row.announced, asked.back()) != row.announced.end();
      EXPECT_EQ(peer->source, was_announced ? AnswerSource::announced : AnswerSource::peer);
    } else {
      ASSERT_TRUE(std::holds_alternative<Lookup::AskHome>(step));
      asked.push_back("home");
    }
    step = lookup.on_failure(source, Error::eval("failed"), self, peers);
  }
  EXPECT_EQ(asked, row.asked);
  const Error expected = !asked.empty() && asked.back() == "home" ? Error::eval("failed") : no_holder_error();
  EXPECT_EQ(std::get<Lookup::Fail>(step).error, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, LookupOrderTest,
    testing::Values(
        OrderCase{"nobody", {}, {}, kNoHome, {}}, OrderCase{"home_alone", {}, {}, {}, {"home"}},
        OrderCase{"peers_as_configured", {}, {"c", "a", "b"}, {}, {"c", "a", "b", "home"}},
        OrderCase{"announced_by_symbol_first", {"a", "d"}, {"d", "c", "a"}, {}, {"a", "d", "c", "home"}},
        OrderCase{"announced_strangers_are_skipped", {"x", "y"}, {"c"}, kNoHome, {"c"}},
        OrderCase{"never_itself", {"self"}, {"self", "c"}, kNoHome, {"c"}},
        OrderCase{"one_name_twice_announced", {"a"}, {"a", "a"}, kNoHome, {"a"}},
        OrderCase{"one_name_twice_unannounced", {}, {"a", "a"}, kNoHome, {"a", "a"}},
        OrderCase{"without_the_announced_stage", {"a"}, {"a", "b"}, {.announced = false}, {"a", "b", "home"}},
        OrderCase{"without_the_peer_stage", {"a"}, {"a", "b"}, {.peers = false}, {"a", "home"}},
        OrderCase{"without_the_home_stage", {"a"}, {"a", "b"}, kNoHome, {"a", "b"}}),
    [](const auto& row) { return std::string(row.param.label); });

class LookupTest : public testing::Test {
 protected:
  void begin(std::vector<std::string> announced, std::vector<std::string> peers, LookupOptions options = {},
             Lookup::Stages stages = {}, std::uint64_t seed = 1) {
    names_ = std::move(peers);
    peers_.emplace(names(names_));
    lookup_.emplace(names(announced), stages);
    Dice dice(seed, "probes");
    take(lookup_->start(self_, *peers_, options, dice));
  }
  void take(Lookup::Step step) { step_ = std::move(step); }
  void fails(AnswerSource source) { take(lookup_->on_failure(source, Error::eval("failed"), self_, *peers_)); }

  // What the last step says.
  std::string said() const {
    if (const auto* peer = std::get_if<Lookup::AskPeer>(&*step_)) return names_[peer->position];
    if (std::holds_alternative<Lookup::AskHome>(*step_)) return "home";
    return std::holds_alternative<Lookup::Wait>(*step_) ? "wait" : "fail";
  }

  Symbol self_ = name("self");
  std::vector<std::string> names_;
  std::optional<ListedPeers> peers_;
  std::optional<Lookup> lookup_;
  std::optional<Lookup::Step> step_;
};

TEST_F(LookupTest, OneMoreIsTheNextAnnouncedHolderAndNobodyElse) {
  begin({"a", "b"}, {"c", "b", "a"});
  EXPECT_EQ(said(), "a");
  take(lookup_->one_more(self_, *peers_));
  EXPECT_EQ(said(), "b");
  take(lookup_->one_more(self_, *peers_));
  EXPECT_EQ(said(), "wait") << "c is not announced";
  EXPECT_EQ(lookup_->open(), 2u);
  fails(AnswerSource::announced);
  EXPECT_EQ(said(), "wait") << "the other one may still answer";
  fails(AnswerSource::announced);
  EXPECT_EQ(said(), "c");
}

TEST_F(LookupTest, AFailureOfOneOfTwoBringsInTheNextHolder) {
  begin({"a", "b", "c"}, {"a", "b", "c"});
  take(lookup_->one_more(self_, *peers_));
  fails(AnswerSource::announced);
  EXPECT_EQ(said(), "c");
  EXPECT_EQ(lookup_->open(), 2u);
}

TEST_F(LookupTest, WhoIsPutOffComesLastAndOnlyWithoutAHome) {
  begin({"a"}, {"a", "b"}, {}, kNoHome);
  take(lookup_->put_off(std::get<Lookup::AskPeer>(*step_), self_, *peers_));
  EXPECT_EQ(said(), "b");
  fails(AnswerSource::peer);
  EXPECT_EQ(said(), "a");
  EXPECT_TRUE(lookup_->last_resort());
  fails(AnswerSource::announced);
  EXPECT_EQ(said(), "fail");

  begin({"a"}, {"a", "b"});
  take(lookup_->put_off(std::get<Lookup::AskPeer>(*step_), self_, *peers_));
  fails(AnswerSource::peer);
  EXPECT_EQ(said(), "home");
}

TEST_F(LookupTest, AgainAsksHoldersAnnouncedSinceThenTheHome) {
  begin({"a"}, {"a", "b", "c"}, {}, {.peers = false});
  fails(AnswerSource::announced);
  EXPECT_EQ(said(), "home");
  take(lookup_->again(names({"a", "b"}), self_, *peers_));
  EXPECT_EQ(said(), "b") << "a has been asked";
  fails(AnswerSource::announced);
  EXPECT_EQ(said(), "home");
}

TEST_F(LookupTest, WhenWhatHoldersHoldIsOfNoUseOnlyTheHomeIsLeft) {
  begin({"a", "b"}, {"a", "b", "c"});
  lookup_->go_home();
  fails(AnswerSource::announced);
  EXPECT_EQ(said(), "home");
}

TEST_F(LookupTest, TheLastOneIsKnownAsSuch) {
  begin({"a"}, {"a", "b"}, {}, kNoHome);
  EXPECT_FALSE(lookup_->last(*peers_));
  fails(AnswerSource::announced);
  EXPECT_EQ(said(), "b");
  EXPECT_TRUE(lookup_->last(*peers_));
  begin({}, {"b"});
  EXPECT_FALSE(lookup_->last(*peers_)) << "the home comes after it";
  fails(AnswerSource::peer);
  EXPECT_TRUE(lookup_->last(*peers_));
}

// Everybody whom a lookup among so many peers asks, when all fail.
std::vector<std::string> asked_of(std::size_t peers, std::optional<std::uint32_t> probes, std::uint64_t seed) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < peers; ++i) all.push_back("p" + std::to_string(i));
  const ListedPeers list(names(all));
  LookupOptions options;
  options.probes = probes;
  Lookup lookup(names({"p3"}), kNoHome);
  Dice dice(seed, "probes");
  std::vector<std::string> asked;
  Lookup::Step step = lookup.start(name("p5"), list, options, dice);
  while (const auto* peer = std::get_if<Lookup::AskPeer>(&step)) {
    asked.push_back(all[peer->position]);
    step = lookup.on_failure(peer->source, Error::eval("failed"), name("p5"), list);
  }
  return asked;
}

TEST(LookupSampleTest, AFewOthersAreDrawnAfterTheAnnouncedOnes) {
  for (const std::size_t peers : {6u, 12u, 40u, 4'000u})
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const std::vector<std::string> asked = asked_of(peers, 3, seed);
      ASSERT_EQ(asked.size(), 4u);
      EXPECT_EQ(asked[0], "p3");
      EXPECT_EQ(std::set<std::string>(asked.begin(), asked.end()).size(), 4u) << "nobody twice";
      EXPECT_EQ(std::ranges::count(asked, "p5"), 0) << "never itself";
      EXPECT_EQ(asked, asked_of(peers, 3, seed)) << "the same dice draw the same peers";
    }
}

TEST(LookupSampleTest, EveryPeerHasItsTurn) {
  std::map<std::string, int> times;
  for (std::uint64_t seed = 0; seed < 2'000; ++seed)
    for (const std::string& peer : asked_of(40, 3, seed)) ++times[peer];
  EXPECT_EQ(times.size(), 39u);
  times.erase("p3");  // announced: asked every time
  for (const auto& [peer, count] : times) EXPECT_NEAR(count, 2'000 * 3 / 38, 60) << peer;
}

TEST(LookupSampleTest, WithoutABoundEverybodyIsAskedAsConfigured) {
  const std::vector<std::string> asked = asked_of(8, std::nullopt, 1);
  EXPECT_EQ(asked, (std::vector<std::string>{"p3", "p0", "p1", "p2", "p4", "p6", "p7"}));
}

}  // namespace
}  // namespace fleetsim::core
