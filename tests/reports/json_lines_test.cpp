#include "reports/json_lines.h"

#include <limits>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/records.h"

namespace fleetsim::tests {
namespace {

std::string line(const sim::RunRecord& record) {
  std::ostringstream out;
  reports::write_json_line(out, record);
  return out.str();
}

TEST(JsonLinesTest, ARunIsOneLineWithItsKeysInOrder) {
  EXPECT_EQ(
      line(failed_record(7)),
      R"({"format":1,"scenario":"scenarios/a.yaml","seed":7,"verdict":"fail","exit":1,)"
      R"("fingerprint":"00000000000000000000000000000007","events":127,"virtual_ns":5000000000,"checks":[)"
      R"({"name":"index_only_grows","kind":"safety","verdict":"pass","evaluated":12,"detail":"","at_ns":null},)"
      R"({"name":"known","kind":"expectation","verdict":"fail","evaluated":1,)"
      R"("detail":"node-b lists <none>, expected node-a","at_ns":4200000000}],)"
      R"("metrics":{"bytes":900,"messages_delivered":7,"messages_dropped_between_nodes":0},)"
      R"("replay":"fleetsim replay scenarios/a.yaml --seed 7","wall":{"seconds":0.5}})"
      "\n");
}

TEST(JsonLinesTest, ABrokenRunSaysWhatBroke) {
  const auto run = nlohmann::json::parse(line(broken_record(7)));
  EXPECT_EQ(run.at("verdict"), "error");
  EXPECT_EQ(run.at("exit"), 70);
  EXPECT_EQ(run.at("error"), "virtual time went back");
  EXPECT_FALSE(nlohmann::json::parse(line(passed_record(7))).contains("error"));
}

TEST(JsonLinesTest, TheLargestNumbersSurvive) {
  sim::RunRecord record = passed_record(std::numeric_limits<std::uint64_t>::max());
  record.metrics["least"] = std::numeric_limits<std::int64_t>::min();
  const auto run = nlohmann::json::parse(line(record));
  EXPECT_EQ(run.at("seed").get<std::uint64_t>(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(run.at("metrics").at("least").get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
}

TEST(JsonLinesTest, AnyBytesGiveValidJsonOnOneLine) {
  sim::RunRecord record = failed_record(1);
  for (int byte = 0; byte < 256; ++byte) record.checks[1].detail += static_cast<char>(byte);
  record.scenario = "\xff\"\\\n.yaml";
  record.metrics["\xc0"] = 1;
  record.wall_s = std::numeric_limits<double>::quiet_NaN();
  const std::string text = line(record);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const auto run = nlohmann::json::parse(text);
  EXPECT_EQ(run.at("scenario"), "\xEF\xBF\xBD\"\\\n.yaml");
  EXPECT_EQ(run.at("wall").at("seconds"), 0.0);
}

TEST(JsonLinesTest, WallFiguresAreTheLastKeySoThatATextToolCanDropThem) {
  sim::RunRecord quick = passed_record(1);
  sim::RunRecord slow = passed_record(1);
  slow.wall_s = 99;
  const auto without_wall = [](const std::string& text) { return text.substr(0, text.rfind(",\"wall\":{")); };
  EXPECT_NE(line(quick), line(slow));
  EXPECT_EQ(without_wall(line(quick)), without_wall(line(slow)));
}

}  // namespace
}  // namespace fleetsim::tests
