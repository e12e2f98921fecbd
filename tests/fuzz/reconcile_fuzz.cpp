// Any bytes are a summary of a set or are refused; what is taken has exactly one encoding. Symbols and ranges
// of strangers end in bounded time, and never in an answer that contradicts one's own set.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/check.h"
#include "core/reconcile/bloom_filter.h"
#include "core/reconcile/difference_estimate.h"
#include "core/reconcile/ranges.h"
#include "core/reconcile/symbol_decoder.h"

namespace {

using namespace fleetsim::core;

/// Small numbers and large ones, so that a fuzzer finds items that are there.
std::vector<ItemId> own_items() {
  std::vector<ItemId> items;
  for (ItemId i = 0; i < 40; ++i) items.push_back(i);
  for (ItemId i = 1; i <= 100; ++i) items.push_back(i * 0x0284B4E2F2AAC1D5);
  std::sort(items.begin(), items.end());
  return items;
}

const std::vector<ItemId>& mine() {
  static const std::vector<ItemId> items = own_items();
  return items;
}

bool has(ItemId item) {
  return std::binary_search(mine().begin(), mine().end(), item);
}

template <class T>
void check_encoding(const ByteReader& in, ByteView bytes, const T& read) {
  ByteWriter again;
  write(again, read);
  const ByteView taken = bytes.first(bytes.size() - in.remaining());
  FLEET_CHECK(std::ranges::equal(again.view(), taken), "another encoding");
}

void take_symbols(ByteView bytes) {
  ByteReader in(bytes);
  SymbolDecoder decoder(mine());
  std::uint64_t given = 0;
  for (; in.remaining() > 0; ++given) {
    const CodedSymbol symbol = read_coded_symbol(in);
    if (!in.ok()) break;
    decoder.add(std::vector<CodedSymbol>{symbol});
  }
  FLEET_CHECK(decoder.symbols() <= given && !(decoder.decoded() && decoder.failed()));
  FLEET_CHECK(decoder.only_mine().size() + decoder.only_theirs().size() <= decoder.symbols());
  FLEET_CHECK(std::ranges::all_of(decoder.only_mine(), has) &&
              std::ranges::none_of(decoder.only_theirs(), has));
}

void take_ranges(ByteView bytes) {
  ByteReader in(bytes);
  const RangeMessage message = read_range_message(in);
  if (!in.ok()) return;
  check_encoding(in, bytes, message);
  const RangeAnswer answer = answer_ranges(mine(), message);
  FLEET_CHECK(answer.reply.ranges.size() <= 16 * message.ranges.size());
  FLEET_CHECK(std::ranges::all_of(answer.only_mine, has) && std::ranges::none_of(answer.only_theirs, has));
  ByteWriter reply;
  write(reply, answer.reply);
  ByteReader back(reply.view());
  FLEET_CHECK(read_range_message(back) == answer.reply && back.finished(), "a reply that cannot be read");
}

void take_filter(ByteView bytes) {
  ByteReader in(bytes);
  const BloomFilter filter = read_bloom_filter(in);
  if (!in.ok()) return;
  check_encoding(in, bytes, filter);
  BloomFilter more = filter;
  for (const ItemId item : mine()) {
    more.insert(item);
    FLEET_CHECK(more.contains(item));
  }
}

void take_estimate(ByteView bytes) {
  ByteReader in(bytes);
  const DifferenceEstimate theirs = read_difference_estimate(in);
  if (!in.ok()) return;
  check_encoding(in, bytes, theirs);
  DifferenceEstimate ours;
  for (const ItemId item : mine()) ours.insert(item);
  const std::uint64_t difference = ours.difference_to(theirs);
  FLEET_CHECK(difference == theirs.difference_to(ours) && difference <= ours.items() + theirs.items());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      take_symbols(bytes);
      break;
    case 1:
      take_ranges(bytes);
      break;
    case 2:
      take_filter(bytes);
      break;
    default:
      take_estimate(bytes);
  }
  return 0;
}
