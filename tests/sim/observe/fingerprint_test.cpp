#include "sim/observe/fingerprint.h"

#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

const core::FactTable kNothing;

Fact sent(std::int64_t at, core::NodeId from, core::NodeId to) { return {{at}, from, Sent{to, 100}}; }

std::string of(const std::vector<Fact>& facts) {
  Fingerprint fingerprint;
  for (const Fact& fact : facts) fingerprint.add(fact, kNothing);
  return fingerprint.text();
}

TEST(FingerprintTest, AnyChangedFieldChangesIt) {
  const std::string base = of({sent(1, 2, 3)});
  EXPECT_NE(base, of({sent(2, 2, 3)}));
  EXPECT_NE(base, of({sent(1, 1, 3)}));
  EXPECT_NE(base, of({sent(1, 2, 4)}));
  EXPECT_NE(base, of({}));
  EXPECT_EQ(base, of({sent(1, 2, 3)}));
}

TEST(FingerprintTest, OrderCounts) {
  EXPECT_NE(of({sent(1, 2, 3), sent(1, 3, 2)}), of({sent(1, 3, 2), sent(1, 2, 3)}));
}

TEST(FingerprintTest, IsPinned) { EXPECT_EQ(of({sent(1, 2, 3)}), "be2edb5986ed81056d82044427fe720f"); }

TEST(FingerprintTest, ACheckpointIsLeftAfterEveryBlock) {
  Fingerprint fingerprint;
  for (std::uint64_t i = 0; i < 2 * Fingerprint::kInterval + 5; ++i)
    fingerprint.add(sent(static_cast<std::int64_t>(i), 0, 1), kNothing);
  EXPECT_EQ(fingerprint.checkpoints().size(), 2U);
  EXPECT_EQ(fingerprint.facts(), 2 * Fingerprint::kInterval + 5);
}

TEST(FingerprintTest, TwoRunsThatDifferOnceShareTheCheckpointsBeforeAndNoneAfter) {
  Fingerprint a;
  Fingerprint b;
  for (std::uint64_t i = 0; i < 3 * Fingerprint::kInterval; ++i) {
    a.add(sent(static_cast<std::int64_t>(i), 0, 1), kNothing);
    b.add(sent(static_cast<std::int64_t>(i), 0, i == Fingerprint::kInterval + 7 ? 2 : 1), kNothing);
  }
  EXPECT_EQ(a.checkpoints()[0], b.checkpoints()[0]);
  EXPECT_NE(a.checkpoints()[1], b.checkpoints()[1]);
  EXPECT_NE(a.checkpoints()[2], b.checkpoints()[2]);
}

TEST(FingerprintTest, ReadingItChangesNothing) {
  Fingerprint a;
  Fingerprint b;
  for (int i = 0; i < 10; ++i) {
    a.add(sent(i, 0, 1), kNothing);
    b.add(sent(i, 0, 1), kNothing);
    (void)a.text();
  }
  EXPECT_EQ(a.text(), b.text());
}

}  // namespace
}  // namespace fleetsim::sim
