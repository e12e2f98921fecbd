#include "core/lookup/content_addressed_fabric.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/store/content_serve_fabric.h"
#include "core/store/memory_ledger.h"
#include "tests/support/contents.h"
#include "tests/support/counting_ledger.h"
#include "tests/support/fake_fabrics.h"

namespace fleetsim::core {
namespace {

using tests::basic_request;
using tests::CountingLedger;
using tests::FakeFabric;
using tests::key_of;
using tests::name;

using Holders = std::vector<Symbol>;

/// A cassette and a fabric that serves from it and counts.
struct Holder {
  std::shared_ptr<EvalCassetteLedger> ledger = std::make_shared<MemoryLedger>();
  std::shared_ptr<EvalCassette> cassette = std::make_shared<EvalCassette>(ledger);
  std::shared_ptr<FakeFabric> serve =
      std::make_shared<FakeFabric>([cassette = cassette](EvalContext& context, const EvalRequest& request) {
        return ContentServeFabric(cassette).realize(context, request);
      });

  Holder& with(const std::string& text, EvalReply reply) {
    EXPECT_TRUE(cassette->record(key_of(text), reply));
    return *this;
  }
};

std::shared_ptr<EvalCassette> empty_cassette() {
  return std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>());
}

class ContentAddressedFabricTest : public testing::Test {
 protected:
  Result<EvalReply> realize(ContentAddressedFabric& fabric, const std::string& text) {
    return fabric.realize(context_, basic_request(text));
  }

  EvalContext context_ = EvalContext::with_every_capability();
  std::shared_ptr<EvalCassette> local_ = empty_cassette();
};

// B-17
TEST_F(ContentAddressedFabricTest, APeerThatHoldsItAnswersAndTheAskerBecomesAHolder) {
  const Holder b = Holder().with("k", tests::rich_reply("from b"));
  const Holder c;
  ContentAddressedFabric a(name("a"), local_, {{name("b"), b.serve}, {name("c"), c.serve}});
  a.with_options(LookupOptions::reference());
  EXPECT_EQ(*realize(a, "k"), tests::rich_reply("from b"));
  EXPECT_EQ(local_->get(key_of("k")), tests::rich_reply("from b"));
  EXPECT_TRUE(c.cassette->empty());
  EXPECT_EQ(c.serve->calls(), 0u) << "asked one after another";
}

// B-18
TEST_F(ContentAddressedFabricTest, WhatNobodyHoldsIsComputedAtHomeOnceAndThenHeld) {
  const auto home = tests::echo_fabric();
  ContentAddressedFabric a(name("a"), local_, {});
  a.with_options(LookupOptions::reference());
  a.with_home(home);
  const Result<EvalReply> first = realize(a, "k");
  const Result<EvalReply> second = realize(a, "k");
  EXPECT_EQ(*first, text_reply("computed k"));
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(home->calls(), 1u);
  EXPECT_TRUE(local_->get(key_of("k")));
}

// B-19
TEST_F(ContentAddressedFabricTest, ACapabilityThatHomeDeniesIsAnErrorAndNothingIsHeld) {
  ContentAddressedFabric a(name("a"), local_, {});
  a.with_options(LookupOptions::reference());
  a.with_home(tests::guarded_fabric());
  EvalContext nothing;
  const Result<EvalReply> denied = a.realize(nothing, basic_request("k"));
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error(), Error::capability_denied("fabric.test"));
  EXPECT_TRUE(local_->empty());
  EXPECT_TRUE(a.holding_index()->holders_of(key_of("k")).empty());
}

// B-20
TEST_F(ContentAddressedFabricTest, AnErrorOfHomeIsReturnedAndNothingIsHeld) {
  ContentAddressedFabric a(name("a"), local_, {});
  a.with_options(LookupOptions::reference());
  a.with_home(tests::failing_fabric(Error::eval("division by zero")));
  const Result<EvalReply> failed = realize(a, "k");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(), Error::eval("division by zero"));
  EXPECT_TRUE(local_->empty());
}

