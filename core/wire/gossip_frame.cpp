#include "core/wire/gossip_frame.h"

#include <array>

#include "core/wire/symbol_bytes.h"

namespace fleetsim::core {
namespace {

void write_hash(ByteWriter& out, const Hash128& hash) { out.raw(ByteView(hash)); }

Hash128 read_hash(ByteReader& in) {
  Hash128 hash{};
  const ByteView bytes = in.raw(hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

bool read_flag(ByteReader& in) {
  const std::uint8_t flag = in.u8();
  if (flag > 1) in.fail();
  return flag == 1;
}

void write_body(ByteWriter& out, const Rumor& rumor) { write(out, rumor.facts); }

void write_body(ByteWriter& out, const Unresolved& unresolved) { write(out, unresolved.facts); }

void write_state(ByteWriter& out, const IndexState& index) {
  out.varuint(index.size);
  write_hash(out, index.root);
}

IndexState read_state(ByteReader& in) {
  const std::uint64_t size = in.varuint();
  return {size, read_hash(in)};
}

void write_body(ByteWriter& out, const SyncOpen& open) {
  out.u64_le(open.exchange);
  write_state(out, open.index);
}

void write_body(ByteWriter& out, const IndexWanted& wanted) { out.u64_le(wanted.exchange); }

void write_body(ByteWriter& out, const SyncVersions& versions) {
  out.u64_le(versions.exchange);
  out.u8(static_cast<std::uint8_t>(versions.leg));
  out.varuint(versions.authors.size());
  for (const AuthorVersion& author : versions.authors) {
    write_symbol(out, author.name);
    out.varuint(author.epoch);
    out.varuint(author.version);
    out.varuint(author.facts);
    out.u64_le(author.checksum);
  }
}

void write_body(ByteWriter& out, const SyncSymbols& symbols) {
  out.u64_le(symbols.exchange);
  write_state(out, symbols.index);
  out.varuint(symbols.from);
  out.varuint(symbols.symbols.size());
  for (const CodedSymbol& symbol : symbols.symbols) write(out, symbol);
}

void write_body(ByteWriter& out, const SymbolsWanted& wanted) {
  out.u64_le(wanted.exchange);
  write_hash(out, wanted.root);
  out.varuint(wanted.from);
  write(out, wanted.estimate);
}

void write_body(ByteWriter& out, const SyncRanges& ranges) {
  out.u64_le(ranges.exchange);
  write(out, ranges.ranges);
}

void write_body(ByteWriter& out, const SyncBloom& bloom) {
  out.u64_le(bloom.exchange);
  out.u8(bloom.answer ? 1 : 0);
  write(out, bloom.filter);
}

void write_body(ByteWriter& out, const SyncFacts& facts) {
  out.u64_le(facts.exchange);
  write(out, facts.facts);
  out.varuint(facts.wanted.size());
  for (const ItemId item : facts.wanted) out.u64_le(item);
}

GossipFrame read_rumor(ByteReader& in) { return Rumor{read_fact_batch(in)}; }

GossipFrame read_unresolved(ByteReader& in) {
  Unresolved unresolved{read_fact_batch(in)};
  if (!unresolved.facts.holders.empty()) in.fail();
  return unresolved;
}

GossipFrame read_open(ByteReader& in) {
  const ExchangeId exchange = in.u64_le();
  return SyncOpen{exchange, read_state(in)};
}

GossipFrame read_index_wanted(ByteReader& in) { return IndexWanted{in.u64_le()}; }

GossipFrame read_versions(ByteReader& in) {
  SyncVersions versions;
  versions.exchange = in.u64_le();
  const std::uint8_t leg = in.u8();
  if (leg > static_cast<std::uint8_t>(SyncVersions::Leg::deeply)) in.fail();
  versions.leg = static_cast<SyncVersions::Leg>(leg);
  const std::uint64_t authors = in.count(13);
  versions.authors.reserve(authors);
  for (std::uint64_t i = 0; i < authors && in.ok(); ++i) {
    AuthorVersion author;
    author.name = read_symbol(in);
    author.epoch = in.varuint();
    const std::uint64_t version = in.varuint();
    if (version > UINT32_MAX) in.fail();
    author.version = static_cast<std::uint32_t>(version);
    author.facts = in.varuint();
    author.checksum = in.u64_le();
    if (!versions.authors.empty() && !(versions.authors.back().name < author.name)) in.fail();
    versions.authors.push_back(std::move(author));
  }
  return versions;
}

GossipFrame read_symbols(ByteReader& in) {
  SyncSymbols symbols;
  symbols.exchange = in.u64_le();
  symbols.index = read_state(in);
  symbols.from = in.varuint();
  const std::uint64_t count = in.count(17);
  symbols.symbols.reserve(count);
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) symbols.symbols.push_back(read_coded_symbol(in));
  return symbols;
}

GossipFrame read_symbols_wanted(ByteReader& in) {
  SymbolsWanted wanted;
  wanted.exchange = in.u64_le();
  wanted.root = read_hash(in);
  wanted.from = in.varuint();
  wanted.estimate = read_difference_estimate(in);
  return wanted;
}

GossipFrame read_ranges(ByteReader& in) {
  const ExchangeId exchange = in.u64_le();
  return SyncRanges{exchange, read_range_message(in)};
}

GossipFrame read_bloom(ByteReader& in) {
  const ExchangeId exchange = in.u64_le();
  const bool answer = read_flag(in);
  return SyncBloom{exchange, answer, read_bloom_filter(in)};
}

GossipFrame read_facts(ByteReader& in) {
  SyncFacts facts;
  facts.exchange = in.u64_le();
  facts.facts = read_fact_batch(in);
  const std::uint64_t wanted = in.count(sizeof(ItemId));
  facts.wanted.reserve(wanted);
  for (std::uint64_t i = 0; i < wanted && in.ok(); ++i) {
    const ItemId item = in.u64_le();
    if (!facts.wanted.empty() && facts.wanted.back() >= item) in.fail();
    facts.wanted.push_back(item);
  }
  return facts;
}

void write_body(ByteWriter& out, const TreeFrame& frame) { out.raw(encode_tree_frame(frame)); }

GossipFrame read_tree(ByteReader& in) {
  Result<TreeFrame> frame = decode_tree_frame(in.raw(in.remaining()));
  if (!frame) in.fail();
  return frame ? *std::move(frame) : TreeFrame();
}

GossipClass tree_class(TreeFrameKind kind) {
  if (kind == TreeFrameKind::push) return GossipClass::payload;
  return kind == TreeFrameKind::announce ? GossipClass::digest : GossipClass::control;
}

}  // namespace

const char* gossip_kind_name(std::uint8_t kind) {
  static constexpr std::array<const char*, kGossipFrameKinds> names = {
      "rumor",        "unresolved",     "sync_open",   "index_wanted", "sync_versions",
      "sync_symbols", "symbols_wanted", "sync_ranges", "sync_bloom",   "sync_facts",
      "tree_frame"};
  return kind < names.size() ? names[kind] : "damaged";
}

GossipClass gossip_class(const GossipFrame& frame) {
  static constexpr auto payload = GossipClass::payload;
  static constexpr auto digest = GossipClass::digest;
  static constexpr auto control = GossipClass::control;
  if (const auto* tree = std::get_if<TreeFrame>(&frame)) return tree_class(tree->kind);
  static constexpr std::array<GossipClass, kGossipFrameKinds - 1> classes = {
      payload, control, digest, control, digest, digest, control, digest, digest, payload};
  return classes[frame.index()];
}

void write(ByteWriter& out, const GossipFrame& frame) {
  out.u8(static_cast<std::uint8_t>(frame.index()));
  std::visit([&](const auto& alternative) { write_body(out, alternative); }, frame);
}

GossipFrame read_gossip_frame(ByteReader& in) {
  static constexpr std::array<GossipFrame (*)(ByteReader&), kGossipFrameKinds> readers = {
      read_rumor,          read_unresolved, read_open,  read_index_wanted, read_versions, read_symbols,
      read_symbols_wanted, read_ranges,     read_bloom, read_facts,        read_tree};
  const std::uint8_t kind = in.u8();
  if (kind < readers.size()) return readers[kind](in);
  in.fail();
  return Rumor{};
}

FactBatch* facts_of(GossipFrame& frame) {
  if (auto* rumor = std::get_if<Rumor>(&frame)) return &rumor->facts;
  if (auto* facts = std::get_if<SyncFacts>(&frame)) return &facts->facts;
  return nullptr;
}

const FactBatch* facts_of(const GossipFrame& frame) { return facts_of(const_cast<GossipFrame&>(frame)); }

}  // namespace fleetsim::core
