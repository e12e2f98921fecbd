#include "core/stream/stream_edge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::stream_metadata;

StreamEdge edge(StreamMedia media, std::vector<StreamItem> items) {
  StreamEdge result{Symbol::unqualified("out"), RateContract::control(), stream_metadata(media), {}};
  for (StreamItem& item : items)
    result.envelopes.push_back(
        *StreamEnvelope::from_item(result.metadata, result.envelopes.size(), std::move(item)));
  return result;
}

StreamEndpoint endpoint() {
  return {Symbol::qualified("site", "here"), StreamEndpointKind::eval_site, ClockDomain::control,
          LatencyClass::interactive};
}

// B-126
TEST(PlacedFragmentTest, ItReturnsTheEnvelopesOfItsEdgesInOrder) {
  const StreamEdge first = edge(StreamMedia::data, {tests::text_item("a"), tests::text_item("b")});
  const StreamEdge second = edge(StreamMedia::midi, {{tests::midi_packet(1), {}}});
  const PlacedFragment fragment{Symbol::unqualified("f"), {}, {}, {first, second}};
  EXPECT_THAT(fragment.output_envelopes(),
              ElementsAre(first.envelopes[0], first.envelopes[1], second.envelopes[0]));
  EXPECT_EQ(endpoint().output_envelopes(fragment), fragment.output_envelopes());
}

// B-126
TEST(StreamEndpointTest, AnInputEdgeOnAnotherClockDomainIsRefused) {
  StreamEdge other = edge(StreamMedia::data, {});
  other.rate_contract = RateContract::midi_tick();
  EXPECT_TRUE(endpoint().accept_input_edges(std::vector{edge(StreamMedia::data, {})}));
  EXPECT_THAT(endpoint().accept_input_edges(std::vector{edge(StreamMedia::data, {}), other}).error().text(),
              HasSubstr("does not match endpoint"));
}

TEST(StreamEdgeTest, AResultIsASiteResultPacketUnderTheLocalProfile) {
  const Result<StreamEnvelope> result = edge(StreamMedia::data, {}).result_envelope(4, Expr::string("v"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->packet, StreamPacket(DataPacket{data_site_result_kind(), Expr::string("v")}));
  EXPECT_EQ(result->sequence, 4u);
  EXPECT_EQ(result->profile, TransportProfile::memory_local());
}

TEST(StreamEdgeTest, AResultOnAnEdgeOfOtherMediaIsData) {
  EXPECT_EQ(edge(StreamMedia::pcm, {}).result_envelope(0, Expr::string("v"))->media, StreamMedia::data);
}

TEST(StreamEdgeTest, AResultThatIsAPacketOfTheEdgesMediaIsThatPacket) {
  const Result<StreamEnvelope> result =
      edge(StreamMedia::pcm, {}).result_envelope(0, expr_from_packet(tests::pcm_packet()));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->packet, tests::pcm_packet());
  EXPECT_EQ(result->media, StreamMedia::pcm);
}

TEST(StreamEdgeTest, InTheOriginalAnEdgeOfOtherMediaFails) {
  const StreamRules reference = StreamRules::reference();
  EXPECT_THAT(edge(StreamMedia::pcm, {}).result_envelope(0, Expr::string("v"), reference).error().text(),
              HasSubstr("does not match packet media"));
  EXPECT_TRUE(edge(StreamMedia::data, {}).result_envelope(0, Expr::string("v"), reference));
}

}  // namespace
}  // namespace fleetsim::core
