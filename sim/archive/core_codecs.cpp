#include "sim/archive/core_codecs.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fleetsim::sim {
namespace {

using core::Expr;

// What a checking factory says of what was loaded.
template <class T>
T sound(core::Result<T> made) {
  if (!made) throw Unreadable(made.error().text());
  return *std::move(made);
}

// What a node of an expression has beside its children.
void save_head(Saver& saver, const Expr& expr) {
  using Kind = Expr::Kind;
  saver(expr.kind());
  switch (expr.kind()) {
    case Kind::nil:
      return;
    case Kind::boolean:
      return saver(expr.as_bool());
    case Kind::number:
      return saver(expr.number());
    case Kind::symbol:
    case Kind::local:
      return saver(expr.symbol());
    case Kind::string:
      return saver(expr.text());
    case Kind::bytes:
      return saver.text(core::as_text(expr.bytes()));
    case Kind::list:
    case Kind::vector:
    case Kind::map:
    case Kind::set:
    case Kind::block:
    case Kind::call:
      return saver.number(expr.children().size());
    case Kind::infix:
    case Kind::prefix:
    case Kind::postfix:
    case Kind::extension:
      return saver(expr.symbol());
    case Kind::quote:
      return saver(expr.quote_mode());
    case Kind::annotated:
      saver.number(expr.names().size());
      for (const core::Symbol& name : expr.names()) saver(name);
      return;
  }
}

std::vector<Expr::Entry> pairs_of(std::vector<Expr> children) {
  Loader::require(children.size() % 2 == 0, "a map with a key too many");
  std::vector<Expr::Entry> entries;
  for (std::size_t i = 0; i < children.size(); i += 2)
    entries.emplace_back(std::move(children[i]), std::move(children[i + 1]));
  return entries;
}

// Takes its children from the end of `done`.
Expr load_node(Loader& loader, std::vector<Expr>& done) {
  using Kind = Expr::Kind;
  const auto take = [&](std::uint64_t count) {
    Loader::require(count <= done.size(), "an expression without its children");
    const auto first = done.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<Expr> children(std::make_move_iterator(first), std::make_move_iterator(done.end()));
    done.erase(first, done.end());
    return children;
  };
  switch (const auto kind = loader.read<Kind>()) {
    case Kind::nil:
      return Expr::nil();
    case Kind::boolean:
      return Expr::boolean(loader.read<bool>());
    case Kind::number:
      return Expr::number(loader.read<core::Number>());
    case Kind::symbol:
      return Expr::symbol(loader.read<core::Symbol>());
    case Kind::local:
      return Expr::local(loader.read<core::Symbol>());
    case Kind::string:
      return Expr::string(loader.text());
    case Kind::bytes:
      return Expr::bytes(loader.read<core::Bytes>());
    case Kind::list:
      return Expr::list(take(loader.number()));
    case Kind::vector:
      return Expr::vector(take(loader.number()));
    case Kind::map:
      return Expr::map(pairs_of(take(loader.number())));
    case Kind::set:
      return Expr::set(take(loader.number()));
    case Kind::block:
      return Expr::block(take(loader.number()));
    case Kind::call: {
      std::vector<Expr> parts = take(loader.number());
      Loader::require(!parts.empty(), "a call of nothing");
      Expr operation = std::move(parts.front());
      parts.erase(parts.begin());
      return Expr::call(std::move(operation), std::move(parts));
    }
    case Kind::infix: {
      auto operation = loader.read<core::Symbol>();
      std::vector<Expr> sides = take(2);
      return Expr::infix(std::move(operation), std::move(sides[0]), std::move(sides[1]));
    }
    case Kind::prefix:
    case Kind::postfix:
    case Kind::extension: {
      auto name = loader.read<core::Symbol>();
      Expr child = std::move(take(1).front());
      if (kind == Kind::extension) return Expr::extension(std::move(name), std::move(child));
      return kind == Kind::prefix ? Expr::prefix(std::move(name), std::move(child))
                                  : Expr::postfix(std::move(name), std::move(child));
    }
    case Kind::quote: {
      const auto mode = loader.read<core::QuoteMode>();
      return Expr::quote(mode, std::move(take(1).front()));
    }
    case Kind::annotated: {
      auto names = loader.read<std::vector<core::Symbol>>();
      std::vector<Expr> parts = take(names.size() + 1);
      std::vector<Expr::Annotation> annotations;
      for (std::size_t i = 0; i < names.size(); ++i)
        annotations.emplace_back(std::move(names[i]), std::move(parts[i + 1]));
      return Expr::annotated(std::move(parts.front()), std::move(annotations));
    }
  }
  throw Unreadable("a kind of expression that does not exist");
}

core::StreamMetadata blank_metadata() {
  return {.id = core::Symbol{},
          .media = core::StreamMedia::data,
          .direction = core::StreamDirection::source,
          .clock = core::Symbol{},
          .buffer = *core::BufferPolicy::bounded(1)};
}

}  // namespace

void Codec<Expr>::save(Saver& saver, const Expr& expr) {
  // Parents before children, last child first: read backwards, that is the order wanted.
  std::vector<const Expr*> order;
  std::vector<const Expr*> open{&expr};
  while (!open.empty()) {
    const Expr* node = open.back();
    open.pop_back();
    order.push_back(node);
    for (const Expr& child : node->children()) open.push_back(&child);
  }
  saver.number(order.size());
  for (auto node = order.rbegin(); node != order.rend(); ++node) save_head(saver, **node);
}

