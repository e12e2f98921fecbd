#include "core/reconcile/ranges.h"

#include <algorithm>

namespace fleetsim::core {
namespace {

using List = std::vector<ItemId>;

std::span<const ItemId> within(std::span<const ItemId> sorted, ItemId first, ItemId last) {
  const auto begin = std::lower_bound(sorted.begin(), sorted.end(), first);
  return {begin, std::upper_bound(begin, sorted.end(), last)};
}

/// The number in (before, after] with the fewest bytes that are not zero at its end: such a bound costs two
/// or three bytes instead of eight.
ItemId bound_between(ItemId before, ItemId after) {
  for (int zeros = 56; zeros > 0; zeros -= 8) {
    const ItemId bound = after >> zeros << zeros;
    if (bound > before) return bound;
  }
  return after;
}

void add_list(RangeMessage& message, const IdRange& range, std::span<const ItemId> items,
              std::uint64_t list_max) {
  // Neighbours become one list: it may be one empty list that says that nothing at all is here.
  if (!message.empty()) {
    IdRange& before = message.ranges.back();
    List* list = std::get_if<List>(&before.content);
    if (list != nullptr && before.last + 1 == range.first && list->size() + items.size() <= list_max) {
      before.last = range.last;
      list->insert(list->end(), items.begin(), items.end());
      return;
    }
  }
  message.ranges.push_back({range.first, range.last, List(items.begin(), items.end())});
}

/// Parts of as many items each as can be, with items at the beginning of all but the first.
void add_parts(RangeMessage& message, const IdRange& range, std::span<const ItemId> items,
               std::uint64_t parts) {
  ItemId first = range.first;
  const std::size_t n = items.size();
  for (std::uint64_t part = 1; part <= parts; ++part) {
    // Without n * part, which may be too much.
    const auto begin_of = [&](std::uint64_t k) {
      return n / parts * k + std::min<std::uint64_t>(k, n % parts);
    };
    const std::uint64_t begin = begin_of(part - 1);
    const std::uint64_t end = begin_of(part);
    const ItemId last = part == parts ? range.last : bound_between(items[end - 1], items[end]) - 1;
    message.ranges.push_back({first, last, fingerprint_of(items.subspan(begin, end - begin))});
    first = last + 1;
  }
}

/// How many of the foremost bytes are needed; 0 for a number that is 0.
int bytes_of_bound(std::uint64_t bound) {
  int bytes = 0;
  for (; bound != 0; bound <<= 8) ++bytes;
  return bytes;
}

void write_bound(ByteWriter& out, std::uint64_t bound, int bytes) {
  for (int i = 0; i < bytes; ++i) out.u8(static_cast<std::uint8_t>(bound >> (56 - 8 * i)));
}

std::uint64_t read_bound(ByteReader& in, int bytes) {
  if (bytes > 8) return in.fail();
  std::uint64_t bound = 0;
  for (int i = 0; i < bytes; ++i) bound |= std::uint64_t{in.u8()} << (56 - 8 * i);
  return bytes_of_bound(bound) == bytes ? bound : in.fail();
}

constexpr std::uint8_t kList = 1;
constexpr std::uint8_t kGapBefore = 2;
constexpr int kEndShift = 4;

List read_list(ByteReader& in, ItemId first, ItemId last) {
  const std::uint64_t count = in.count(8);
  List list;
  list.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < count; ++i) {
    const ItemId item = in.u64_le();
    if (item < first || item > last || (i > 0 && item <= list.back())) in.fail();
    list.push_back(item);
  }
  return list;
}

Fingerprint read_fingerprint(ByteReader& in) {
  Fingerprint fingerprint;
  fingerprint.low = in.u64_le();
  fingerprint.high = in.u64_le();
  fingerprint.count = in.varuint();
  if (fingerprint.count == 0) in.fail();
  return fingerprint;
}

}  // namespace