// B-21
TEST_F(ContentAddressedFabricTest, WhatOneNodeComputedAnotherFindsThereWithoutAHome) {
  const auto home = tests::echo_fabric();
  ContentAddressedFabric a(name("a"), local_, {});
  a.with_options(LookupOptions::reference());
  a.with_home(home);
  ASSERT_TRUE(realize(a, "k"));
  const auto cs = empty_cassette();
  ContentAddressedFabric c(name("c"), cs, {{name("a"), std::make_shared<ContentServeFabric>(local_)}});
  c.with_options(LookupOptions::reference());
  EXPECT_EQ(*realize(c, "k"), text_reply("computed k"));
  EXPECT_EQ(home->calls(), 1u);
  EXPECT_TRUE(cs->get(key_of("k")));
}

// B-22
TEST_F(ContentAddressedFabricTest, AnUnreachableHolderIsTriedOnceAndAnotherAnswers) {
  const auto cut = tests::unreachable_fabric();
  const Holder c = Holder().with("k", text_reply("v"));
  ContentAddressedFabric a(name("a"), local_, {{name("b"), cut}, {name("c"), c.serve}});
  a.with_options(LookupOptions::reference());
  EXPECT_EQ(*realize(a, "k"), text_reply("v"));
  EXPECT_EQ(cut->calls(), 1u);
  EXPECT_TRUE(local_->get(key_of("k")));
}

// B-23
TEST_F(ContentAddressedFabricTest, TwoHoldersOfOneReplyAnswerAlike) {
  const Holder b = Holder().with("k", tests::rich_reply("v"));
  const Holder c = Holder().with("k", tests::rich_reply("v"));
  ContentAddressedFabric through_b(name("a"), empty_cassette(), {{name("b"), b.serve}});
  through_b.with_options(LookupOptions::reference());
  ContentAddressedFabric through_c(name("a"), empty_cassette(), {{name("c"), c.serve}});
  through_c.with_options(LookupOptions::reference());
  EXPECT_EQ(*realize(through_b, "k"), *realize(through_c, "k"));
  EXPECT_EQ(b.cassette->get_stored(key_of("k"))->digest(), c.cassette->get_stored(key_of("k"))->digest());
}

// B-24
TEST_F(ContentAddressedFabricTest, WhatIsHeldLocallyNeedsNobody) {
  ASSERT_TRUE(local_->record(key_of("k"), text_reply("mine")));
  const auto b = tests::unreachable_fabric();
  const auto c = tests::unreachable_fabric();
  const auto home = tests::echo_fabric();
  ContentAddressedFabric a(name("a"), local_, {{name("b"), b}, {name("c"), c}});
  a.with_options(LookupOptions::reference());
  a.with_home(home);
  EvalContext nothing;
  EXPECT_EQ(*a.realize(nothing, basic_request("k")), text_reply("mine"));
  EXPECT_EQ(b->calls() + c->calls() + home->calls(), 0u);
}

// B-25
TEST_F(ContentAddressedFabricTest, WithNobodyAndNoHomeItFailsClosed) {
  const auto b = tests::unreachable_fabric();
  const auto c = tests::unreachable_fabric();
  ContentAddressedFabric a(name("a"), local_, {{name("b"), b}, {name("c"), c}});
  a.with_options(LookupOptions::reference());
  const Result<EvalReply> failed = realize(a, "k");
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().text().find("no holder"), std::string::npos);
  EXPECT_EQ(failed.error().code, ErrorCode::no_holder);
  EXPECT_EQ(b->calls(), 1u);
  EXPECT_EQ(c->calls(), 1u);
  EXPECT_TRUE(local_->empty());
}

