#include "core/gossip/author_comparison.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::core {
namespace {

std::uint64_t first_word(const Hash128& hash) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word |= std::uint64_t{hash[i]} << (8 * i);
  return word;
}

void add(AuthorVersion& author, const FactTable& table, FactId fact) {
  const FactStamp stamp = table.stamp(fact);
  author.epoch = std::max(author.epoch, stamp.epoch);
  author.version = std::max(author.version, stamp.version);
  ++author.facts;
  author.checksum ^= first_word(table.hash(fact));
}

/// One author as this side knows it.
struct Author {
  AuthorVersion version;
  std::vector<FactId> facts;
};

// All authors, ascending by name, each with its facts ascending by number.
std::vector<Author> authors_of(const HoldingIndex& index) {
  const FactTable& table = index.table();
  std::vector<std::uint32_t> place(table.holders(), UINT32_MAX);
  std::vector<Author> authors;
  index.facts().for_each([&](FactId fact) {
    const HolderId holder = table.holder_of(fact);
    if (place[holder] == UINT32_MAX) {
      place[holder] = static_cast<std::uint32_t>(authors.size());
      authors.push_back({{.name = table.holder(holder)}, {}});
    }
    Author& author = authors[place[holder]];
    add(author.version, table, fact);
    author.facts.push_back(fact);
  });
  std::ranges::sort(authors, {}, [](const Author& author) -> const Symbol& { return author.version.name; });
  // Facts of one number, as of authors that give none, in an order that is the same everywhere.
  const auto order = [&](FactId fact) { return std::pair(table.stamp(fact).version, table.hash(fact)); };
  for (Author& author : authors) std::ranges::sort(author.facts, {}, order);
  return authors;
}

class Comparison {
 public:
  Comparison(const HoldingIndex& index, const SyncVersions& theirs, bool skip_incarnation)
      : table_(index.table()), leg_(theirs.leg), skip_incarnation_(skip_incarnation) {
    const std::vector<Author> mine = authors_of(index);
    auto my = mine.begin();
    for (const AuthorVersion& their : theirs.authors) {
      for (; my != mine.end() && my->version.name < their.name; ++my) only_mine(*my);
      if (my != mine.end() && my->version.name == their.name) {
        both(*my, their);
        ++my;
      } else {
        only_theirs(their);
      }
    }
    for (; my != mine.end(); ++my) only_mine(*my);
    result_.next = leg_ == SyncVersions::Leg::all ? SyncVersions::Leg::differ : SyncVersions::Leg::deeply;
  }

  AuthorComparison take() && { return std::move(result_); }

 private:
  void send(const Author& author, std::uint32_t after = 0, bool all = true) {
    for (const FactId fact : author.facts)
      if (all || table_.stamp(fact).version > after) result_.they_lack.push_back(fact);
  }

  void ask(const AuthorVersion& version) {
    if (leg_ != SyncVersions::Leg::deeply) result_.ask.push_back(version);
  }

  // What is not named in a later leg is no matter there.
  void only_mine(const Author& author) {
    if (leg_ == SyncVersions::Leg::all) send(author);
  }

  void only_theirs(const AuthorVersion& their) {
    if (their.facts > 0) ask({.name = their.name});
  }

  void both(const Author& my, const AuthorVersion& their) {
    if (my.version == their) return;
    if (skip_incarnation_ && my.version.epoch != their.epoch) return;
    if (my.version.epoch > their.epoch) return send(my);
    if (my.version.epoch < their.epoch) return ask(my.version);
    // Have they all that I know up to the number they have come to, and nothing else?
    AuthorVersion prefix{.name = their.name, .epoch = their.epoch};
    for (const FactId fact : my.facts)
      if (table_.stamp(fact).version <= their.version) add(prefix, table_, fact);
    if (prefix.facts == their.facts && prefix.checksum == their.checksum) return send(my, their.version, false);
    if (leg_ == SyncVersions::Leg::all)
      send(my, their.version, false);
    else
      send(my);
    ask(my.version);
  }

  const FactTable& table_;
  SyncVersions::Leg leg_;
  bool skip_incarnation_;
  AuthorComparison result_;
};

}  // namespace

std::vector<AuthorVersion> author_versions(const HoldingIndex& index) {
  std::vector<AuthorVersion> versions;
  for (Author& author : authors_of(index)) versions.push_back(std::move(author.version));
  return versions;
}

std::size_t count_authors(const HoldingIndex& index) {
  std::vector<bool> known(index.table().holders());
  index.facts().for_each([&](FactId fact) { known[index.table().holder_of(fact)] = true; });
  return static_cast<std::size_t>(std::ranges::count(known, true));
}

AuthorComparison compare_authors(const HoldingIndex& index, const SyncVersions& theirs, bool skip_incarnation) {
  return Comparison(index, theirs, skip_incarnation).take();
}

}  // namespace fleetsim::core
