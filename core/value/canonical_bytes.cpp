#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

#include "core/base/sha256.h"
#include "core/value/canonical_order.h"
#include "core/value/canonical_writer.h"
#include "core/value/datum.h"

namespace fleetsim::core {
namespace {

// A stretch of the output, given by position because the output moves as it grows.
struct Slice {
  std::size_t at;
  std::size_t size;
};

class DatumEncoder {
 public:
  explicit DatumEncoder(CanonicalWriter& out) : out_(out) {}

  // False on failure; error() says why. Recurses; the caller has checked the depth. All else is kept out of
  // this function, and is never inlined into it, because its frame is on the stack once per level.
  bool encode(const Datum& datum) {
    write_head(datum);
    Level level;
    const std::span<const Datum> children = datum.children();
    for (std::size_t i = 0; i < children.size(); ++i) {
      before_child(datum, i, level);
      if (!encode(children[i])) return finish(false, datum.kind(), level);
      after_child(datum.kind(), i, level);
    }
    return finish(true, datum.kind(), level);
  }

  const char* error() const { return error_; }

 private:
  struct Level {
    std::size_t record = 0;  // where the record being written begins
    std::size_t value = 0;   // where the child being written begins; both at their length
    std::vector<Slice> records;
    std::vector<Slice> unique;  // map keys or field names
  };

  // All up to the children.
  [[gnu::noinline]] void write_head(const Datum& datum) {
    static constexpr std::array<std::string_view, 11> variants = {
        "nil", "bool", "number", "symbol", "string", "bytes", "list", "vector", "map", "set", "node"};
    out_.header(variants.at(static_cast<std::size_t>(datum.kind())));
    switch (datum.kind()) {
      case Datum::Kind::nil:
        return;
      case Datum::Kind::boolean:
        return out_.u8(datum.as_bool() ? 1 : 0);
      case Datum::Kind::number:
        out_.symbol(datum.symbol());
        return out_.text(datum.text());
      case Datum::Kind::symbol:
        return out_.symbol(datum.symbol());
      case Datum::Kind::string:
        return out_.text(datum.text());
      case Datum::Kind::bytes:
        return out_.bytes(datum.bytes());
      case Datum::Kind::list:
      case Datum::Kind::vector:
      case Datum::Kind::set:
        return out_.length(datum.children().size());
      case Datum::Kind::map:
        return out_.length(datum.children().size() / 2);
      case Datum::Kind::node:
        out_.symbol(datum.symbol());
        return out_.length(datum.children().size());
    }
  }

  // What stands in front of child `i`: of a map, keys and values are children in turn.
  [[gnu::noinline]] void before_child(const Datum& datum, std::size_t i, Level& level) {
    if (datum.kind() == Datum::Kind::map && i % 2 == 0) {
      level.record = out_.open();
      out_.text("sim6:datum:map-entry");
    } else if (datum.kind() == Datum::Kind::node) {
      level.record = out_.open();
      out_.text("sim6:datum:node-field");
      const std::size_t name = out_.open();
      out_.symbol(datum.names()[i]);
      out_.close(name);
      level.unique.push_back({name, out_.size() - name});
    }
    level.value = out_.open();
  }

  [[gnu::noinline]] void after_child(Datum::Kind kind, std::size_t i, Level& level) {
    out_.close(level.value);
    if (kind == Datum::Kind::set) level.record = level.value;
    if (kind == Datum::Kind::map && i % 2 == 0) {
      level.unique.push_back({level.value, out_.size() - level.value});
    } else if (kind == Datum::Kind::map || kind == Datum::Kind::node || kind == Datum::Kind::set) {
      out_.close(level.record);
      level.records.push_back({level.record + 8, out_.size() - level.record - 8});
    }
  }

  // Duplicates are looked for once all is written, or once a child has failed, among what had been visited by
  // then. A duplicate that comes before the failing child in visiting order is thereby found, and reported,
  // first.
  [[gnu::noinline]] bool finish(bool good, Datum::Kind kind, Level& level) {
    const char* duplicate = kind == Datum::Kind::map   ? "duplicate datum map key"
                            : kind == Datum::Kind::set ? "duplicate datum set entry"
                                                       : "duplicate datum node field";
    if (has_duplicate(kind == Datum::Kind::set ? level.records : level.unique)) {
      error_ = duplicate;
      return false;
    }
    if (good) sort_records(level.records);
    return good;
  }

  std::string_view text(const Slice& slice) const { return as_text(out_.view(slice.at, slice.size)); }

  // Sorts by a quick hash first, by bytes only where that ties: n log n whatever the content.
  bool has_duplicate(const std::vector<Slice>& slices) const {
    if (slices.size() < 2) return false;
    std::vector<std::pair<std::size_t, Slice>> hashed;
    hashed.reserve(slices.size());
    for (const Slice& slice : slices) hashed.emplace_back(std::hash<std::string_view>{}(text(slice)), slice);
    std::sort(hashed.begin(), hashed.end(), [this](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : text(a.second) < text(b.second);
    });
    return std::adjacent_find(hashed.begin(), hashed.end(), [this](const auto& a, const auto& b) {
             return a.first == b.first && text(a.second) == text(b.second);
           }) != hashed.end();
  }

  // The records fill the end of the output without gaps, each with its length in front.
  void sort_records(const std::vector<Slice>& records) {
    if (records.size() < 2) return;
    std::vector<std::pair<Digest, Slice>> order;
    order.reserve(records.size());
    for (const Slice& record : records) order.emplace_back(sha256(out_.view(record.at, record.size)), record);
    const auto before = [this](const auto& a, const auto& b) {
      return record_before(a.first, out_.view(a.second.at, a.second.size), b.first,
                           out_.view(b.second.at, b.second.size));
    };
    if (std::is_sorted(order.begin(), order.end(), before)) return;
    std::sort(order.begin(), order.end(), before);
    const std::size_t begin = records.front().at - 8;
    Bytes sorted;
    sorted.reserve(out_.size() - begin);
    for (const auto& [digest, record] : order) {
      const ByteView framed = out_.view(record.at - 8, record.size + 8);
      sorted.insert(sorted.end(), framed.begin(), framed.end());
    }
    std::copy(sorted.begin(), sorted.end(), out_.mutable_view().subspan(begin).begin());
  }

  CanonicalWriter& out_;
  const char* error_ = nullptr;
};

}  // namespace

Result<Bytes> canonical_bytes(const Datum& datum) {
  if (Result<void> shallow = check_depth(datum.depth(), "datum"); !shallow) return shallow.error();
  CanonicalWriter out;
  DatumEncoder encoder(out);
  if (!encoder.encode(datum)) return Error::eval(encoder.error());
  return std::move(out).take();
}

}  // namespace fleetsim::core