// B-26, B-27
TEST_F(ContentAddressedFabricTest, AfterTheLossOfNodesLedgersAnswerForWhatTheyHeldAndForNothingElse) {
  Holder ha = Holder().with("of a", text_reply("1")).with("of all", text_reply("all"));
  Holder hb = Holder().with("of b", text_reply("2")).with("of all", text_reply("all"));
  Holder hc = Holder().with("of c", text_reply("3")).with("of all", text_reply("all"));
  for (const auto& [holder, own] : {std::pair(&ha, "of a"), std::pair(&hb, "of b"), std::pair(&hc, "of c")}) {
    const auto peer = tests::unreachable_fabric();
    ContentAddressedFabric node(name("n"), *EvalCassette::from_ledger(holder->ledger), {{name("p"), peer}});
    node.with_options(LookupOptions::reference());
    EXPECT_TRUE(realize(node, own)) << own;
    EXPECT_EQ(peer->calls(), 0u);
  }
  const auto gone_a = tests::unreachable_fabric();
  const auto gone_c = tests::unreachable_fabric();
  const auto survivor = *EvalCassette::from_ledger(hb.ledger);
  ContentAddressedFabric b(name("b"), survivor, {{name("a"), gone_a}, {name("c"), gone_c}});
  b.with_options(LookupOptions::reference());
  EXPECT_EQ(*realize(b, "of b"), text_reply("2"));
  EXPECT_EQ(*realize(b, "of all"), text_reply("all"));
  EXPECT_EQ(gone_a->calls() + gone_c->calls(), 0u);
  for (const char* lost : {"of a", "never computed"}) {
    const Result<EvalReply> failed = realize(b, lost);
    ASSERT_FALSE(failed) << lost;
    EXPECT_EQ(failed.error().code, ErrorCode::no_holder);
  }
  EXPECT_EQ(survivor->size(), 2u);
}

// B-30
TEST_F(ContentAddressedFabricTest, OnlyTheAnnouncedHolderIsAskedAndTheAskerIsAnnouncedAfterwards) {
  const Holder b = Holder().with("k", text_reply("v"));
  const Holder c;
  SharedHoldingIndex of_b;
  of_b.announce({name("b"), key_of("k")});
  const auto index = std::make_shared<SharedHoldingIndex>();
  index->merge(of_b);
  ContentAddressedFabric a(name("a"), local_, {{name("c"), c.serve}, {name("b"), b.serve}});
  a.with_options(LookupOptions::reference());
  a.with_holding_index(index);
  EXPECT_EQ(*realize(a, "k"), text_reply("v"));
  EXPECT_EQ(b.serve->calls(), 1u);
  EXPECT_EQ(c.serve->calls(), 0u);
  EXPECT_TRUE(local_->get(key_of("k")));
  EXPECT_EQ(index->holders_of(key_of("k")), (Holders{name("a"), name("b")}));
}

// B-31
TEST_F(ContentAddressedFabricTest, AStaleAnnouncementCostsOneAskAndTheOthersFollow) {
  const auto b = tests::unreachable_fabric();
  const Holder c = Holder().with("k", text_reply("v"));
  ContentAddressedFabric a(name("a"), local_, {{name("b"), b}, {name("c"), c.serve}});
  a.with_options(LookupOptions::reference());
  a.holding_index()->announce({name("b"), key_of("k")});
  EXPECT_EQ(*realize(a, "k"), text_reply("v"));
  EXPECT_EQ(b->calls(), 1u);
  EXPECT_EQ(c.serve->calls(), 1u);
  EXPECT_TRUE(local_->get(key_of("k")));
}

// U-2
TEST_F(ContentAddressedFabricTest, OnlyTheAskerIsAnnouncedNotThePeerThatAnswered) {
  const Holder b = Holder().with("k", text_reply("v"));
  ContentAddressedFabric a(name("a"), local_, {{name("b"), b.serve}});
  a.with_options(LookupOptions::reference());
  ASSERT_TRUE(realize(a, "k"));
  EXPECT_EQ(a.holding_index()->holders_of(key_of("k")), Holders{name("a")});
}

