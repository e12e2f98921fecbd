// Packets and envelopes through the general codecs.

#include <gtest/gtest.h>

#include "core/codec/codec_registry.h"
#include "core/stream/stream_envelope.h"
#include "tests/support/frames.h"

namespace fleetsim::core {
namespace {

std::vector<StreamPacket> packets() {
  return {tests::pcm_packet(), *PcmPacket::make(2, 0, std::vector<std::int16_t>{}), tests::midi_packet(3),
          tests::data_packet(Expr::vector({Expr::set({Expr::nil()}), Expr::bytes({0, 255})})),
          tests::diagnostic_packet("said")};
}

// B-127
TEST(PacketCodecsTest, PacketsComeBackUnchangedThroughEveryCodec) {
  const CodecRegistry codecs = CodecRegistry::with_all();
  for (const Symbol& codec : codecs.ids())
    for (const StreamPacket& packet : packets()) {
      const Result<Expr> back = codecs.decode(codec, *codecs.encode(codec, expr_from_packet(packet)));
      ASSERT_TRUE(back) << codec.text() << back.error().text();
      EXPECT_EQ(*packet_from_expr(*back), packet) << codec.text();
    }
}

// B-127
TEST(PacketCodecsTest, EnvelopesComeBackUnchangedThroughEveryCodec) {
  const CodecRegistry codecs = CodecRegistry::with_all();
  for (const Symbol& codec : codecs.ids())
    for (const StreamPacket& packet : packets()) {
      const StreamEnvelope envelope = *StreamEnvelope::from_item(
          tests::stream_metadata(media_of(packet)), 9,
          {packet, {tests::tick_on("clock/sample", 7), {Symbol::unqualified("other"), HandleId{3, 4}}}});
      const Result<Expr> back = codecs.decode(codec, *codecs.encode(codec, envelope.to_expr()));
      ASSERT_TRUE(back) << codec.text() << back.error().text();
      EXPECT_EQ(*StreamEnvelope::from_expr(*back), envelope) << codec.text();
    }
}

}  // namespace
}  // namespace fleetsim::core
