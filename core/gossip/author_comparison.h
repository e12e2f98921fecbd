#pragma once

#include <vector>

#include "core/store/holding_index.h"
#include "core/wire/gossip_frame.h"

namespace fleetsim::core {

/// What is known of each author, ascending by name: a version vector that needs no memory of its own, and believes nobody.
/// Costs one walk over the index.
///
/// Every author numbers what it says within an epoch, and a later epoch takes back the earlier ones; so (epoch, highest
/// number) says how far somebody has come, as long as nothing is missing before it, and count and checksum tell whether
/// something is. That is what plain version vectors get wrong: news that overtook older news, an author that lost its
/// numbers with its disk, a peer that claims to know what it never had. Facts without numbers are compared by checksum.
std::vector<AuthorVersion> author_versions(const HoldingIndex& index);

/// How many authors are known.
std::size_t count_authors(const HoldingIndex& index);

/// What came of comparing one's own index with another's versions.
struct AuthorComparison {
  std::vector<FactId> they_lack;        ///< ascending by author's name, then by number
  std::vector<AuthorVersion> ask;       ///< the next leg: what this side knows of authors of which it may lack something
  SyncVersions::Leg next = SyncVersions::Leg::differ;
};
/// `skip_incarnation`: with GossipBug::skip_incarnation.
AuthorComparison compare_authors(const HoldingIndex& index, const SyncVersions& theirs, bool skip_incarnation = false);

}  // namespace fleetsim::core