Fingerprint fingerprint_of(std::span<const ItemId> items) {
  Fingerprint fingerprint;
  for (const ItemId item : items) fingerprint.add(item);
  return fingerprint;
}

RangeMessage whole_range(std::span<const ItemId> sorted, const RangeOptions& options) {
  RangeMessage message;
  if (sorted.size() <= options.list_max)
    message.ranges.push_back({0, UINT64_MAX, List(sorted.begin(), sorted.end())});
  else
    message.ranges.push_back({0, UINT64_MAX, fingerprint_of(sorted)});
  return message;
}

RangeAnswer answer_ranges(std::span<const ItemId> sorted, const RangeMessage& theirs,
                          const RangeOptions& options) {
  const std::uint64_t list_max = std::max<std::uint64_t>(options.list_max, 1);
  const std::uint64_t part_min = std::max<std::uint64_t>(list_max / 4, 1);
  RangeAnswer answer;
  for (const IdRange& range : theirs.ranges) {
    const std::span<const ItemId> mine = within(sorted, range.first, range.last);
    if (const List* list = std::get_if<List>(&range.content)) {
      std::set_difference(mine.begin(), mine.end(), list->begin(), list->end(),
                          std::back_inserter(answer.only_mine));
      std::set_difference(list->begin(), list->end(), mine.begin(), mine.end(),
                          std::back_inserter(answer.only_theirs));
      continue;
    }
    if (fingerprint_of(mine) == std::get<Fingerprint>(range.content)) continue;
    if (mine.size() <= list_max) {
      add_list(answer.reply, range, mine, list_max);
    } else {
      const std::uint64_t parts =
          std::clamp<std::uint64_t>(mine.size() / part_min, 2, std::max<std::uint64_t>(options.buckets, 2));
      add_parts(answer.reply, range, mine, parts);
    }
  }
  return answer;
}

void write(ByteWriter& out, const RangeMessage& message) {
  out.varuint(message.ranges.size());
  ItemId expected = 0;
  for (const IdRange& range : message.ranges) {
    const std::uint64_t end = range.last + 1;  // 0: 2^64
    const int end_bytes = bytes_of_bound(end);
    const List* list = std::get_if<List>(&range.content);
    out.u8(static_cast<std::uint8_t>((list != nullptr ? kList : 0) |
                                     (range.first != expected ? kGapBefore : 0) | (end_bytes << kEndShift)));
    if (range.first != expected) {
      const int first_bytes = bytes_of_bound(range.first);
      out.u8(static_cast<std::uint8_t>(first_bytes));
      write_bound(out, range.first, first_bytes);
    }
    write_bound(out, end, end_bytes);
    if (list != nullptr) {
      out.varuint(list->size());
      for (const ItemId item : *list) out.u64_le(item);
    } else {
      const Fingerprint& fingerprint = std::get<Fingerprint>(range.content);
      out.u64_le(fingerprint.low);
      out.u64_le(fingerprint.high);
      out.varuint(fingerprint.count);
    }
    expected = end;
  }
}

RangeMessage read_range_message(ByteReader& in) {
  RangeMessage message;
  const std::uint64_t count = in.count(2);
  ItemId expected = 0;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    // A range that ends at 2^64 is the last.
    if (i > 0 && expected == 0) in.fail();
    const std::uint8_t kind = in.u8();
    if ((kind & 0x0C) != 0) in.fail();
    IdRange range;
    range.first = expected;
    if ((kind & kGapBefore) != 0) {
      range.first = read_bound(in, in.u8());
      if (range.first <= expected) in.fail();
    }
    expected = read_bound(in, kind >> kEndShift);
    range.last = expected - 1;
    if (range.last < range.first) in.fail();
    if ((kind & kList) != 0)
      range.content = read_list(in, range.first, range.last);
    else
      range.content = read_fingerprint(in);
    message.ranges.push_back(std::move(range));
  }
  return in.ok() ? message : RangeMessage{};
}

}  // namespace fleetsim::core