// U-2
TEST_F(ContentAddressedFabricTest, ALocalHitAnnouncesNothing) {
  ASSERT_TRUE(local_->record(key_of("k"), text_reply("mine")));
  ContentAddressedFabric a(name("a"), local_, {});
  a.with_options(LookupOptions::reference());
  ASSERT_TRUE(realize(a, "k"));
  EXPECT_TRUE(a.holding_index()->holders_of(key_of("k")).empty());
}

// U-3
TEST_F(ContentAddressedFabricTest, ASuccessThatCannotBeRecordedIsAnErrorAndNotAnnounced) {
  const auto ledger = std::make_shared<CountingLedger>();
  ledger->fail_appends = true;
  const Holder b = Holder().with("held", text_reply("v"));
  ContentAddressedFabric a(name("a"), std::make_shared<EvalCassette>(ledger), {{name("b"), b.serve}});
  a.with_options(LookupOptions::reference());
  a.with_home(tests::echo_fabric());
  for (const char* text : {"held", "fresh"}) {
    const Result<EvalReply> failed = realize(a, text);
    ASSERT_FALSE(failed) << text;
    EXPECT_EQ(failed.error().code, ErrorCode::storage_failed);
    EXPECT_TRUE(a.holding_index()->holders_of(key_of(text)).empty());
  }
}

// U-6
TEST_F(ContentAddressedFabricTest, AnAnnouncedHolderThatIsNoPeerIsSkipped) {
  const Holder b = Holder().with("k", text_reply("v"));
  ContentAddressedFabric a(name("a"), local_, {{name("b"), b.serve}});
  a.with_options(LookupOptions::reference());
  a.holding_index()->announce({name("0 stranger"), key_of("k")});
  EXPECT_EQ(*realize(a, "k"), text_reply("v"));
}

// U-6
TEST_F(ContentAddressedFabricTest, APeerEntryThatNamesTheNodeItselfIsNeverCalled) {
  const auto self = tests::echo_fabric();
  ContentAddressedFabric a(name("a"), local_, {{name("a"), self}});
  a.with_options(LookupOptions::reference());
  a.holding_index()->announce({name("a"), key_of("k")});
  EXPECT_FALSE(realize(a, "k"));
  EXPECT_EQ(self->calls(), 0u);
}

TEST_F(ContentAddressedFabricTest, PeersAreAskedAnnouncedFirstBySymbolThenTheRestAsConfigured) {
  std::vector<std::string> asked;
  const auto peer = [&](const char* node) {
    return ContentPeer{name(node), std::make_shared<FakeFabric>(
                                       [&asked, node](EvalContext&, const EvalRequest&) -> Result<EvalReply> {
                                         asked.emplace_back(node);
                                         return not_held_error();
                                       })};
  };
  ContentAddressedFabric a(name("a"), local_, {peer("e"), peer("d"), peer("c"), peer("b"), peer("b")});
  a.with_options(LookupOptions::reference());
  a.holding_index()->announce({name("d"), key_of("k")});
  a.holding_index()->announce({name("b"), key_of("k")});
  EXPECT_FALSE(realize(a, "k"));
  // Of two peers with one announced name the first alone.
  EXPECT_EQ(asked, (std::vector<std::string>{"b", "d", "e", "c"}));
}

TEST_F(ContentAddressedFabricTest, ARequestIsPassedOnUnchangedWithItsDeadline) {
  const auto peer = tests::unreachable_fabric();
  const auto home = tests::echo_fabric();
  ContentAddressedFabric a(name("a"), local_, {{name("b"), peer}});
  a.with_options(LookupOptions::reference());
  a.with_home(home);
  EvalRequest request = basic_request("k");
  request.deadline = milliseconds(500);
  request.consistency = Consistency::remote_only;
  ASSERT_TRUE(a.realize(context_, request));
  EXPECT_EQ(peer->requests, std::vector{request});
  EXPECT_EQ(home->requests, std::vector{request});
}

