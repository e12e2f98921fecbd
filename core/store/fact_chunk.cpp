#include "core/store/fact_chunk.h"

#include <roaring/roaring.h>
extern "C" {
#include <roaring/containers/containers.h>
}

#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/base/check.h"

namespace fleetsim::core {
namespace {

// A bitmap looks for a smaller form each time it has grown by so many: when the last id of a dense chunk comes, fewer than
// that were missing when it looked last.
constexpr std::uint32_t kPackEvery = 64;
// So many runs are quick to change, and so many are slow.
constexpr int kRunsFew = 64;
constexpr int kRunsMany = 256;

}  // namespace

void FactChunk::Free::operator()(roaring_bitmap_s* bits) const { roaring_bitmap_free(bits); }

FactChunk::FactChunk(Bits bits) : bits_(std::move(bits)) {
  FLEET_CHECK(bits_ != nullptr, "out of memory");
  size_ = static_cast<std::uint32_t>(roaring_bitmap_get_cardinality(bits_.get()));
}

FactChunk::FactChunk() : FactChunk(Bits(roaring_bitmap_create_with_capacity(1))) {}

FactChunk::FactChunk(const FactChunk& other) : FactChunk(Bits(roaring_bitmap_copy(other.bits_.get()))) {}

bool FactChunk::contains(Offset id) const { return roaring_bitmap_contains(bits_.get(), id); }

bool FactChunk::insert(Offset id) {
  if (!roaring_bitmap_add_checked(bits_.get(), id)) return false;
  ++size_;
  if (size_ % kPackEvery == 0) pack();
  return true;
}

bool FactChunk::erase(Offset id) {
  if (!roaring_bitmap_remove_checked(bits_.get(), id)) return false;
  --size_;
  return true;
}

FactChunk FactChunk::without(const FactChunk& other) const {
  return FactChunk(Bits(roaring_bitmap_andnot(bits_.get(), other.bits_.get())));
}

void FactChunk::unite(const FactChunk& other) {
  roaring_bitmap_or_inplace(bits_.get(), other.bits_.get());
  size_ = static_cast<std::uint32_t>(roaring_bitmap_get_cardinality(bits_.get()));
  pack();
}

void FactChunk::pack() {
  if (size_ == 0) return;
  const roaring_array_t& containers = bits_->high_low_container;
  FLEET_CHECK(containers.size == 1, "a chunk is one container");
  void* const container = containers.containers[0];
  switch (containers.typecodes[0]) {
    case ARRAY_CONTAINER_TYPE_CODE:
      if (array_container_number_of_runs(static_cast<array_container_t*>(container)) > kRunsFew) return;
      break;
    case BITSET_CONTAINER_TYPE_CODE:
      if (bitset_container_number_of_runs(static_cast<bitset_container_t*>(container)) > kRunsFew) return;
      break;
    default:
      if (static_cast<run_container_t*>(container)->n_runs <= kRunsMany) return;
      // Made anew: CRoaring 0.2.66 writes beyond its memory when it is told to take runs apart.
      std::vector<std::uint32_t> ids(size_);
      roaring_bitmap_to_uint32_array(bits_.get(), ids.data());
      bits_.reset(roaring_bitmap_of_ptr(ids.size(), ids.data()));
      FLEET_CHECK(bits_ != nullptr, "out of memory");
      return;
  }
  roaring_bitmap_run_optimize(bits_.get());
  roaring_bitmap_shrink_to_fit(bits_.get());
}

void FactChunk::visit(void (*each)(Offset, void*), void* call) const {
  std::pair calls(each, call);
  roaring_iterate(
      bits_.get(),
      [](std::uint32_t id, void* both) {
        const auto& [function, argument] = *static_cast<decltype(calls)*>(both);
        function(static_cast<Offset>(id), argument);
        return true;
      },
      &calls);
}

bool operator==(const FactChunk& a, const FactChunk& b) {
  return a.size_ == b.size_ && roaring_bitmap_equals(a.bits_.get(), b.bits_.get());
}

Bytes FactChunk::encode() const {
  ByteWriter out;
  std::uint32_t next = 0;  // the first id that has not been spoken of
  std::uint32_t first = 0;
  std::optional<std::uint32_t> last;  // of the run that began with `first`
  const auto end_run = [&] {
    if (!last) return;
    out.varuint(first - next);
    out.varuint(*last - first);
    next = *last + 1;
  };
  for_each([&](Offset at) {
    if (!last || at != *last + 1) {
      end_run();
      first = at;
    }
    last = at;
  });
  end_run();
  return std::move(out).take();
}

Result<FactChunk> FactChunk::decode(ByteView bytes) {
  constexpr std::uint64_t kSpan = std::uint64_t{std::numeric_limits<Offset>::max()} + 1;
  const auto bad = [](const char* what) { return Error::codec("fabric/facts", what); };
  FactChunk chunk;
  ByteReader in(bytes);
  bool first_run = true;
  for (std::uint64_t next = 0; in.remaining() > 0; first_run = false) {
    const std::uint64_t gap = in.varuint();
    const std::uint64_t more = in.varuint();
    if (!in.ok()) return bad("it ends too soon");
    if (gap >= kSpan || more >= kSpan || next + gap + more >= kSpan) return bad("a run beyond its chunk");
    if (gap == 0 && !first_run) return bad("one run in two");
    const auto begin = static_cast<std::uint32_t>(next + gap);
    roaring_bitmap_add_range_closed(chunk.bits_.get(), begin, begin + static_cast<std::uint32_t>(more));
    next += gap + more + 1;
  }
  chunk.size_ = static_cast<std::uint32_t>(roaring_bitmap_get_cardinality(chunk.bits_.get()));
  if (chunk.size_ == 0) return bad("a chunk without ids");
  chunk.pack();
  return chunk;
}

std::size_t FactChunk::memory() const {
  // The bitmap, its only container and what that has; malloc's own share is left out.
  constexpr std::size_t kAround = 96;
  return sizeof(FactChunk) + kAround + roaring_bitmap_portable_size_in_bytes(bits_.get());
}

}  // namespace fleetsim::core
