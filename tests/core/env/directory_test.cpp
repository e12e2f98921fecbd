#include "core/env/directory.h"

#include <gtest/gtest.h>

#include "core/base/check.h"

namespace fleetsim::core {
namespace {

Symbol name(const char* text) {
  return Symbol::unqualified(text);
}

std::shared_ptr<const Directory> abcd() {
  return std::make_shared<const Directory>(std::vector{name("a"), name("b"), name("c"), name("d")});
}

TEST(DirectoryTest, NamesAndAddressesBelongTogether) {
  const auto directory = abcd();
  EXPECT_EQ(directory->size(), 4u);
  for (NodeId id = 0; id < directory->size(); ++id) EXPECT_EQ(directory->find(directory->name(id)), id);
  EXPECT_EQ(directory->find(name("e")), std::nullopt);
  EXPECT_EQ(directory->find(Symbol::qualified("", "a")), std::nullopt);
}

TEST(DirectoryTest, TwoNodesOfOneNameAreABug) {
  EXPECT_THROW(Directory({name("a"), name("a")}), BrokenInvariant);
}

TEST(PeersTest, EverybodyElseIsInDirectoryOrderWithoutTheNodeItself) {
  const Peers peers(abcd(), 1);
  ASSERT_EQ(peers.size(), 3u);
  EXPECT_EQ(peers.id(0), 0u);
  EXPECT_EQ(peers.id(1), 2u);
  EXPECT_EQ(peers.id(2), 3u);
  EXPECT_EQ(peers.find(name("b")), std::nullopt);
}

TEST(PeersTest, AListKeepsItsOrder) {
  const Peers peers(abcd(), 1, {3, 0});
  ASSERT_EQ(peers.size(), 2u);
  EXPECT_EQ(peers.name(0), name("d"));
  EXPECT_EQ(peers.name(1), name("a"));
  EXPECT_EQ(peers.find(name("c")), std::nullopt) << "in the directory, but no peer";
}

TEST(PeersTest, FindingAPositionIsTheInverseOfItsName) {
  for (const Peers& peers : {Peers(abcd(), 0), Peers(abcd(), 3), Peers(abcd(), 1, {3, 0, 2})})
    for (std::uint32_t position = 0; position < peers.size(); ++position)
      EXPECT_EQ(peers.find(peers.name(position)), position);
}

TEST(PeersTest, APeerListedTwiceOrTheNodeItselfIsABug) {
  EXPECT_THROW(Peers(abcd(), 1, {0, 0}), BrokenInvariant);
  EXPECT_THROW(Peers(abcd(), 1, {0, 1}), BrokenInvariant);
}

}  // namespace
}  // namespace fleetsim::core
