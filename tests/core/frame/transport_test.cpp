#include "core/frame/transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/frame/duration_text.h"
#include "core/frame/frame_build.h"
#include "core/frame/frame_sink.h"
#include "core/frame/handshake.h"
#include "core/value/field.h"
#include "tests/support/frames.h"
#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

std::vector<FrameKind> all_kinds() {
  return {frame::Request{},
          frame::Response{},
          frame::Error{},
          frame::Notify{},
          frame::StreamStart{},
          frame::StreamChunk{},
          frame::StreamEnd{},
          frame::Negotiate{{tests::binary(), tests::lisp()}},
          frame::Ping{},
          frame::Pong{},
          frame::Lifecycle{LifecycleCommand::suspend},
          frame::Trigger{Symbol::qualified("t", "s"), 1'234},
          frame::Role{Symbol::unqualified("leader"), 3}};
}

ServerFrame full_frame(FrameKind kind) {
  ServerFrame frame;
  frame.codec = tests::lisp();
  frame.msg_id = 7;
  frame.correlate = 6;
  frame.kind = std::move(kind);
  frame.envelope.deadline = milliseconds(1'500);
  frame.envelope.consistency = Consistency::remote_only;
  frame.envelope.trace = true;
  frame.envelope.required_capabilities = {"b", "a"};
  frame.envelope.reply_codec_hint = tests::binary();
  frame.envelope.role = Symbol::unqualified("r");
  frame.envelope.hop = 2;
  frame.envelope.trigger_source = Symbol::qualified("t", "s");
  frame.payload = {1, 2, 3};
  return frame;
}

TEST(TransportTest, EveryKindOfFrameComesBack) {
  for (const FrameKind& kind : all_kinds())
    for (const ServerFrame& frame : {full_frame(kind), ServerFrame{.codec = tests::binary(), .kind = kind}}) {
      const Result<ServerFrame> back = decode_frame(*encode_frame(frame));
      ASSERT_TRUE(back) << label(kind) << back.error().text();
      EXPECT_EQ(*back, frame) << label(kind);
    }
}

// B-61
TEST(TransportTest, ExactlyThreeKindsAreKindsOfStreams) {
  std::vector<std::string> streams;
  for (const FrameKind& kind : all_kinds())
    if (is_stream_kind(kind)) streams.push_back(label(kind));
  EXPECT_EQ(all_kinds().size(), kFrameKinds);
  EXPECT_THAT(streams, testing::ElementsAre("stream-start", "stream-chunk", "stream-end"));
}

// B-131
TEST(TransportTest, TheKindsOfStreamsTravelUnderTheirLabels) {
  for (const FrameKind& kind :
       {FrameKind(frame::StreamStart{}), FrameKind(frame::StreamChunk{}), FrameKind(frame::StreamEnd{})}) {
    const Expr header = header_from_frame(full_frame(kind));
    EXPECT_EQ(symbol_field(header, "kind")->text(), label(kind));
    EXPECT_EQ(frame_from_header(header)->kind, kind);
  }
}

TEST(TransportTest, LengthsAreBigEndianAndComeFirst) {
  const Bytes bytes = *encode_frame(full_frame(frame::Ping{}));
  EXPECT_EQ(to_hex(ByteView(bytes).subspan(4, 4)), "00000003");
  EXPECT_EQ(**frame_bytes(bytes), bytes.size());
  EXPECT_EQ(*frame_bytes(ByteView(bytes).first(7)), std::nullopt);
}

TEST(TransportTest, APartAboveItsLimitIsRefusedFromItsLengthAlone) {
  const Bytes header{0x00, 0x80, 0x00, 0x01, 0, 0, 0, 0};
  const Bytes payload{0, 0, 0, 0, 0x00, 0x80, 0x00, 0x01};
  const Bytes most{0x00, 0x80, 0x00, 0x00, 0x00, 0x80, 0x00, 0x00};
  for (const Bytes& bytes : {header, payload}) {
    EXPECT_EQ(frame_bytes(bytes).error().kind, ErrorKind::host);
    EXPECT_EQ(frame_bytes(bytes).error().code, ErrorCode::limit_exceeded);
  }
  EXPECT_EQ(**frame_bytes(most), 8u + 2u * kFramePartBytesMax);
  ServerFrame large = full_frame(frame::Ping{});
  large.payload.resize(kFramePartBytesMax + 1);
  EXPECT_EQ(encode_frame(large).error().kind, ErrorKind::host);
}

TEST(TransportTest, AnotherVersionIsRefusedUnlessByTheReference) {
  ServerFrame frame = full_frame(frame::Ping{});
  frame.version = 2;
  const Bytes bytes = *encode_frame(frame);
  EXPECT_EQ(decode_frame(bytes).error().text(), "evaluation error: frame version 2 is not 1");
  EXPECT_EQ(decode_frame(bytes, FrameRules::reference())->version, 2);
}

TEST(TransportTest, KeysOfHeadersGoByTheirNames) {
  const Expr header = header_from_frame(full_frame(frame::Ping{}));
  std::vector<Expr::Entry> entries;
  for (std::size_t i = 0; i < header.children().size(); i += 2)
    entries.emplace_back(Expr::symbol(Symbol::qualified("ns", header.children()[i].symbol().name)),
                         header.children()[i + 1]);
  EXPECT_TRUE(frame_from_header(Expr::map(std::move(entries))));
}

TEST(TransportTest, ADeadlineBetweenMillisecondsIsRoundedUpAndByTheReferenceCutOff) {
  ServerFrame frame = full_frame(frame::Request{});
  frame.envelope.deadline = nanoseconds(1);
  EXPECT_EQ(decode_frame(*encode_frame(frame))->envelope.deadline, milliseconds(1));
  const FrameRules reference = FrameRules::reference();
  EXPECT_EQ(decode_frame(*encode_frame(frame, reference), reference)->envelope.deadline, milliseconds(0));
}

TEST(TransportTest, DamagedFramesAreRefusedOrAreFrames) {
  for (std::uint64_t seed = 1; seed <= 5'000; ++seed) {
    tests::SplitMix random(seed);
    const std::vector<FrameKind> kinds = all_kinds();
    Bytes bytes = *encode_frame(full_frame(kinds[random.below(kinds.size())]));
    for (std::uint64_t n = 1 + random.below(3); n > 0; --n)
      bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.below(256));
    for (const FrameRules& rules : tests::both_rules())
      if (const Result<ServerFrame> frame = decode_frame(bytes, rules)) {
        EXPECT_TRUE(decode_frame(*encode_frame(*frame, rules), rules)) << seed;
      }
  }
}

TEST(TransportTest, EveryCutOfAFrameIsRefused) {
  const Bytes bytes = *encode_frame(full_frame(frame::Ping{}));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_frame(ByteView(bytes).first(size))) << size;
}

