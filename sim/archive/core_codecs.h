#pragma once

// How values of the core are saved that are immutable, or can only be made by a factory that checks them.

#include <array>
#include <memory>

#include "core/eval/content_key.h"
#include "core/lookup/lookup.h"
#include "core/session/placed_sink.h"
#include "core/session/placed_source.h"
#include "core/store/fact_set.h"
#include "core/store/fact_table.h"
#include "core/store/stored_reply.h"
#include "core/stream/stream_value.h"
#include "core/value/expr.h"
#include "core/wire/letter.h"
#include "sim/archive/containers.h"

namespace fleetsim::sim {

/// Node by node, children first: exact, as no encoding for the wire is (those sort maps, and have limits),
/// and without recursion.
template <>
struct Codec<core::Expr> {
  static void save(Saver& saver, const core::Expr& expr);
  static core::Expr load(Loader& loader);
};

template <>
struct Codec<core::ByteWriter> {
  static void save(Saver& saver, const core::ByteWriter& bytes) { saver.text(core::as_text(bytes.view())); }
  static core::ByteWriter load(Loader& loader) {
    core::ByteWriter bytes;
    bytes.raw(loader.bytes());
    return bytes;
  }
};

template <>
struct Codec<core::ContentKey> {
  static void save(Saver& saver, const core::ContentKey& key) { saver(key.digest()); }
  static core::ContentKey load(Loader& loader) {
    return core::ContentKey::from_digest(loader.read<core::Digest>());
  }
};

/// What a message says is not written: whoever receives it makes it of its bytes.
template <>
struct Codec<core::SharedMessage> {
  static void save(Saver&, const core::SharedMessage&) {}
  static core::SharedMessage load(Loader&) { return nullptr; }
};

/// A reply that many hold is written once.
template <>
struct Codec<core::StoredReply> {
  static void save(Saver& saver, const core::StoredReply& reply) { saver.shared(reply.bytes()); }
  static core::StoredReply load(Loader& loader);
};

/// By what it says, in the order in which it heard of it: ids are given anew, and come out the same.
template <>
struct Codec<core::FactTable> {
  static void save(Saver& saver, const core::FactTable& table);
  static core::FactTable load(Loader& loader);
};

/// Its bitmaps are shared by many sets, before and after.
template <>
struct Codec<core::FactSet> {
  static void save(Saver& saver, const core::FactSet& set);
  static core::FactSet load(Loader& loader);
};

template <>
struct Codec<core::BufferPolicy> {
  static void save(Saver& saver, const core::BufferPolicy& policy) {
    saver(policy.capacity(), policy.overflow());
  }
  static core::BufferPolicy load(Loader& loader);
};
template <>
struct Codec<core::PcmPacket> {
  static void save(Saver& saver, const core::PcmPacket& packet) { saver(packet.to_expr()); }
  static core::PcmPacket load(Loader& loader);
};
template <>
struct Codec<core::MidiPacket> {
  static void save(Saver& saver, const core::MidiPacket& packet) { saver(packet.to_expr()); }
  static core::MidiPacket load(Loader& loader);
};
template <>
struct Codec<core::Tick> {
  static void save(Saver& saver, const core::Tick& tick) {
    saver(core::expr_from_ticks(std::span(&tick, 1)));
  }
  static core::Tick load(Loader& loader);
};

template <>
struct Blank<core::Lookup> {
  static core::Lookup make() { return core::Lookup({}, {}); }
};
template <>
struct Blank<core::StreamOrder> {
  static core::StreamOrder make() { return core::StreamOrder(core::Symbol{}); }
};
template <>
struct Blank<core::StreamValue> {
  static core::StreamValue make();
};
template <>
struct Blank<core::SessionReceiver> {
  static core::SessionReceiver make() { return core::SessionReceiver({}, {}, {}); }
};
template <>
struct Blank<core::PlacedSink> {
  static core::PlacedSink make() { return core::PlacedSink(core::EvalContext()); }
};
template <>
struct Blank<core::PlacedSource> {
  static core::PlacedSource make();
};

}  // namespace fleetsim::sim
