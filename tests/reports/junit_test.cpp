#include "reports/junit.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "tests/support/records.h"

namespace fleetsim::tests {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string report(const std::vector<sim::RunRecord>& records) {
  reports::JunitReport junit;
  for (const sim::RunRecord& record : records) junit.add(record);
  std::ostringstream out;
  junit.write(out);
  return out.str();
}

/// Reads the document back; fails the test when it is not well-formed.
pugi::xml_document parsed(const std::string& text) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(text.data(), text.size());
  EXPECT_TRUE(result) << result.description() << " in\n" << text;
  return document;
}

TEST(JunitTest, ACaseIsACheckOverAllSeedsAndBeginsWithItsReplayLine) {
  EXPECT_EQ(report({passed_record(1), failed_record(2), failed_record(3), passed_record(4)}),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="fleetsim" tests="3" failures="1" errors="0" skipped="0">
  <testsuite name="scenarios/a.yaml" tests="3" failures="1" errors="0" skipped="0" file="scenarios/a.yaml">
    <properties>
      <property name="seeds" value="1..4"/>
      <property name="runs" value="4"/>
      <property name="runs_failed" value="2"/>
      <property name="seed" value="2"/>
      <property name="fingerprint" value="00000000000000000000000000000002"/>
    </properties>
    <testcase name="run" classname="fleetsim.a" file="scenarios/a.yaml"/>
    <testcase name="index_only_grows" classname="fleetsim.a" file="scenarios/a.yaml"/>
    <testcase name="known" classname="fleetsim.a" file="scenarios/a.yaml" line="9">
      <failure message="node-b lists &lt;none&gt;, expected node-a" type="expectation">fleetsim replay scenarios/a.yaml --seed 2
seed 2, fingerprint 00000000000000000000000000000002
at 4.2s: node-b lists &lt;none&gt;, expected node-a
failing seeds: 2 of 4: 2 3
</failure>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST(JunitTest, ABrokenRunIsAnErrorOfTheRunItself) {
  const pugi::xml_document document = parsed(report({broken_record(5)}));
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_EQ(suite.attribute("errors").as_int(), 1);
  EXPECT_EQ(suite.attribute("failures").as_int(), 0);
  const pugi::xml_node one = suite.child("testcase");
  EXPECT_STREQ(one.attribute("name").value(), "run");
  EXPECT_STREQ(one.child("error").attribute("message").value(), "virtual time went back");
  EXPECT_THAT(one.child("error").text().get(), StartsWith("fleetsim replay scenarios/a.yaml --seed 5\n"));
}

TEST(JunitTest, AFailedRunWithoutAFailedCheckStillShows) {
  sim::RunRecord record = passed_record(6);
  record.verdict = sim::Verdict::fail;
  record.exit = sim::kExitLiveness;
  const pugi::xml_document document = parsed(report({record}));
  EXPECT_STREQ(document.select_node("//testcase[@name='run']/failure/@message").attribute().value(),
               "the run ended with exit 3");
}

TEST(JunitTest, ACheckThatJudgedNothingIsSkippedUnlessItFailedTheRun) {
  sim::RunRecord record = passed_record(1);
  record.checks[0].verdict = sim::Verdict::vacuous;
  EXPECT_TRUE(parsed(report({record})).select_node("//testcase[@name='index_only_grows']/skipped"));
  EXPECT_FALSE(parsed(report({record, passed_record(2)})).select_node("//skipped"));

  record.verdict = sim::Verdict::fail;
  record.exit = sim::kExitFailed;
  record.checks[1].verdict = sim::Verdict::vacuous;
  EXPECT_TRUE(
      parsed(report({record})).select_node("//testcase[@name='known']/failure[@message='never evaluated']"));
}

TEST(JunitTest, TwoFilesWithOneNameKeepTheirCasesApart) {
  sim::RunRecord other = passed_record(1);
  other.scenario = "scenarios/b.yaml";
  const pugi::xml_document document = parsed(report({passed_record(1), other}));
  EXPECT_TRUE(document.select_node("//testcase[@classname='fleetsim.a (scenarios/a.yaml)']"));
  EXPECT_TRUE(document.select_node("//testcase[@classname='fleetsim.a (scenarios/b.yaml)']"));
}

TEST(JunitTest, ManyFailingSeedsAreCountedAndTheFirstListed) {
  reports::JunitReport junit;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) junit.add(failed_record(seed));
  std::ostringstream out;
  junit.write(out);
  const pugi::xml_document document = parsed(out.str());
  const std::string text = document.select_node("//failure").node().text().get();
  EXPECT_THAT(text, HasSubstr("failing seeds: 150 of 150: 1 2 3 "));
  EXPECT_THAT(text, EndsWith(" 99 100 and 50 more\n"));
}

TEST(JunitTest, SeedsOutOfOrderAreListedAsTheyWereRun) {
  const pugi::xml_document document = parsed(report({passed_record(9), passed_record(3), passed_record(4)}));
  EXPECT_STREQ(document.select_node("//property[@name='seeds']/@value").attribute().value(), "9 3..4");
}

TEST(JunitTest, AnyBytesGiveValidXml) {
  sim::RunRecord record = failed_record(1);
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  all += "\xED\xA0\x80 \xF4\x90\x80\x80 \xC0\x80 \xEF\xBF\xBF \xE2\x82 ]]>";
  record.scenario = all;
  record.name = all;
  record.fingerprint = all;
  record.replay = all;
  record.checks[1].name = all;
  record.checks[1].detail = all;
  const std::string text = report({record});
  const pugi::xml_document document = parsed(text);
  EXPECT_STREQ(document.select_node("//failure/@type").attribute().value(), "expectation");
  EXPECT_THAT(document.select_node("//failure").node().text().get(), HasSubstr("]]>"));
  for (const char c : text) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
}

TEST(JunitTest, NoRunsIsAnEmptyDocument) {
  EXPECT_EQ(parsed(report({})).child("testsuites").attribute("tests").as_int(-1), 0);
}

}  // namespace
}  // namespace fleetsim::tests
