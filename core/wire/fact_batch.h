#pragma once

#include <cstdint>
#include <vector>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/base/bytes.h"
#include "core/eval/content_key.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// Facts of who holds what, as they travel: which of `names` said what of which keys. Flat, because it is by far the
/// largest part of what is gossiped. A plain value.
struct FactBatch {
  /// A holder and the epoch in which it said what the batch tells of it. One listed without facts said nothing in that
  /// epoch, and by that took back what it had said before.
  struct Name {
    Symbol name;
    std::uint64_t epoch = 0;

    friend bool operator==(const Name&, const Name&) = default;
  };
  struct KeyHolders {
    ContentKey key;
    /// How many of `holders` are this key's, at least one; they follow those of the key before.
    std::uint32_t count = 0;

    friend bool operator==(const KeyHolders&, const KeyHolders&) = default;
  };
  /// What one holder said last of one key.
  struct Said {
    std::uint32_t name = 0;     ///< index into `names`
    std::uint32_t version = 1;  ///< odd: it holds the key; even: it does not any more; at least one
    std::uint32_t reply = 0;    ///< 0: it did not say which reply; else one more than the index into `replies`

    friend bool operator==(const Said&, const Said&) = default;
  };
  /// The same of a key that the receiver knows, with the reply that it knows of it, if any: named by their beginnings,
  /// a fifth of the bytes. Whoever does not know them asks (Unresolved).
  struct Short {
    std::uint32_t name = 0;     ///< index into `names`
    std::uint32_t version = 1;  ///< as above
    std::uint64_t key = 0;      ///< key_prefix of the key
    std::uint32_t reply = 0;    ///< reply_prefix of the reply; 0: it did not say which

    friend bool operator==(const Short&, const Short&) = default;
  };

  std::vector<Name> names;
  std::vector<Digest> replies;  ///< of encoded replies
  std::vector<KeyHolders> keys;
  std::vector<Said> holders;
  std::vector<Short> shorts;

  bool empty() const { return names.empty(); }
  /// Facts that are told, not counting epochs.
  std::uint64_t facts() const { return holders.size() + shorts.size(); }

  friend bool operator==(const FactBatch&, const FactBatch&) = default;
};

/// The first 64 bits of a key.
std::uint64_t key_prefix(const ContentKey& key);
/// The first 32 bits of a reply's digest; 0 for none, and 1 for the digest that begins with as many zeros.
std::uint32_t reply_prefix(const Digest& reply);

/// FORMAT.md, "Facts". Reading fails (ByteReader) on whatever writing does not produce: indexes out of range, versions of
/// zero, keys without holders.
void write(ByteWriter& out, const FactBatch& batch);
FactBatch read_fact_batch(ByteReader& in);

}  // namespace fleetsim::core
