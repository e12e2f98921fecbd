#include "sim/archive/archive.h"

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/archive/containers.h"
#include "tests/support/saved.h"

namespace fleetsim::sim {
namespace {

using tests::loaded;
using tests::saved;

template <class T>
void comes_back(const T& value) {
  EXPECT_EQ(loaded<T>(saved(value)), value);
}

enum class Color : std::uint8_t { red, green, blue };

struct Point {
  std::int32_t x = 0;
  std::int32_t y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

struct Drawing {
  Color color = Color::red;
  std::optional<Point> center;
  std::vector<Point> points;
  std::string title;
  std::variant<Point, std::string> label;
  bool closed = false;
  friend bool operator==(const Drawing&, const Drawing&) = default;
};

/// Cannot be made from nothing.
class Named {
 public:
  explicit Named(std::string name) : name_(std::move(name)) {}
  const std::string& name() const { return name_; }
  int uses() const { return uses_; }
  void use() { ++uses_; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(uses_);
  }

 private:
  std::string name_;
  int uses_ = 0;
};

}  // namespace

template <>
struct Blank<Named> {
  static Named make() { return Named("blank"); }
};

namespace {

TEST(ArchiveTest, NumbersComeBackAtTheirLimits) {
  comes_back(std::numeric_limits<std::uint64_t>::max());
  comes_back(std::numeric_limits<std::int64_t>::min());
  comes_back(std::numeric_limits<std::int64_t>::max());
  comes_back(std::int64_t{-1});
  comes_back(std::uint8_t{255});
  comes_back(true);
  comes_back(Color::blue);
}

TEST(ArchiveTest, ContainersComeBack) {
  comes_back(std::vector<std::string>{"a", "", "b"});
  comes_back(std::vector<bool>{true, false, false, true, true, false, true, false, true});
  comes_back(std::map<std::int32_t, std::set<std::uint64_t>>{{-3, {1, 2}}, {4, {}}});
  comes_back(std::optional<std::optional<std::int32_t>>(std::optional<std::int32_t>()));
  comes_back(std::variant<std::string, std::int32_t>(-7));
  comes_back(std::pair<std::string, std::uint8_t>("x", std::uint8_t{1}));
  comes_back(std::tuple<std::int32_t, std::string, bool>(1, "y", false));
  comes_back(core::Result<std::string>("fine"));
  comes_back(core::Result<std::string>(core::Error::eval("not fine")));
}

TEST(ArchiveTest, AStructComesBackWithAllItsFields) {
  comes_back(Drawing{Color::green, Point{1, -2}, {{3, 4}, {5, 6}}, "triangle", "label", true});
}

TEST(ArchiveTest, TheSameStateGivesTheSameBytesAndTheyAreOfNoMachine) {
  const Drawing drawing{Color::green, Point{1, -2}, {{3, 300}}, "t", Point{0, 0}, true};
  EXPECT_EQ(core::to_hex(saved(drawing)),
            "010102030106d8040174"
            "00000001");
}

TEST(ArchiveTest, AnObjectKeepsWhatItDoesNotName) {
  Named original("original");
  original.use();
  const core::Bytes bytes = saved(original);
  Named other("other");
  Loader loader(bytes);
  loader(other);
  EXPECT_EQ(other.name(), "other");
  EXPECT_EQ(other.uses(), 1);
  EXPECT_EQ(loaded<Named>(bytes).name(), "blank");
}

TEST(ArchiveTest, SharedBytesAreWrittenOnceAndSharedAgain) {
  const core::SharedBytes large = core::share(core::Bytes(1000, 7));
  const core::SharedBytes alike = core::share(core::Bytes(1000, 7));
  const core::Bytes bytes =
      saved(std::vector<core::SharedBytes>{large, nullptr, alike, core::share({1}), large});
  EXPECT_LT(bytes.size(), 1020U);
  const auto back = loaded<std::vector<core::SharedBytes>>(bytes);
  ASSERT_EQ(back.size(), 5U);
  EXPECT_EQ(*back[0], *large);
  EXPECT_EQ(back[1], nullptr);
  EXPECT_EQ(back[2], back[0]);
  EXPECT_EQ(*back[3], core::Bytes{1});
  EXPECT_EQ(back[4], back[0]);
}

TEST(ArchiveTest, EveryTruncationIsRefused) {
  const core::Bytes bytes =
      saved(Drawing{Color::green, Point{1, -2}, {{3, 4}, {5, 6}}, "triangle", "label", true});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Loader loader(core::ByteView(bytes).first(size));
    EXPECT_THROW(loader.read<Drawing>(), Unreadable) << size;
  }
}

TEST(ArchiveTest, CountsAreBelievedOnlyAsFarAsBytesFollow) {
  const core::Bytes huge = saved(std::uint64_t{1} << 60);
  EXPECT_THROW(Loader(huge).read<std::vector<std::uint64_t>>(), Unreadable);
  EXPECT_THROW(Loader(huge).read<std::vector<bool>>(), Unreadable);
  EXPECT_THROW(Loader(huge).read<std::string>(), Unreadable);
  EXPECT_THROW((Loader(huge).read<std::map<std::string, std::string>>()), Unreadable);
}

TEST(ArchiveTest, WhatCannotBeIsRefused) {
  EXPECT_THROW(Loader(core::Bytes{2}).read<bool>(), Unreadable);
  EXPECT_THROW(Loader(core::Bytes{0x80, 0x02}).read<std::uint8_t>(), Unreadable);
  EXPECT_THROW((Loader(core::Bytes{2, 0}).read<std::variant<bool, std::string>>()), Unreadable);
  EXPECT_THROW(Loader(core::Bytes{2, 5, 5}).read<std::set<std::uint64_t>>(), Unreadable);
  EXPECT_THROW(Loader(core::Bytes{3}).read<core::SharedBytes>(), Unreadable);
}

}  // namespace
}  // namespace fleetsim::sim
