#pragma once

#include <map>
#include <string>

#include "core/base/byte_writer.h"
#include "core/env/directory.h"
#include "core/store/fact_table.h"
#include "sim/observe/fact.h"

namespace fleetsim::sim {

/// Appends a fact field by field: what the fingerprint is made of. `table`: of what nodes learned; facts go by their hash,
/// not by ids, which follow from the order of mention.
void encode_fact(const Fact& fact, const core::FactTable& table, core::ByteWriter& out);

/// What is needed to write facts for people.
struct FactNames {
  const core::Directory* directory = nullptr;
  const core::FactTable* facts = nullptr;
  std::map<core::ContentKey, std::string> contents;  ///< content ids by key

  std::string node(core::NodeId id) const;
  std::string content(const core::ContentKey& key) const;
};

/// One line: `<seconds>.<nanoseconds> <node> <what> field=value ...`; the same on every machine.
std::string describe(const Fact& fact, const FactNames& names);

/// `4.200000000`: seconds with nine decimals.
std::string seconds_text(std::int64_t ns);

}  // namespace fleetsim::sim
