#include "core/lookup/lookup.h"

#include <algorithm>
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
  bool home;
  LookupOptions options;
  std::vector<std::string> asked;  ///< when everybody fails
};

class LookupOrderTest : public testing::TestWithParam<OrderCase> {};

TEST_P(LookupOrderTest, IsThatOfTheContract) {
  const OrderCase& row = GetParam();
  const Symbol self = name("self");
  const ListedPeers peers(names(row.peers));
  Lookup lookup(names(row.announced), row.home);
  std::vector<std::string> asked;
  Lookup::Step step = lookup.start(self, peers, row.options);
  while (!std::holds_alternative<Lookup::Fail>(step)) {
    ASSERT_LT(asked.size(), 20u);
    if (const auto* peer = std::get_if<Lookup::AskPeer>(&step)) {
      asked.push_back(row.peers[peer->position]);
      const bool was_announced = std::ranges::find(row.announced, asked.back()) != row.announced.end();
      EXPECT_EQ(peer->source, was_announced ? AnswerSource::announced : AnswerSource::peer);
    } else {
      ASSERT_TRUE(std::holds_alternative<Lookup::AskHome>(step));
      asked.push_back("home");
    }
    step = lookup.on_failure(Error::eval("failed"), self, peers, row.options);
  }
  EXPECT_EQ(asked, row.asked);
  const Error expected = !asked.empty() && asked.back() == "home" ? Error::eval("failed") : no_holder_error();
  EXPECT_EQ(std::get<Lookup::Fail>(step).error, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, LookupOrderTest,
    testing::Values(
        OrderCase{"nobody", {}, {}, false, {}, {}}, OrderCase{"home_alone", {}, {}, true, {}, {"home"}},
        OrderCase{"peers_as_configured", {}, {"c", "a", "b"}, true, {}, {"c", "a", "b", "home"}},
        OrderCase{
            "announced_by_symbol_first", {"a", "d"}, {"d", "c", "a"}, true, {}, {"a", "d", "c", "home"}},
        OrderCase{"announced_strangers_are_skipped", {"x", "y"}, {"c"}, false, {}, {"c"}},
        OrderCase{"never_itself", {"self"}, {"self", "c"}, false, {}, {"c"}},
        OrderCase{"one_name_twice_announced", {"a"}, {"a", "a"}, false, {}, {"a"}},
        OrderCase{"one_name_twice_unannounced", {}, {"a", "a"}, false, {}, {"a", "a"}},
        OrderCase{
            "without_the_announced_stage", {"a"}, {"a", "b"}, true, {.ask_announced = false}, {"b", "home"}},
        OrderCase{"without_the_peer_stage", {"a"}, {"a", "b"}, true, {.ask_peers = false}, {"a", "home"}},
        OrderCase{"without_the_home_stage", {"a"}, {"a", "b"}, true, {.ask_home = false}, {"a", "b"}}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(LookupTest, AReplyIsToBeRecordedWithItsSource) {
  const ListedPeers peers(names({"a", "b"}));
  Lookup lookup(names({"b"}), true);
  (void)lookup.start(name("self"), peers, {});
  const Lookup::Step announced = lookup.on_reply(tests::stored("v"));
  EXPECT_EQ(std::get<Lookup::Record>(announced).source, AnswerSource::announced);
  EXPECT_EQ(std::get<Lookup::Record>(announced).reply, tests::stored("v"));
  (void)lookup.on_failure(Error::eval(""), name("self"), peers, {});
  EXPECT_EQ(std::get<Lookup::Record>(lookup.on_reply(tests::stored("v"))).source, AnswerSource::peer);
  (void)lookup.on_failure(Error::eval(""), name("self"), peers, {});
  EXPECT_EQ(std::get<Lookup::Record>(lookup.on_reply(tests::stored("v"))).source, AnswerSource::home);
}

}  // namespace
}  // namespace fleetsim::core
