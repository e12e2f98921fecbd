#include "sim/scenario/node_config_reader.h"

#include <algorithm>
#include <ostream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/request_reader.h"
#include "tests/support/source_tree.h"

namespace fleetsim::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const char* const kWhole = R"(name: a
listen: 0.0.0.0:7101
admin: 127.0.0.1:7201
data: /var/lib/fleetsim/a
peers:
  - { name: b, address: "10.0.0.2:7101" }
  - { name: c }
homes: [a, b]
tls: { ca: ca.pem, cert: a.pem, key: a-key.pem }
compute: { evaluator: echo, slots: 4, grants: [network] }
grants: [network, file]
log: a.log
limits: { connections: 10, frame_timeout: 2s, reconnect_min: 10ms }
fabric:
  gossip: { strategy: full, interval: 250ms }
  lookup: { peer_timeout: 300ms }
  ledger: { sync: never }
)";

TEST(NodeConfigReaderTest, ReadsEverything) {
  const NodeConfigResult read = read_node_config(kWhole, "a.yaml");
  ASSERT_TRUE(read.ok()) << read.findings.front().text();
  const core::NodeConfig& config = read.config;
  EXPECT_EQ(config.name, "a");
  EXPECT_EQ(config.listen.text(), "0.0.0.0:7101");
  EXPECT_EQ(config.admin->text(), "127.0.0.1:7201");
  EXPECT_EQ(config.data, "/var/lib/fleetsim/a");
  ASSERT_EQ(config.peers.size(), 2u);
  EXPECT_EQ(config.peers[0].address->text(), "10.0.0.2:7101");
  EXPECT_EQ(config.peers[1].address, std::nullopt);
  EXPECT_THAT(config.homes, ElementsAre("a", "b"));
  EXPECT_EQ(config.tls->certificate, "a.pem");
  EXPECT_EQ(config.compute->slots, 4u);
  EXPECT_THAT(*config.compute->grants, ElementsAre("network"));
  EXPECT_THAT(config.grants, ElementsAre("network", "file"));
  EXPECT_EQ(config.log, "a.log");
  EXPECT_EQ(config.limits.connections_max, 10u);
  EXPECT_EQ(config.limits.frame_timeout, core::seconds(2));
  EXPECT_EQ(config.fabric.gossip.interval, core::milliseconds(250));
  EXPECT_EQ(config.fabric.lookup.peer_timeout, core::milliseconds(300));
  EXPECT_EQ(config.fabric.ledger_sync, core::LedgerSync::never);
}

struct Bad {
  const char* name;
  const char* text;
  const char* finding;  ///< a part of the only one

  friend void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }
};

class BadNodeConfigTest : public testing::TestWithParam<Bad> {};

TEST_P(BadNodeConfigTest, IsOneFindingAtItsPlace) {
  const NodeConfigResult read = read_node_config(GetParam().text, "n.yaml");
  ASSERT_EQ(read.findings.size(), 1u) << (read.ok() ? "none" : read.findings.back().text());
  EXPECT_THAT(read.findings.front().text(), HasSubstr(GetParam().finding));
}

#define HEAD "name: a\nlisten: 127.0.0.1:1\ndata: d\n"

