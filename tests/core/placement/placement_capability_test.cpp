#include "core/placement/placement_capability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/placement/placement_request.h"
#include "core/placement/placement_symbols.h"
#include "core/value/field.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// B-80
TEST(PlacementCapabilityTest, TheFourNamesStandInOrder) {
  EXPECT_THAT(placement_capability_names(),
              ElementsAre("stream.placement.run-node-on-server", "stream.placement.run-node-on-lan-peer",
                          "stream.remote.render", "stream.host.device"));
}

TEST(PlacementCapabilityTest, EachHasAFunctionAndASymbol) {
  EXPECT_THAT(
      placement_capability_names(),
      ElementsAre(placement_run_node_on_server_capability(), placement_run_node_on_lan_peer_capability(),
                  placement_remote_render_capability(), placement_host_device_capability()));
  EXPECT_EQ(symbol(PlacementCapability::host_device),
            Symbol::qualified("stream/placement-capability", "stream.host.device"));
}

// B-75
TEST(PlacementSymbolsTest, TheOperationsAreRequestResultRefusal) {
  EXPECT_THAT(server_placement_frame_operation_symbols(),
              ElementsAre(Symbol::qualified("stream/fabric", "server-placement-request"),
                          Symbol::qualified("stream/fabric", "server-placement-result"),
                          Symbol::qualified("stream/fabric", "server-placement-refusal")));
}

TEST(PlacementLimitsTest, DefaultsAreTheContracts) {
  EXPECT_EQ(PlacementResourceLimits{},
            (PlacementResourceLimits{5'000, 67'108'864, 1'048'576, 1'024, 60'000, 120, 64}));
  EXPECT_EQ(PlacementResourceLimits{}.effective_stream_frame_limit(), 1'024u);
}

// U-14
TEST(PlacementLimitsTest, ZerosAreRefusedInTheContractsOrder) {
  PlacementResourceLimits limits{0, 0, 0, 0, 0, 0, 0};
  const std::vector<std::pair<std::uint64_t PlacementResourceLimits::*, const char*>> order{
      {&PlacementResourceLimits::max_cpu_time_ms, "cpu"},
      {&PlacementResourceLimits::max_memory_bytes, "memory"},
      {&PlacementResourceLimits::max_stream_frames, "stream size"},
      {&PlacementResourceLimits::max_inflight_work, "in-flight"},
      {&PlacementResourceLimits::max_frame_payload_bytes, "frame size"},
      {&PlacementResourceLimits::max_duration_ms, "duration"},
      {&PlacementResourceLimits::max_rate_hz, "rate"},
  };
  for (const auto& [limit, name] : order) {
    EXPECT_THAT(limits.validate().error().text(), HasSubstr(name));
    limits.*limit = 1;
  }
  EXPECT_TRUE(limits.validate());
}

TEST(PlacementLimitsTest, TheMapHoldsDecimalStringsInOrder) {
  std::vector<std::string> told;
  const Expr map = PlacementResourceLimits{}.to_expr();
  for (std::size_t i = 0; i < map.children().size(); i += 2)
    told.push_back(map.children()[i].symbol().text() + "=" + map.children()[i + 1].text());
  EXPECT_THAT(told, ElementsAre("max-cpu-time-ms=5000", "max-memory-bytes=67108864",
                                "max-frame-payload-bytes=1048576", "max-stream-frames=1024",
                                "max-duration-ms=60000", "max-rate-hz=120", "max-inflight-work=64"));
}

TEST(PlacementRequestTest, TheBuildersSetTheProfileAndNothingElse) {
  const auto preview = ServerPlacementRequest::buffered_preview(Expr::nil());
  EXPECT_EQ(preview.output_profile(), server_buffered_preview_profile());
  EXPECT_FALSE(preview.realtime_pinned());
  EXPECT_EQ(preview.resource_limits(), PlacementResourceLimits{});
  EXPECT_EQ(ServerPlacementRequest::render_return(Expr::nil()).output_profile(),
            server_render_return_profile());
}

}  // namespace
}  // namespace fleetsim::core
