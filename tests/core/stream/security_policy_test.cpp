#include "core/stream/security_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/stream/remote_limits.h"
#include "core/stream/security_capability.h"
#include "core/value/field.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::optional<StreamFinding> finding(std::string_view text) {
  return StreamSecurityPolicy::reference().finding_for_text(text);
}

std::optional<StreamFinding> finding_within(std::string_view text) {
  return StreamSecurityPolicy::within_text().finding_for_text(text);
}

Expr deep(Expr inmost) {
  for (int i = 0; i < 100'000; ++i) inmost = Expr::list({std::move(inmost)});
  return inmost;
}

// B-122
TEST(SecurityCapabilityTest, LabelsStandInOrder) {
  std::vector<std::string> labels;
  for (std::uint8_t i = 0; i < kStreamSecurityCapabilities; ++i)
    labels.push_back(capability(static_cast<StreamSecurityCapability>(i)));
  EXPECT_THAT(labels, ElementsAre("stream.open", "stream.read", "stream.push", "stream.cancel",
                                  "stream.stats", "stream.remote.preview", "stream.remote.render",
                                  "stream.lan.midi", "stream.host.device", "stream.remote.network"));
  EXPECT_EQ(symbol(StreamSecurityCapability::open),
            Symbol::qualified("stream/security-capability", "stream.open"));
}

// B-122
TEST(RemoteLimitsTest, DefaultsAreTheContracts) {
  const StreamRemoteLimits limits;
  EXPECT_EQ(limits, (StreamRemoteLimits{1'048'576, 1'024, 64, 60'000, 120, 262'144}));
  EXPECT_TRUE(limits.validate());
}

// B-122
TEST(RemoteLimitsTest, TheEffectiveLimitIsTheSmallerOfFramesAndTimeTimesRate) {
  StreamRemoteLimits limits;
  EXPECT_EQ(limits.effective_stream_frame_limit(), 1'024u);
  limits.max_stream_frames = 100;
  limits.max_duration_ms = 1;
  limits.max_rate_hz = 1;
  EXPECT_EQ(limits.effective_stream_frame_limit(), 1u);
}

TEST(RemoteLimitsTest, TheEffectiveLimitDoesNotOverflow) {
  StreamRemoteLimits limits;
  limits.max_stream_frames = limits.max_duration_ms = limits.max_rate_hz = ~std::uint64_t{0};
  EXPECT_EQ(limits.effective_stream_frame_limit(), ~std::uint64_t{0});
}

TEST(RemoteLimitsTest, PartsOfAFrameCountAsOne) {
  StreamRemoteLimits limits;
  limits.max_duration_ms = 1'001;
  limits.max_rate_hz = 1;
  EXPECT_EQ(limits.effective_stream_frame_limit(), 2u);
  limits.max_stream_frames = 0;
  EXPECT_EQ(limits.effective_stream_frame_limit(), 0u);
}

TEST(RemoteLimitsTest, ZerosAreRefusedInTheContractsOrder) {
  StreamRemoteLimits limits{0, 0, 0, 0, 0, 0};
  EXPECT_THAT(limits.validate().error().text(), HasSubstr("frame size"));
  limits.max_frame_payload_bytes = 1;
  EXPECT_THAT(limits.validate().error().text(), HasSubstr("duration"));
  limits.max_duration_ms = 1;
  EXPECT_THAT(limits.validate().error().text(), HasSubstr("rate"));
  limits.max_rate_hz = 1;
  EXPECT_THAT(limits.validate().error().text(), HasSubstr("binary payload"));
  limits.max_binary_payload_bytes = 1;
  EXPECT_TRUE(limits.validate()) << "counts may be zero";
}

// B-122
TEST(RemoteLimitsTest, TheRealtimeProfileCannotBeRemote) {
  EXPECT_FALSE(StreamRemoteLimits{}.validate_profile(TransportProfile::realtime_local_audio()));
  EXPECT_TRUE(StreamRemoteLimits{}.validate_profile(TransportProfile::lan_render_return()));
}

TEST(RemoteLimitsTest, ARemoteProfileIsBounded) {
  const auto unbounded =
      TransportProfile::make(Symbol::unqualified("p"), LatencyClass::interactive, {StreamCapability::remote});
  EXPECT_THAT(StreamRemoteLimits{}.validate_profile(*unbounded).error().text(), HasSubstr("bounded"));
}

TEST(FrameLimitsTest, TheyAreTheRemoteLimitsWithTheDefaultForBinaryPayloads) {
  EXPECT_EQ(StreamFrameLimits{}.remote_limits(), StreamRemoteLimits{});
  EXPECT_EQ((StreamFrameLimits{1, 2, 3, 4, 5}).remote_limits(), (StreamRemoteLimits{1, 2, 3, 4, 5, 262'144}));
}

// B-123
TEST(SecurityPolicyTest, EachKindOfTextHasItsFinding) {
  EXPECT_EQ(finding("private-path=session.sim"), StreamFinding::private_path);
  EXPECT_EQ(finding("C:\\temp\\x"), StreamFinding::absolute_path);
  EXPECT_EQ(finding("https://example.org"), StreamFinding::host_name);
  EXPECT_EQ(finding("token=abc"), StreamFinding::credential);
  EXPECT_EQ(finding("my patch-bank dump"), StreamFinding::patch_bank_payload);
  EXPECT_EQ(finding("stream-visible"), std::nullopt);
}

// B-123
TEST(SecurityPolicyTest, BytesOverTheLimitAreLarge) {
  const StreamSecurityPolicy policy = StreamSecurityPolicy::reference();
  EXPECT_EQ(policy.finding_for_expr(Expr::bytes(Bytes(262'145, 0))), StreamFinding::large_binary_data);
  EXPECT_EQ(policy.finding_for_expr(Expr::bytes(Bytes(262'144, 0))), std::nullopt);
}

TEST(SecurityPolicyTest, EveryNeedleIsFoundInAnyCase) {
  for (const StreamSecurityPolicy::Rule& rule : StreamSecurityPolicy::reference().rules)
    for (const std::string& needle : rule.contains) {
      std::string upper = "x" + needle + "x";
      for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      EXPECT_EQ(finding(upper), rule.finding) << upper;
    }
}

TEST(SecurityPolicyTest, TheFirstCategoryWins) {
  EXPECT_EQ(finding("https://x/?token=1"), StreamFinding::credential);
  EXPECT_EQ(finding("/home/x"), StreamFinding::private_path);
  EXPECT_EQ(finding("/etc/x.local"), StreamFinding::host_name);
}

TEST(SecurityPolicyTest, PathsCountAtTheStartOnly) {
  EXPECT_EQ(finding("/etc/passwords.txt"), StreamFinding::credential);
  EXPECT_EQ(finding("~me"), StreamFinding::private_path);
  EXPECT_EQ(finding("x ~me"), std::nullopt);
  EXPECT_EQ(finding("/etc"), StreamFinding::absolute_path);
  EXPECT_EQ(finding("see /etc"), std::nullopt);
  EXPECT_EQ(finding("d:/x"), StreamFinding::absolute_path);
  EXPECT_EQ(finding("dd:/x"), std::nullopt);
}

TEST(SecurityPolicyTest, InTheOriginalInnocentNamesMatchToo) {
  EXPECT_EQ(finding("stream.lan.midi"), StreamFinding::host_name);
  EXPECT_EQ(finding("secretary"), StreamFinding::credential);
}

TEST(SecurityPolicyTest, WithinTextInnocentNamesDoNotMatch) {
  EXPECT_EQ(finding_within("stream.lan.midi"), std::nullopt);
  EXPECT_EQ(finding_within("secretary"), std::nullopt);
  EXPECT_EQ(finding_within("a/private/x"), StreamFinding::private_path);
}

TEST(SecurityPolicyTest, WithinTextPathsAndHostsAreFoundAnywhere) {
  EXPECT_EQ(finding_within("see /etc/x"), StreamFinding::absolute_path);
  EXPECT_EQ(finding_within("file=\"d:\\x\""), StreamFinding::absolute_path);
  EXPECT_EQ(finding_within("ask studio.local: now"), StreamFinding::host_name);
  EXPECT_EQ(finding_within("stream/metadata"), std::nullopt);
}

// B-123
TEST(SecurityPolicyTest, WithinTextFindsWhatTheOriginalsTestsPin) {
  EXPECT_EQ(finding_within("private-path=session.sim"), StreamFinding::private_path);
  EXPECT_EQ(finding_within("C:\\temp\\x"), StreamFinding::absolute_path);
  EXPECT_EQ(finding_within("https://example.org"), StreamFinding::host_name);
  EXPECT_EQ(finding_within("host=studio.local"), StreamFinding::host_name);
  EXPECT_EQ(finding_within("token=abc"), StreamFinding::credential);
  EXPECT_EQ(finding_within("my patch-bank dump"), StreamFinding::patch_bank_payload);
}

TEST(SecurityPolicyTest, APolicyIsPlainDataThatAnybodyCanWrite) {
  StreamSecurityPolicy policy;
  policy.rules = {{StreamFinding::credential, {"sesame"}, {}, {}, false, false}};
  EXPECT_EQ(policy.finding_for_text("Open SESAME"), StreamFinding::credential);
  EXPECT_EQ(policy.finding_for_text("token=abc"), std::nullopt);
}

TEST(SecurityPolicyTest, ExpressionsAreScannedInReadingOrder) {
  const auto text = [](const char* t) { return Expr::string(t); };
  const Expr annotated = Expr::annotated(text("token=1"), {{Symbol::unqualified("/name"), text("host=1")}});
  const Expr map = Expr::map({{text("~key"), text("patch-bank")}});
  const Expr call = Expr::call(text("password"), {Expr::local(Symbol::unqualified("/x"))});
  const Expr tagged =
      Expr::extension(Symbol::qualified("http://x", "t"), Expr::symbol(Symbol::unqualified("~")));
  const Expr infix = Expr::infix(Symbol::unqualified("secret"), text("/l"), text("~r"));
  EXPECT_THAT(
      StreamSecurityPolicy::reference().findings_for_expr(
          Expr::vector({annotated, map, call, tagged, infix})),
      ElementsAre(StreamFinding::credential, StreamFinding::absolute_path, StreamFinding::host_name,
                  StreamFinding::private_path, StreamFinding::patch_bank_payload, StreamFinding::credential,
                  StreamFinding::absolute_path, StreamFinding::host_name, StreamFinding::private_path,
                  StreamFinding::credential, StreamFinding::absolute_path, StreamFinding::private_path));
}

TEST(SecurityPolicyTest, NilBoolAndNumberNeverMatch) {
  EXPECT_THAT(
      StreamSecurityPolicy::reference().findings_for_expr(Expr::list(
          {Expr::nil(), Expr::boolean(true), Expr::number({Symbol::unqualified("secret"), "/home/"})})),
      IsEmpty());
}

TEST(SecurityPolicyTest, AHundredThousandLevelsAreScanned) {
  EXPECT_EQ(StreamSecurityPolicy::reference().finding_for_expr(deep(Expr::string("token=1"))),
            StreamFinding::credential);
}

TEST(SecurityPolicyTest, FindingsHaveSymbols) {
  EXPECT_EQ(symbol(StreamFinding::private_path), Symbol::qualified("stream/redaction", "private-path"));
  EXPECT_EQ(symbol(StreamFinding::large_binary_data),
            Symbol::qualified("stream/redaction", "large-binary-data"));
}

TEST(HostDeviceTest, EveryNameOfADeviceIsSeen) {
  for (const char* text : {"open /dev/snd", "hw:0", "via CoreAudio", "ALSA out", "my-host-device",
                           "device/mic", "host/device/1"})
    EXPECT_TRUE(mentions_host_device(text)) << text;
}

TEST(HostDeviceTest, CaseAndPlaceCount) {
  for (const char* text : {"coreaudio", "alsa", "a device/mic", "x/host/device", "dev"})
    EXPECT_FALSE(mentions_host_device(text)) << text;
}

TEST(HostDeviceTest, AnExpressionMentionsItAnywhereButInBytesAndNumbers) {
  const Symbol device = Symbol::qualified("device", "mic");
  EXPECT_TRUE(mentions_host_device(Expr::annotated(Expr::nil(), {{device, Expr::nil()}})));
  EXPECT_TRUE(mentions_host_device(Expr::prefix(device, Expr::nil())));
  EXPECT_TRUE(mentions_host_device(Expr::extension(device, Expr::nil())));
  EXPECT_TRUE(mentions_host_device(deep(Expr::local(device))));
  EXPECT_FALSE(mentions_host_device(Expr::bytes({'h', 'w', ':'})));
  EXPECT_FALSE(mentions_host_device(Expr::number({device, "1"})));
}

}  // namespace
}  // namespace fleetsim::core
