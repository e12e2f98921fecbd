#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/env/directory.h"
#include "core/env/effect.h"

namespace fleetsim::tests {

/// Effects as lines of text, so that a test can say in one list what a node shall do and a failure shows what
/// it did. Nodes appear by name, contents by the text that they were registered under, times in milliseconds,
/// ask ids as
/// `<incarnation>.<number>`.
///
///   send b ask 1.1 k within 250     set ask 1.1 at 250     append 1     answer 7 = value     observe asked 7
///   k
class EffectText {
 public:
  explicit EffectText(std::shared_ptr<const core::Directory> directory) : directory_(std::move(directory)) {}

  /// From now on the key of that basic request is called by its text.
  core::ContentKey name_key(const std::string& text);

  std::vector<std::string> lines(const core::Effects& effects) const;
  std::string line(const core::Effect& effect) const;

 private:
  std::string node(core::NodeId id) const;
  std::string key(const core::ContentKey& key) const;
  std::string message(const core::SharedBytes& bytes) const;
  std::string observation(const core::Observation& fact) const;

  std::shared_ptr<const core::Directory> directory_;
  std::map<core::ContentKey, std::string> keys_;
};

}  // namespace fleetsim::tests
