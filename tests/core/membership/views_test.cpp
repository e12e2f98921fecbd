#include "core/membership/views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/tree_fleet.h"

namespace fleetsim::core {
namespace {

using tests::TreeFleet;
using testing::ElementsAre;
using testing::IsEmpty;

void expect_sound(const TreeFleet& fleet) {
  EXPECT_TRUE(fleet.connected());
  EXPECT_EQ(fleet.one_sided(), 0u);
  for (NodeId id = 0; id < fleet.size(); ++id) {
    if (!fleet.on(id)) continue;
    EXPECT_LE(fleet.views(id).neighbors().size(), 10u);
    EXPECT_GE(fleet.views(id).neighbors().size(), std::min<std::size_t>(2, fleet.size() - 1));
    EXPECT_LE(fleet.views(id).known().size(), 30u);
  }
}

class ViewsSizeTest : public testing::TestWithParam<std::uint32_t> {};

TEST_P(ViewsSizeTest, EverybodyIsJoinedToEverybodyByFewEdgesThatBothEndsKnow) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    TreeFleet fleet(GetParam(), seed);
    fleet.run(seconds(60));
    expect_sound(fleet);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, ViewsSizeTest, testing::Values(2u, 3u, 10u, 100u, 400u));

TEST(ViewsTest, FindTogetherThoughFramesAreLost) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    TreeFleet fleet(100, seed);
    fleet.loss_percent = 25;
    fleet.run(seconds(60));
    fleet.loss_percent = 0;
    fleet.run(seconds(60));
    expect_sound(fleet);
  }
}

TEST(ViewsTest, AThirdMayGoAndTheRestStayTogether) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    TreeFleet fleet(100, seed);
    fleet.run(seconds(40));
    for (NodeId id = 0; id < 100; id += 3) fleet.crash(id);
    fleet.run(seconds(80));
    expect_sound(fleet);
    for (NodeId id = 0; id < 100; id += 3) fleet.boot(id);
    fleet.run(seconds(60));
    expect_sound(fleet);
  }
}

TEST(ViewsTest, WhoIsCalledGoneIsReplacedAtOnce) {
  const auto directory = tests::numbered_directory(10);
  const Peers peers(directory, 0);
  Dice dice(1, "views");
  Views views(ViewOptions{.active = 1});
  const ViewWorld world{peers, dice, Instant{}};
  ViewTurn turn;
  views.begin(world, turn);
  turn = {};
  views.on_frame(3, {.kind = TreeFrameKind::accept}, world, turn);
  views.on_frame(3, {.kind = TreeFrameKind::shuffle_reply, .names = {directory->name(7), directory->name(0)}}, world, turn);
  EXPECT_THAT(views.neighbors(), ElementsAre(3));
  EXPECT_THAT(views.known(), ElementsAre(7));
  turn = {};
  views.gone(3, world, turn);
  // Whoever was contacted first has not answered; nobody else is asked as long as it may.
  views.on_time({peers, dice, Instant{} + seconds(1)}, turn);
  EXPECT_THAT(turn.changes, ElementsAre(ViewTurn::Change{3, false}));
  ASSERT_FALSE(turn.frames.empty());
  EXPECT_EQ(turn.frames.back().to, 7u);
  EXPECT_EQ(turn.frames.back().frame.kind, TreeFrameKind::neighbor);
  EXPECT_TRUE(turn.frames.back().frame.urgent);
}

TEST(ViewsTest, StrangersAndInventedNamesAreNothing) {
  const auto directory = tests::numbered_directory(4);
  const Peers peers(directory, 0);
  Dice dice(1, "views");
  Views views{ViewOptions()};
  const ViewWorld world{peers, dice, Instant{}};
  ViewTurn turn;
  views.begin(world, turn);
  turn = {};
  views.on_frame(99, {.kind = TreeFrameKind::join}, world, turn);
  views.on_frame(0, {.kind = TreeFrameKind::join}, world, turn);
  views.on_frame(1, {.kind = TreeFrameKind::forward_join, .ttl = 200, .about = Symbol::unqualified("nobody")}, world, turn);
  views.on_frame(1, {.kind = TreeFrameKind::shuffle_reply, .names = {Symbol::unqualified("nobody")}}, world, turn);
  EXPECT_THAT(turn.changes, IsEmpty());
  EXPECT_THAT(views.known(), IsEmpty());
}

}  // namespace
}  // namespace fleetsim::core
