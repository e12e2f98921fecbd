#include <memory>

#include <gtest/gtest.h>

#include "sim/host/host.h"

namespace fleetsim::sim {
namespace {

core::NodeOptions options_of(core::NodeId self) {
  const auto directory = std::make_shared<const core::Directory>(
      std::vector<core::Symbol>{core::Symbol::unqualified("a"), core::Symbol::unqualified("b")});
  return {.self = self,
          .peers = {directory, self, {1 - self}},
          .homes = nullptr,
          .compute = std::nullopt,
          .fabric = {},
          .facts = std::make_shared<core::FactTable>()};
}

Host host() { return {options_of(1), VirtualDisk({}, {}), ClockSpec{}, 7, "node/b"}; }

// A million idle machines are to be had for what their nodes take, and little besides.
TEST(HostTest, AMachineTakesLessThanAKibibyteBesideItsNode) {
  EXPECT_LT(sizeof(Host) - sizeof(core::Node), 1024U);
}

TEST(HostTest, TheOptionsOfANodeOutliveIt) {
  Host machine = host();
  const core::FactTable* table = machine.facts();
  EXPECT_FALSE(machine.up());
  EXPECT_EQ(machine.node_options().self, 1U);
  machine.power_on(core::Dice(7, "life"));
  EXPECT_TRUE(machine.up());
  EXPECT_EQ(machine.node_options().self, 1U);
  EXPECT_EQ(machine.facts(), table);
  const auto other = std::make_shared<core::FactTable>();
  machine.use(other);
  EXPECT_EQ(machine.facts(), other.get());
  machine.power_off();
  EXPECT_FALSE(machine.up());
  EXPECT_EQ(machine.node_options().self, 1U);
  EXPECT_EQ(machine.facts(), other.get());
}

TEST(HostTest, ACopyGoesOnApart) {
  Host machine = host();
  machine.power_on(core::Dice(7, "life"));
  machine.with_faults().wrong_reply.insert(3);
  Host copy = machine;
  copy.end_fault(3);
  copy.power_off();
  EXPECT_TRUE(machine.up());
  EXPECT_TRUE(machine.faults->wrong_reply.contains(3));
  EXPECT_FALSE(copy.faults);
}

TEST(HostTest, FaultsAreForgottenWithTheLastOfThem) {
  Host machine = host();
  machine.with_faults().slow.emplace(1, Host::Slowness{2, {}});
  machine.with_faults().lost_announcements.emplace(2, std::nullopt);
  machine.end_fault(1);
  EXPECT_TRUE(machine.faults);
  machine.end_fault(2);
  EXPECT_FALSE(machine.faults);
}

}  // namespace
}  // namespace fleetsim::sim
