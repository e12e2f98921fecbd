#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/value/expr.h"
#include "sim/scenario/yaml_node.h"

namespace fleetsim::sim {

/// The text as a scalar that every YAML reader takes for this text: plain where it is a simple word, else in
/// double quotes with whatever is not printable escaped.
std::string yaml_text(std::string_view text);

/// `[a, b]` of texts.
std::string yaml_texts(const std::vector<std::string>& texts);

std::string bool_text(bool value);
std::string count_text(std::uint64_t count);

/// A flow map `{ a: 1, b: 2 }`, in the order in which it is filled.
class FlowMap {
 public:
  /// `value` is YAML already.
  FlowMap& add(std::string_view key, std::string_view value);
  FlowMap& add_text(std::string_view key, std::string_view text) { return add(key, yaml_text(text)); }
  bool empty() const { return body_.empty(); }
  std::string text() const { return empty() ? "{}" : "{ " + body_ + " }"; }

 private:
  std::string body_;
};

/// `[a, b]` of what is YAML already.
std::string flow_list(const std::vector<std::string>& values);

/// The tree as YAML on one line; parsing it gives an equal tree.
std::string flow_text(const YamlNode& node);

/// A string expression as a text, any other in the typed form.
std::string expr_text(const core::Expr& expr);

}  // namespace fleetsim::sim