Expr Codec<Expr>::load(Loader& loader) {
  std::vector<Expr> done;
  for (std::size_t left = loader.count(); left > 0; --left) done.push_back(load_node(loader, done));
  Loader::require(done.size() == 1, "an expression in pieces");
  return std::move(done.front());
}

core::StoredReply Codec<core::StoredReply>::load(Loader& loader) {
  Loader::Shared* shared = loader.shared();
  Loader::require(shared != nullptr, "a reply without bytes");
  if (const auto* known = std::any_cast<core::StoredReply>(&shared->made)) return *known;
  return shared->made.emplace<core::StoredReply>(sound(core::StoredReply::from_bytes(shared->bytes)));
}

void Codec<core::FactTable>::save(Saver& saver, const core::FactTable& table) {
  saver.number(table.keys());
  for (core::KeyId key = 0; key < table.keys(); ++key) saver(table.key(key));
  saver.number(table.holders());
  for (core::HolderId holder = 0; holder < table.holders(); ++holder) saver(table.holder(holder));
  saver.number(table.facts());
  for (core::FactId fact = 0; fact < table.facts(); ++fact)
    saver(table.holder_of(fact), table.key_of(fact), table.stamp(fact));
}

core::FactTable Codec<core::FactTable>::load(Loader& loader) {
  const char* twice = "a table of facts that says one thing twice";
  core::FactTable table;
  const std::size_t keys = loader.count();
  for (core::KeyId key = 0; key < keys; ++key)
    Loader::require(table.key_id(loader.read<core::ContentKey>()) == key, twice);
  const std::size_t holders = loader.count();
  for (core::HolderId holder = 0; holder < holders; ++holder)
    Loader::require(table.holder_id(loader.read<core::Symbol>()) == holder, twice);
  const std::size_t facts = loader.count();
  for (core::FactId fact = 0; fact < facts; ++fact) {
    const auto holder = loader.read<core::HolderId>();
    const auto key = loader.read<core::KeyId>();
    const auto stamp = loader.read<core::FactStamp>();
    Loader::require(holder < holders && (key < keys || key == core::kNoKey), "a fact about nothing");
    Loader::require(table.fact_id(holder, key, stamp) == fact, twice);
  }
  return table;
}

void Codec<core::FactSet>::save(Saver& saver, const core::FactSet& set) {
  saver.number(set.few().size());
  for (const core::FactId id : set.few()) saver(id);
  saver.number(set.parts().size());
  for (const core::FactSet::Part& part : set.parts()) {
    saver(part.place);
    saver.shared(core::share(part.chunk->encode()));
  }
}

core::FactSet Codec<core::FactSet>::load(Loader& loader) {
  std::vector<core::FactId> few;
  for (std::size_t left = loader.count(); left > 0; --left) few.push_back(loader.read<core::FactId>());
  std::vector<core::FactSet::Part> parts;
  for (std::size_t left = loader.count(); left > 0; --left) {
    const auto place = loader.read<std::uint32_t>();
    Loader::Shared* shared = loader.shared();
    Loader::require(shared != nullptr, "a part of a set without its bits");
    using Chunk = std::shared_ptr<core::FactChunk>;
    const auto* known = std::any_cast<Chunk>(&shared->made);
    if (known == nullptr)
      known = &shared->made.emplace<Chunk>(std::make_shared<core::FactChunk>(sound(core::FactChunk::decode(*shared->bytes))));
    parts.push_back({place, *known});
  }
  std::optional<core::FactSet> set = core::FactSet::made_of(few, std::move(parts));
  Loader::require(set.has_value(), "a set that is none");
  return *std::move(set);
}

core::BufferPolicy Codec<core::BufferPolicy>::load(Loader& loader) {
  const auto capacity = loader.read<std::uint64_t>();
  return sound(core::BufferPolicy::make(capacity, loader.read<core::BufferOverflowPolicy>()));
}

core::PcmPacket Codec<core::PcmPacket>::load(Loader& loader) {
  const auto map = loader.read<Expr>();
  Loader::require(map.kind() == Expr::Kind::map, "a packet that is no map");
  return sound(core::PcmPacket::from_expr(map));
}

core::MidiPacket Codec<core::MidiPacket>::load(Loader& loader) {
  const auto map = loader.read<Expr>();
  Loader::require(map.kind() == Expr::Kind::map, "a packet that is no map");
  return sound(core::MidiPacket::from_expr(map));
}

core::Tick Codec<core::Tick>::load(Loader& loader) {
  std::vector<core::Tick> ticks = sound(core::ticks_from_expr(loader.read<Expr>()));
  Loader::require(ticks.size() == 1, "a tick that is not one");
  return std::move(ticks.front());
}

core::StreamValue Blank<core::StreamValue>::make() {
  return core::StreamValue::push(blank_metadata());
}

core::PlacedSource Blank<core::PlacedSource>::make() {
  return *core::PlacedSource::make(core::EvalContext::with_every_capability(), {},
                                   Blank<core::StreamValue>::make(), {}, {}, 0);
}

}  // namespace fleetsim::sim