INSTANTIATE_TEST_SUITE_P(
    Cases, BadNodeConfigTest,
    testing::Values(
        Bad{"no_map", "- a\n", "n.yaml:1:1: a list, expected a map"},
        Bad{"no_name", "listen: 127.0.0.1:1\ndata: d\n", "no key \"name\""},
        Bad{"no_data", "name: a\nlisten: 127.0.0.1:1\n", "no key \"data\""},
        Bad{"no_address", "name: a\nlisten: here\ndata: d\n",
            "n.yaml:2:9: listen: \"here\" is no address, expected HOST:PORT"},
        Bad{"unknown_key", HEAD "peer: []\n", "n.yaml:4:1: peer: unknown key \"peer\""},
        Bad{"unknown_fabric_key", HEAD "fabric: { gossip: { fanoud: 1 } }\n",
            "n.yaml:4:21: fabric.gossip.fanoud: unknown key \"fanoud\""},
        Bad{"own_name_as_peer", HEAD "peers: [{ name: a }]\n",
            "n.yaml:4:17: peers[0].name: \"a\" twice, expected each node once"},
        Bad{"peer_twice", HEAD "peers: [{ name: b }, { name: b }]\n",
            "n.yaml:4:30: peers[1].name: \"b\" twice"},
        Bad{"peer_port_zero", HEAD "peers: [{ name: b, address: \"h:0\" }]\n", "port 0 of another machine"},
        Bad{"unknown_home", HEAD "homes: [z]\n",
            "n.yaml:4:9: homes[0]: \"z\" is neither this node nor a peer"},
        Bad{"home_without_compute", HEAD "homes: [a]\n", "this node is a home and has no \"compute\""},
        Bad{"compute_without_home", HEAD "compute: { evaluator: echo }\n",
            "\"compute\" at a node that is no home"},
        Bad{"unknown_evaluator", HEAD "homes: [a]\ncompute: { evaluator: magic }\n",
            "n.yaml:5:23: compute.evaluator: \"magic\", expected one of"},
        Bad{"key_of_another_evaluator", HEAD "homes: [a]\ncompute: { evaluator: echo, service: 1ms }\n",
            "unknown key \"service\""},
        Bad{"no_command", HEAD "homes: [a]\ncompute: { evaluator: command }\n", "no key \"command\""},
        Bad{"half_tls", HEAD "tls: { ca: x, cert: y }\n", "no key \"key\""},
        Bad{"plain_beyond", "name: a\nlisten: 10.0.0.1:1\ndata: d\n",
            "n.yaml:2:9: listen: \"10.0.0.1:1\" would be plain text beyond this machine, expected a loopback "
            "address, tls, or "
            "allow_plaintext_beyond_loopback: true"},
        Bad{"admin_beyond", HEAD "admin: 0.0.0.0:2\n",
            "n.yaml:4:8: admin: \"0.0.0.0:2\" would be plain text"},
        Bad{"limits_upside_down", HEAD "limits: { reconnect_min: 3s }\n",
            "reconnect_max below reconnect_min"},
        Bad{"key_twice", HEAD "name: b\n", "n.yaml:4:1: "}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(NodeConfigReaderTest, EachEvaluatorHasItsOwnKeys) {
  using Kind = core::NodeConfig::Compute::Kind;
  const auto compute = [](const std::string& text) {
    const NodeConfigResult read = read_node_config(HEAD "homes: [a]\ncompute: " + text + "\n", "n.yaml");
    EXPECT_TRUE(read.ok()) << read.findings.front().text();
    return read.config.compute.value_or(core::NodeConfig::Compute());
  };
  const auto arithmetic = compute("{ evaluator: arithmetic, steps_max: 7, memory_bytes_max: 8 }");
  EXPECT_EQ(arithmetic.kind, Kind::arithmetic);
  EXPECT_EQ(arithmetic.limits, (core::EvaluateLimits{7, 8}));
  const auto synthetic = compute("{ evaluator: synthetic, reply_bytes: 9, service: 5ms }");
  EXPECT_EQ(synthetic.reply_bytes, 9u);
  EXPECT_EQ(synthetic.service, core::milliseconds(5));
  const auto command =
      compute("{ evaluator: command, command: [tr, a-z, A-Z], timeout: 2s, output_bytes_max: 10 }");
  EXPECT_EQ(command.command, (core::CommandOptions{{"tr", "a-z", "A-Z"}, core::seconds(2), 10}));
}

TEST(NodeConfigReaderTest, PlainTextBeyondThisMachineIsAllowedByName) {
  const NodeConfigResult read = read_node_config(
      "name: a\nlisten: 10.0.0.1:1\nadmin: 0.0.0.0:2\ndata: d\nallow_plaintext_beyond_loopback: true\n",
      "n.yaml");
  EXPECT_TRUE(read.ok());
}

TEST(NodeConfigReaderTest, TheExamplesRead) {
  for (const char* node : {"a", "b", "c"}) {
    const NodeConfigResult read =
        read_node_config_file(tests::source_dir() + "/examples/three_nodes/" + node + ".yaml");
    EXPECT_TRUE(read.ok()) << read.findings.front().text();
    EXPECT_EQ(read.config.name, node);
  }
}

TEST(NodeConfigReaderTest, AFileThatIsNotThereIsAFinding) {
  const NodeConfigResult read = read_node_config_file("/no/such.yaml");
  ASSERT_EQ(read.findings.size(), 1u);
  EXPECT_THAT(read.findings[0].text(), HasSubstr("/no/such.yaml"));
}

TEST(RequestReaderTest, ReadsTheTypedFormOfTheConformanceVectors) {
  const RequestResult read = read_request(
      R"({"expr": ["list", [["string", "a \u00e9 \"q\""], ["symbol", [null, "add"]], ["number", ["core", "int"], "1"]]],
          "capabilities": ["net", "net"], "consistency": "remote-only", "mode": "logic",
          "answer_limit": "18446744073709551615", "stream_buffer": null, "stream": true, "trace": false,
          "deadline_ns": "500000000", "result_shape": "opaque"})",
      "r.json");
  ASSERT_TRUE(read.ok()) << read.findings.front().text();
  const core::EvalRequest& request = read.request;
  ASSERT_EQ(request.expr.children().size(), 3u);
  EXPECT_EQ(request.expr.children()[0].text(), "a é \"q\"");
  EXPECT_EQ(request.expr.children()[2].number().canonical, "1");
  EXPECT_THAT(request.required_capabilities, ElementsAre("net", "net"));
  EXPECT_EQ(request.consistency, core::Consistency::remote_only);
  EXPECT_EQ(request.mode, core::EvalMode::logic);
  EXPECT_EQ(request.answer_limit, UINT64_MAX);
  EXPECT_EQ(request.stream_buffer, std::nullopt);
  EXPECT_TRUE(request.stream);
  EXPECT_EQ(request.deadline, core::milliseconds(500));
  EXPECT_EQ(request.result_shape->text(), "opaque");
}

TEST(RequestReaderTest, WhatIsLeftOutHasItsDefaultAndExprMayNotBe) {
  const RequestResult read = read_request(R"({"expr": "text"})", "r.json");
  ASSERT_TRUE(read.ok());
  core::EvalRequest plain;
  plain.expr = core::Expr::string("text");
  EXPECT_EQ(read.request, plain);
  EXPECT_THAT(read_request("{}", "r.json").findings.at(0).text(), HasSubstr("no key \"expr\""));
}

TEST(RequestReaderTest, FindingsHaveTheirPlace) {
  const RequestResult read =
      read_request("{\"expr\": [\"nil\"],\n \"answer_limit\": \"-1\",\n \"colour\": 1}", "r.json");
  ASSERT_EQ(read.findings.size(), 2u);
  EXPECT_THAT(read.findings[0].text(), HasSubstr("r.json:2:18: "));
  EXPECT_THAT(read.findings[1].text(), HasSubstr("r.json:3:2: colour: unknown key \"colour\""));
}

}  // namespace
}  // namespace fleetsim::sim
