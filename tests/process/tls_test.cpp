// Mutual TLS: who has the right certificate is heard, and who has not is told why.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/process/certificates.h"
#include "tests/process/real_fleet.h"
#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using testing::HasSubstr;

bool failed_because(const RealFleet& fleet, const std::string& node, const std::string& what,
                    const std::string& why) {
  for (const nlohmann::json& line : fleet.log(node))
    if (line["what"] == what && line.value("reason", "").find(why) != std::string::npos) return true;
  return false;
}

core::Result<core::NodeAnswer> ask(const RealFleet& fleet, const std::string& node,
                                   const std::optional<core::TlsFiles>& tls) {
  core::EvalRequest request;
  request.expr = core::Expr::string("work");
  request.deadline = core::seconds(20);
  core::AskOptions options;
  options.node = fleet.address(node);
  options.tls = tls;
  options.connect_timeout = core::seconds(20);
  return core::ask_node(options, request);
}

TEST(TlsTest, NodesWithCertificatesOfOneAuthorityFormAFleet) {
  RealFleet fleet({"a", "home"});
  const Certificates ours(fleet.path(), "ours");
  fleet.configure("a", "homes: [home]\n" + tls_yaml(ours.issue("a")));
  fleet.configure("home", "homes: [home]\ncompute: { evaluator: echo }\n" + tls_yaml(ours.issue("home")));
  fleet.start_all();
  const auto answer = ask(fleet, "a", ours.issue("somebody"));
  ASSERT_TRUE(answer) << answer.error().text();
  ASSERT_TRUE(answer->reply) << answer->reply.error().text();
  EXPECT_EQ(answer->source, core::AnswerSource::home);

  const core::TlsFiles me = ours.issue("me");
  const Finished asked = run_program(program_path(),
                                     {"ask", "--node", fleet.address("a").text(), "--expr", "work", "--name",
                                      "a", "--ca", me.ca, "--cert", me.certificate, "--key", me.key},
                                     fleet.path());
  EXPECT_EQ(asked.exit, 0) << asked.err;
  EXPECT_EQ(asked.out, "value: work\nfrom:  local\nheld:  yes\n");

  const auto plain = ask(fleet, "a", std::nullopt);
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().code, core::ErrorCode::unreachable);
}

TEST(TlsTest, AnExpiredCertificateIsRefusedByThatName) {
  RealFleet fleet({"a", "b"});
  const Certificates ours(fleet.path(), "ours");
  fleet.configure("a", tls_yaml(ours.issue("a")));
  fleet.configure("b", tls_yaml(ours.issue("b", false)));
  fleet.start_all();
  EXPECT_TRUE(
      eventually([&] { return failed_because(fleet, "a", "link-failed", "certificate has expired"); }));
  EXPECT_TRUE(
      eventually([&] { return failed_because(fleet, "a", "link-refused", "certificate has expired"); }));
  const auto asked = ask(fleet, "b", ours.issue("me"));
  ASSERT_FALSE(asked);
  EXPECT_THAT(asked.error().text(), HasSubstr("certificate has expired"));
}

TEST(TlsTest, ACertificateOfAnotherAuthorityIsRefused) {
  RealFleet fleet({"a", "b"});
  const Certificates ours(fleet.path(), "ours");
  const Certificates theirs(fleet.path(), "theirs");
  fleet.configure("a", tls_yaml(ours.issue("a")));
  fleet.configure("b", tls_yaml(theirs.issue("b")));
  fleet.start_all();
  EXPECT_TRUE(eventually([&] {
    return failed_because(fleet, "a", "link-failed", "certificate of the other side is refused: self-signed");
  }));
  // Those under way count until they are refused, and the other side tries again and again.
  EXPECT_TRUE(eventually([&] { return fleet.metric("a", "fleetsim_connections") == 0; }));
  core::TlsFiles foreign = theirs.issue("me");
  foreign.ca = ours.ca_file();
  EXPECT_FALSE(ask(fleet, "a", foreign));
}

TEST(TlsTest, ACertificateThatNamesSomebodyElseIsRefused) {
  RealFleet fleet({"a", "b"});
  const Certificates ours(fleet.path(), "ours");
  fleet.configure("a", tls_yaml(ours.issue("a")));
  fleet.configure("b", tls_yaml(ours.issue("c")));
  fleet.start_all();
  EXPECT_TRUE(eventually([&] { return failed_because(fleet, "a", "link-failed", "does not name b"); }));
  EXPECT_TRUE(eventually([&] { return failed_because(fleet, "a", "link-refused", "does not name b"); }));
}

}  // namespace
}  // namespace fleetsim::tests