// ---- the defaults, where they differ from the original

TEST_F(ContentAddressedFabricTest, AHitNeedsTheDeclaredCapabilities) {
  ASSERT_TRUE(local_->record(key_of("k"), text_reply("mine")));
  ContentAddressedFabric a(name("a"), local_, {});
  EvalContext nothing;
  EXPECT_EQ(a.realize(nothing, basic_request("k")).error(), Error::capability_denied("fabric.test"));
  EXPECT_EQ(*realize(a, "k"), text_reply("mine"));
}

TEST_F(ContentAddressedFabricTest, ConsistencyIsHonoured) {
  const Holder b = Holder().with("k", text_reply("of b"));
  const auto home = tests::echo_fabric();
  ContentAddressedFabric a(name("a"), local_, {{name("b"), b.serve}});
  a.with_home(home);
  EvalRequest request = basic_request("k");
  request.consistency = Consistency::local_only;
  EXPECT_EQ(a.realize(context_, request).error().code, ErrorCode::no_holder);
  EXPECT_EQ(b.serve->calls() + home->calls(), 0u);
  request.consistency = Consistency::remote_only;
  ASSERT_TRUE(local_->record(*ContentKey::from_request(request), text_reply("mine")));
  EXPECT_EQ(*a.realize(context_, request), text_reply("computed k"));
}

TEST_F(ContentAddressedFabricTest, AReplyThatReportsAnErrorIsNotRecorded) {
  EvalReply reply = text_reply("half of it");
  reply.diagnostics.emplace_back();
  reply.diagnostics.back().severity = Severity::error;
  ContentAddressedFabric a(name("a"), local_, {});
  a.with_home(std::make_shared<FakeFabric>(
      [&](EvalContext&, const EvalRequest&) -> Result<EvalReply> { return reply; }));
  EXPECT_EQ(*realize(a, "k"), reply);
  EXPECT_TRUE(local_->empty());
}

TEST_F(ContentAddressedFabricTest, AHitOfAnotherShapeGoesToTheHome) {
  ASSERT_TRUE(local_->record(key_of("k"), text_reply("text")));
  const auto home = tests::echo_fabric();
  ContentAddressedFabric a(name("a"), local_, {});
  a.with_home(home);
  EvalRequest request = basic_request("k");
  request.result_shape = Expr::symbol(name("number"));
  EXPECT_EQ(a.realize(context_, request).error().kind, ErrorKind::wrong_shape);
  EXPECT_EQ(home->calls(), 1u);
}

TEST_F(ContentAddressedFabricTest, InTheWarningModeASuccessThatCannotBeRecordedIsStillTheAnswer) {
  const auto ledger = std::make_shared<CountingLedger>();
  ledger->fail_appends = true;
  ContentAddressedFabric a(name("a"), std::make_shared<EvalCassette>(ledger), {});
  a.with_home(tests::echo_fabric()).with_ledger_failure(LedgerFailure::warn);
  const Result<EvalReply> reply = realize(a, "k");
  ASSERT_TRUE(reply);
  ASSERT_EQ(reply->diagnostics.size(), 1u);
  EXPECT_EQ(reply->diagnostics[0].severity, Severity::warning);
  EXPECT_TRUE(a.holding_index()->holders_of(key_of("k")).empty());
}

TEST_F(ContentAddressedFabricTest, TwoPeersOfOneNameAreRefused) {
  const auto b = tests::unreachable_fabric();
  const auto twice =
      ContentAddressedFabric::create(name("a"), local_, {{name("b"), b}, {name("c"), b}, {name("b"), b}});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().text(), "evaluation error: two peers are called b");
  EXPECT_TRUE(ContentAddressedFabric::create(name("a"), local_, {{name("b"), b}, {name("c"), b}}));
}

}  // namespace
}  // namespace fleetsim::core
