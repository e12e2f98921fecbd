#include "core/codec/read_policy.h"

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

TEST(ReadPolicyTest, ByDefaultNothingIsAllowed) {
  const Result<void> refused = ReadPolicy{}.require("read-eval");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::capability_denied("read-eval"));
}

// B-98
TEST(ReadPolicyTest, AnUntrustedSourceMayNotReadEvalEvenWhenItIsGranted) {
  const ReadPolicy policy{TrustLevel::untrusted, {"read-eval"}};
  const Result<void> refused = policy.require("read-eval");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text(), "trust denied: read-eval is not allowed for Untrusted");
  EXPECT_EQ(refused.error().kind, ErrorKind::trust_denied);
}

// B-98
TEST(ReadPolicyTest, ATrustedSourceWithTheGrantMayReadEval) {
  EXPECT_TRUE((ReadPolicy{TrustLevel::trusted_source, {"read-eval"}}.require("read-eval")));
  EXPECT_TRUE((ReadPolicy{TrustLevel::host_internal, {"read-eval"}}.require("read-eval")));
  EXPECT_FALSE((ReadPolicy{TrustLevel::host_internal, {}}.require("read-eval")));
}

// B-98
TEST(ReadPolicyTest, OtherCapabilitiesAskForPossessionOnly) {
  EXPECT_TRUE((ReadPolicy{TrustLevel::untrusted, {"read-construct"}}.require("read-construct")));
  EXPECT_TRUE((ReadPolicy{TrustLevel::untrusted, {"network"}}.require("network")));
  EXPECT_EQ((ReadPolicy{TrustLevel::host_internal, {}}.require("network").error()),
            Error::capability_denied("network"));
}

}  // namespace
}  // namespace fleetsim::core
