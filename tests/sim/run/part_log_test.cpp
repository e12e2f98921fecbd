#include "sim/run/part_log.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// An event that says so many numbers, as facts of nodes.
void add(PartLog& log, const EventKey& key, std::initializer_list<core::NodeId> says) {
  for (const core::NodeId node : says) log.facts().push_back({key.at, node, BootEnded{}});
  log.note(key);
}

std::vector<core::NodeId> merged(std::vector<PartLog>& logs) {
  std::vector<core::NodeId> all;
  PartLog::merge(logs, [&](Fact& fact) { all.push_back(fact.node); });
  return all;
}

TEST(PartLogTest, FactsComeInTheOrderOfTheirEventsNotOfTheirParts) {
  std::vector<PartLog> logs(3);
  add(logs[0], {{10}, 1, 1}, {1, 2});
  add(logs[0], {{30}, 1, 2}, {6});
  add(logs[1], {{10}, 2, 9}, {3});
  add(logs[1], {{20}, 2, 1}, {});
  add(logs[1], {{20}, 2, 5}, {4, 5});
  EXPECT_THAT(merged(logs), ElementsAre(1, 2, 3, 4, 5, 6));
}

// What is decided and done in one instant follows what it was decided in, whatever its key: nobody else's event comes between
// that was not there before.
TEST(PartLogTest, AnEventOfAnEarlierKeyThatFollowedFromALaterOneStaysBehindIt) {
  std::vector<PartLog> logs(2);
  add(logs[0], {{10}, 9, 1}, {2});
  add(logs[0], {{10}, 4, 1}, {3});
  add(logs[1], {{10}, 6, 1}, {1});
  add(logs[1], {{10}, 10, 1}, {4});
  EXPECT_THAT(merged(logs), ElementsAre(1, 2, 3, 4));
}

// The same when the later one had nothing to say.
TEST(PartLogTest, AnEventWithoutFactsHoldsItsPlace) {
  std::vector<PartLog> logs(2);
  add(logs[0], {{10}, 9, 1}, {});
  add(logs[0], {{10}, 4, 1}, {2});
  add(logs[1], {{10}, 6, 1}, {1});
  EXPECT_THAT(merged(logs), ElementsAre(1, 2));
}

TEST(PartLogTest, NothingSaidIsNothingMerged) {
  std::vector<PartLog> logs(2);
  add(logs[0], {{10}, 9, 1}, {});
  EXPECT_THAT(merged(logs), IsEmpty());
  add(logs[1], {{10}, 1, 1}, {7});
  logs[1].clear();
  EXPECT_THAT(merged(logs), IsEmpty());
}

}  // namespace
}  // namespace fleetsim::sim
