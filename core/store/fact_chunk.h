#pragma once

#include <cstdint>
#include <memory>

#include "core/base/bytes.h"
#include "core/base/result.h"

// Of CRoaring, which no other file needs to see.
struct roaring_bitmap_s;

namespace fleetsim::core {

/// The ids of a set that lie in one span of 65,536, counted from its beginning: a bitmap of CRoaring, which keeps few as a
/// list, many as bits and neighbours as runs, whichever is smallest. A plain value. Many threads may read one at the same time.
class FactChunk {
 public:
  using Offset = std::uint16_t;

  FactChunk();
  FactChunk(const FactChunk& other);
  FactChunk(FactChunk&&) noexcept = default;
  FactChunk& operator=(const FactChunk& other) { return *this = FactChunk(other); }
  FactChunk& operator=(FactChunk&&) noexcept = default;
  ~FactChunk() = default;

  bool contains(Offset id) const;
  /// False when it was there already.
  bool insert(Offset id);
  /// False when it was not there.
  bool erase(Offset id);
  std::uint64_t size() const { return size_; }

  FactChunk without(const FactChunk& other) const;
  void unite(const FactChunk& other);

  /// Calls each(id), ascending.
  template <class Each>
  void for_each(Each each) const {
    visit([](Offset id, void* call) { (*static_cast<Each*>(call))(id); }, &each);
  }

  friend bool operator==(const FactChunk& a, const FactChunk& b);

  /// Runs of ids that follow each other, ascending: for each, how many ids are left out before it and how many it has, less
  /// one, as varuints.
  Bytes encode() const;
  /// Errors: codec `fabric/facts` for anything that encode does not produce, and for a chunk without ids.
  static Result<FactChunk> decode(ByteView bytes);

  /// Bytes that it takes, about.
  std::size_t memory() const;

 private:
  struct Free {
    void operator()(roaring_bitmap_s* bits) const;
  };
  using Bits = std::unique_ptr<roaring_bitmap_s, Free>;

  explicit FactChunk(Bits bits);
  void visit(void (*each)(Offset, void*), void* call) const;
  void pack();

  Bits bits_;
  std::uint32_t size_ = 0;
};

}  // namespace fleetsim::core
