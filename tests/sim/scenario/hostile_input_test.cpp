// No bytes, whatever they are, may crash the reader, keep it busy, or be taken for something good by
// accident.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "tests/support/bad_scenario.h"
#include "tests/support/split_mix.h"
#include "tests/support/source_tree.h"

namespace fleetsim::sim {
namespace {

/// Small enough that a mutated count costs nothing.
const ReaderLimits kSmall{.bytes_max = 1024 * 1024,
                          .yaml_nodes_max = 20'000,
                          .depth_max = 64,
                          .nodes_max = 10'000,
                          .content_max = 10'000};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> smoke_scenarios() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::source_dir() + "/scenarios/smoke"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool has_place(const ReadResult& read) {
  return std::ranges::any_of(read.findings,
                             [](const Finding& f) { return f.place.line > 0 && f.place.column > 0; });
}

/// A stretch of a text that means something, by position.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Words in front of a colon, outside comments and quotes.
std::vector<Stretch> keys_of(const std::string& text) {
  std::vector<Stretch> keys;
  bool comment = false;
  bool quote = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') comment = false;
    if (text[i] == '#' && !quote) comment = true;
    if (text[i] == '"' && !comment) quote = !quote;
    if (i > 0 && !is_word(text[i - 1]) && is_word(text[i])) begin = i;
    if (!comment && !quote && text[i] == ':' && i + 1 < text.size() &&
        (text[i + 1] == ' ' || text[i + 1] == '\n') && i > 0 && is_word(text[i - 1]))
      keys.push_back({begin, i});
  }
  return keys;
}

class SmokeScenarioTest : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(SmokeScenarioTest, OneCharacterOfAnyKeyChangedIsAlwaysFound) {
  const std::string good = text_of(GetParam());
  const std::size_t free_text = good.find("description:");
  std::size_t tried = 0;
  for (const Stretch& key : keys_of(good)) {
    if (key.begin > free_text && good.find('\n', free_text) > key.end && key.begin != free_text) continue;
    for (std::size_t i = key.begin; i < key.end; ++i) {
      std::string bad = good;
      bad[i] = bad[i] == 'q' ? 'z' : 'q';
      const ReadResult read = read_scenario(bad, "t.yaml", {}, kSmall);
      EXPECT_FALSE(read.ok()) << bad.substr(key.begin, key.end - key.begin) << " at byte " << i;
      EXPECT_TRUE(has_place(read)) << "byte " << i;
      ++tried;
    }
  }
  EXPECT_GT(tried, 100U);
}

TEST_P(SmokeScenarioTest, OneCharacterOfAnyUnitChangedIsAlwaysFound) {
  const std::string good = text_of(GetParam());
  std::size_t tried = 0;
  for (const std::string unit : {"ns", "us", "ms", "s", "min", "%"}) {
    for (std::size_t at = good.find(unit); at != std::string::npos; at = good.find(unit, at + 1)) {
      const std::size_t end = at + unit.size();
      const bool quantity = at > 1 && good[at - 1] >= '0' && good[at - 1] <= '9' &&
                            std::string(" ,}]\n").find(good[end]) != std::string::npos;
      const std::size_t number = quantity ? good.find_last_not_of("0123456789.", at - 1) : 0;
      if (!quantity || good[number] != ' ' || good.rfind('#', at) > good.rfind('\n', at)) continue;
      for (std::size_t i = at; i < end; ++i) {
        std::string bad = good;
        bad[i] = 'x';
        const ReadResult read = read_scenario(bad, "t.yaml", {}, kSmall);
        EXPECT_FALSE(read.ok()) << "byte " << i;
        EXPECT_TRUE(has_place(read)) << "byte " << i;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 0U);
}

TEST_P(SmokeScenarioTest, OneCharacterOfAnyReferenceChangedIsAlwaysFound) {
  const std::string good = text_of(GetParam());
  std::size_t tried = 0;
  for (const std::string key :
       {" node: ", "{ group: ", "{ region: ", " content: ", " request: ", " after: fault:", " error: "}) {
    for (std::size_t at = good.find(key); at != std::string::npos; at = good.find(key, at + 1)) {
      const std::size_t begin = at + key.size();
      if (!is_word(good[begin]) || good.substr(begin, 4) == "all,") continue;
      std::size_t end = begin;
      while (is_word(good[end]) || good[end] == '-') ++end;
      for (std::size_t i = begin; i < end; ++i) {
        std::string bad = good;
        bad[i] = bad[i] == 'q' ? 'z' : 'q';
        const ReadResult read = read_scenario(bad, "t.yaml", {}, kSmall);
        EXPECT_FALSE(read.ok()) << key << good.substr(begin, end - begin) << " at byte " << i;
        EXPECT_TRUE(has_place(read)) << "byte " << i;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 0U);
}

TEST_P(SmokeScenarioTest, RandomMutationsNeverCrashTheReader) {
  const std::string good = text_of(GetParam());
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    tests::SplitMix random(seed);
    std::string bad = good;
    for (std::uint64_t n = random.below(6) + 1; n > 0; --n) {
      const std::size_t at = random.below(bad.size());
      switch (random.below(4)) {
        case 0:
          bad[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          bad.erase(at, random.below(10));
          break;
        case 2:
          bad.insert(at, bad.substr(random.below(bad.size()), random.below(40)));
          break;
        default:
          bad[at] = "{}[]:,-&*!|>'\"%#\n 0"[random.below(19)];
      }
      if (bad.empty()) bad = " ";
    }
    const ReadResult read = read_scenario(bad, "t.yaml", {}, kSmall);
    for (const Finding& finding : read.findings)
      EXPECT_EQ(finding.text().find('\n'), std::string::npos) << "seed " << seed;
    if (read.ok()) {
      EXPECT_TRUE(read_scenario(print_scenario(read.scenario), "t.yaml", {}, kSmall).ok()) << "seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Files, SmokeScenarioTest, testing::ValuesIn(smoke_scenarios()),
                         [](const auto& row) { return row.param.stem().string(); });

TEST(HostileInputTest, RandomBytesNeverCrashTheReader) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    tests::SplitMix random(seed);
    std::string bytes(random.below(200), '\0');
    for (char& byte : bytes)
      byte = static_cast<char>(seed % 2 == 0 ? random.below(256) : 32 + random.below(95));
    EXPECT_FALSE(read_scenario(bytes, "t.yaml", {}, kSmall).ok()) << "seed " << seed;
  }
}

TEST(HostileInputTest, AnAliasBombIsRefusedWithoutWalkingIt) {
  std::string bomb = "x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "x-" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int j = 1; j < 10; ++j) bomb += ", " + last;
    bomb += "]\n";
  }
  const ReadResult read = read_scenario(tests::scenario_with(bomb), "t.yaml");
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.findings[0].text().find("more than 1000000 YAML nodes, aliases followed"),
            std::string::npos);
  EXPECT_GT(read.findings[0].place.line, 8);
}

TEST(HostileInputTest, AnAliasChainIsAsDeepAsWhatItStandsFor) {
  std::string chain = "x-0: &a0 [1]\n";
  for (int i = 1; i < 70; ++i)
    chain += "x-" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  const ReadResult read = read_scenario(tests::scenario_with(chain), "t.yaml");
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.findings[0].text().find("nested deeper than 64 levels"), std::string::npos);
}

TEST(HostileInputTest, ACyclicAnchorIsRefused) {
  for (const char* cycle :
       {"x-a: &a [*a]\n", "x-a: &a { b: { c: *a } }\n", "&a x: *a\n", "x-a: &a { *a : 1 }\n"})
    EXPECT_FALSE(read_scenario(tests::scenario_with(cycle), "t.yaml").ok()) << cycle;
}

TEST(HostileInputTest, DeepNestingIsRefused) {
  for (const std::size_t depth : {64U, 500U, 100'000U})
    for (const char* open : {"[", "{a: ", "- "}) {
      std::string text = "x-a: ";
      if (*open == '-') text += "\n  ";
      for (std::size_t i = 0; i < depth; ++i) text += open;
      EXPECT_FALSE(read_scenario(tests::scenario_with(text), "t.yaml").ok()) << open << depth;
    }
}

TEST(HostileInputTest, ATextThatIsTooLongIsRefusedUnread) {
  const ReadResult read = read_scenario(std::string(2000, '['), "t.yaml", {}, {.bytes_max = 1000});
  ASSERT_EQ(read.findings.size(), 1U);
  EXPECT_EQ(read.findings[0].text(), "t.yaml: 2000 bytes, expected at most 1000");
}

TEST(HostileInputTest, FindingsAreManyAtMost) {
  std::string yaml;
  for (int i = 0; i < 5000; ++i) yaml += "k" + std::to_string(i) + ": 1\n";
  const ReadResult read = read_scenario(tests::scenario_with(yaml), "t.yaml");
  EXPECT_EQ(read.findings.size(), 1001U);
  EXPECT_EQ(read.findings.back().what, "4000 more findings are left out");
}

TEST(HostileInputTest, AFindingStaysOnOneLineWhateverTheTextHolds) {
  const ReadResult read =
      read_scenario(tests::scenario_with("\"new\\nline \\x1b[31m\": 1\nlabels: [\"a\\nb\", \"" +
                                         std::string(500, 'x') + "\"]\n"),
                    "t.yaml");
  for (const Finding& finding : read.findings) {
    EXPECT_EQ(finding.text().find_first_of("\n\x1b"), std::string::npos);
    EXPECT_LT(finding.text().size(), 400U);
  }
}

TEST(HostileInputTest, ManyNodesNamedOneByOneAreReadInGoodTime) {
  std::string groups;
  for (int i = 0; i < 20'000; ++i) groups += "    - { name: n" + std::to_string(i) + " }\n";
  const ReadResult read =
      read_scenario("fleetsim: 1\nname: t\ntime: { stop: 1s }\ntopology:\n  groups:\n" + groups, "t.yaml");
  EXPECT_TRUE(read.ok());
  EXPECT_EQ(read.scenario.nodes.size(), 20'000U);
}

}  // namespace
}  // namespace fleetsim::sim
