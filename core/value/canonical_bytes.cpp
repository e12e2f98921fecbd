#include <algorithm>
#include <functional>
#include <optional>
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

  // Recurses; the caller has checked the depth.
  std::optional<Error> encode(const Datum& datum) {
    switch (datum.kind()) {
      case Datum::Kind::nil:
        out_.header("nil");
        return {};
      case Datum::Kind::boolean:
        out_.header("bool");
        out_.u8(datum.as_bool() ? 1 : 0);
        return {};
      case Datum::Kind::number:
        out_.header("number");
        out_.symbol(datum.symbol());
        out_.text(datum.text());
        return {};
      case Datum::Kind::symbol:
        out_.header("symbol");
        out_.symbol(datum.symbol());
        return {};
      case Datum::Kind::string:
        out_.header("string");
        out_.text(datum.text());
        return {};
      case Datum::Kind::bytes:
        out_.header("bytes");
        out_.bytes(datum.bytes());
        return {};
      case Datum::Kind::list:
        return sequence(datum, "list");
      case Datum::Kind::vector:
        return sequence(datum, "vector");
      case Datum::Kind::map:
        return map(datum);
      case Datum::Kind::set:
        return set(datum);
      case Datum::Kind::node:
        return node(datum);
    }
    FLEET_CHECK(false, "a datum of no kind");
  }

 private:
  std::optional<Error> child(const Datum& datum) {
    const std::size_t length = out_.open();
    if (std::optional<Error> failed = encode(datum)) return failed;
    out_.close(length);
    return {};
  }

  std::optional<Error> sequence(const Datum& datum, std::string_view variant) {
    out_.header(variant);
    out_.length(datum.children().size());
    for (const Datum& item : datum.children()) {
      if (std::optional<Error> failed = child(item)) return failed;
    }
    return {};
  }

  // Duplicates are looked for once all is written, or once a part has failed, among what had been visited by
  // then. A duplicate that comes before the failing part in visiting order is thereby found, and reported,
  // first.

  std::optional<Error> map(const Datum& datum) {
    out_.header("map");
    const std::span<const Datum> children = datum.children();
    out_.length(children.size() / 2);
    std::vector<Slice> records;
    std::vector<Slice> keys;
    records.reserve(children.size() / 2);
    keys.reserve(children.size() / 2);
    std::optional<Error> failed;
    for (std::size_t i = 0; i + 1 < children.size() && !failed; i += 2) {
      const std::size_t record = out_.open();
      out_.text("sim6:datum:map-entry");
      const std::size_t key = out_.size();
      if ((failed = child(children[i]))) break;
      keys.push_back({key, out_.size() - key});
      if ((failed = child(children[i + 1]))) break;
      out_.close(record);
      records.push_back({record + 8, out_.size() - record - 8});
    }
    if (has_duplicate(std::move(keys))) return Error::eval("duplicate datum map key");
    if (failed) return failed;
    sort_records(records);
    return {};
  }

  std::optional<Error> set(const Datum& datum) {
    out_.header("set");
    out_.length(datum.children().size());
    std::vector<Slice> records;
    records.reserve(datum.children().size());
    std::optional<Error> failed;
    for (const Datum& item : datum.children()) {
      const std::size_t record = out_.size();
      if ((failed = child(item))) break;
      records.push_back({record + 8, out_.size() - record - 8});
    }
    if (has_duplicate(records)) return Error::eval("duplicate datum set entry");
    if (failed) return failed;
    sort_records(records);
    return {};
  }

  std::optional<Error> node(const Datum& datum) {
    out_.header("node");
    out_.symbol(datum.symbol());
    out_.length(datum.children().size());
    std::vector<Slice> records;
    std::vector<Slice> names;
    records.reserve(datum.children().size());
    names.reserve(datum.children().size());
    std::optional<Error> failed;
    for (std::size_t i = 0; i < datum.children().size(); ++i) {
      const std::size_t record = out_.open();
      out_.text("sim6:datum:node-field");
      const std::size_t name = out_.open();
      out_.symbol(datum.names()[i]);
      out_.close(name);
      names.push_back({name, out_.size() - name});
      if ((failed = child(datum.children()[i]))) break;
      out_.close(record);
      records.push_back({record + 8, out_.size() - record - 8});
    }
    if (has_duplicate(std::move(names))) return Error::eval("duplicate datum node field");
    if (failed) return failed;
    sort_records(records);
    return {};
  }

  std::string_view text(const Slice& slice) const { return as_text(out_.view(slice.at, slice.size)); }

  // Sorts by a quick hash first, by bytes only where that ties: n log n whatever the content.
  bool has_duplicate(std::vector<Slice> slices) const {
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
};

}  // namespace

Result<Bytes> canonical_bytes(const Datum& datum) {
  if (Result<void> shallow = check_depth(datum.depth(), "datum"); !shallow) return shallow.error();
  CanonicalWriter out;
  if (std::optional<Error> failed = DatumEncoder(out).encode(datum)) return *std::move(failed);
  return std::move(out).take();
}

}  // namespace fleetsim::core