TEST(DurationTextTest, WholeSecondsAreSecondsAndAllElseMilliseconds) {
  EXPECT_EQ(duration_text(seconds(5), true), "5s");
  EXPECT_EQ(duration_text(milliseconds(1'500), true), "1500ms");
  EXPECT_EQ(duration_text(milliseconds(0), true), "0ms");
  EXPECT_EQ(duration_text(microseconds(1'500), true), "2ms");
  EXPECT_EQ(duration_text(microseconds(1'500), false), "1ms");
  EXPECT_EQ(duration_text(nanoseconds(-5), true), "0ms");
}

TEST(DurationTextTest, ReadsFourUnitsAndNumbersOfMilliseconds) {
  const auto read = [](const char* text) { return *parse_duration(Expr::string(text)); };
  EXPECT_EQ(read("5ms"), milliseconds(5));
  EXPECT_EQ(read("5s"), seconds(5));
  EXPECT_EQ(read("5m"), seconds(300));
  EXPECT_EQ(read("5h"), seconds(18'000));
  EXPECT_EQ(*parse_duration(Expr::number({Symbol::qualified("numbers", "f64"), "250"})), milliseconds(250));
  for (const char* text :
       {"", "5", "ms", "-5ms", "5 ms", "1.5s", "5d", "18446744073709551616ms", "9300000000000s"})
    EXPECT_FALSE(parse_duration(Expr::string(text))) << text;
  EXPECT_FALSE(parse_duration(Expr::nil()));
}

TEST(HandshakeTest, TheServerTakesTheFirstOfferedCodecThatItHas) {
  CodecRegistry installed;
  installed.install(lisp_codec());
  installed.install(binary_codec());
  const ServerFrame offer =
      offer_codecs({Symbol::qualified("codec", "morse"), tests::lisp(), tests::binary()});
  EXPECT_EQ(offer.msg_id, 1u);
  EXPECT_EQ(offer.codec, tests::binary());
  const ServerFrame answer = *answer_offer(installed, offer);
  EXPECT_EQ(answer.kind, FrameKind(frame::Negotiate{{tests::lisp()}}));
  EXPECT_EQ(answer.correlate, 1u);
  EXPECT_EQ(*agreed_codec(offer, answer), tests::lisp());
}

TEST(HandshakeTest, NothingSharedOrNoNegotiationIsAnError) {
  EXPECT_EQ(answer_offer(CodecRegistry(), offer_codecs({tests::lisp()})).error().kind, ErrorKind::eval);
  EXPECT_FALSE(answer_offer(CodecRegistry::with_all(), full_frame(frame::Ping{})));
}

TEST(HandshakeTest, AnAnswerThatIsNoneToThisOfferIsRefused) {
  const ServerFrame offer = offer_codecs({tests::lisp()});
  ServerFrame answer = *answer_offer(CodecRegistry::with_all(), offer);
  answer.correlate = 2;
  EXPECT_FALSE(agreed_codec(offer, answer));
  answer.correlate = 1;
  for (const std::vector<Symbol>& codecs : {std::vector<Symbol>{}, std::vector{tests::binary()}}) {
    answer.kind = frame::Negotiate{codecs};
    EXPECT_FALSE(agreed_codec(offer, answer));
  }
}

// B-130
TEST(FrameSinkTest, TakesAResponseInPlaceOfAStreamClosesOnTheEndAndToleratesAnother) {
  BufferedFrameSink sink;
  ASSERT_TRUE(sink.send(full_frame(frame::Response{})));
  EXPECT_FALSE(sink.closed());
  ASSERT_TRUE(sink.send(stream_end_frame(tests::lisp(), {})));
  EXPECT_TRUE(sink.closed());
  EXPECT_TRUE(sink.send(stream_end_frame(tests::lisp(), {})));
  EXPECT_EQ(sink.frames().size(), 2u);
  EXPECT_THAT(sink.send(full_frame(frame::StreamChunk{})).error().text(), HasSubstr("stream-chunk"));
}

TEST(FrameSinkTest, HoldsAsManyFramesAsItMay) {
  BufferedFrameSink sink(1);
  ASSERT_TRUE(sink.send(full_frame(frame::StreamChunk{})));
  EXPECT_EQ(sink.send(full_frame(frame::StreamChunk{})).error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace fleetsim::core
