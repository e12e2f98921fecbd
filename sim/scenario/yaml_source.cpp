#include "sim/scenario/yaml_source.h"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "core/base/utf8.h"

namespace fleetsim::sim {
namespace {

Place place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

/// Ends the reading of a document that cannot go on.
struct Refused {
  Place place;
  std::string what;
  std::string expected;
};

/// Builds the tree from parser events. yaml-cpp's own tree is not used: it keeps duplicate keys, can be
/// cyclic through aliases, and forgets where keys stood.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const ReaderLimits& limits, Findings& findings) : limits_(limits), findings_(findings) {}

  const YamlRef& root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) throw Refused{place_of(mark), "a second YAML document", "one document per file"};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    leaf(mark, anchor, YamlNode{.kind = YamlNode::Kind::null});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    // yaml-cpp marks plain scalars with `?` and quoted ones with `!`; anything else was written.
    if (tag != "?" && tag != "!") refuse_tag(mark);
    leaf(mark, anchor, YamlNode{.kind = YamlNode::Kind::scalar, .plain = tag == "?", .text = value});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      throw Refused{place_of(mark), "an alias inside its own anchor",
                    "an anchor that does not contain itself"};
    if (awaits_key()) return key(place_of(mark), nullptr);
    attach(found->second, place_of(mark));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::sequence);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::map);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    std::shared_ptr<YamlNode> node;
    YAML::anchor_t anchor = 0;
    bool is_key = false;   ///< this node stands where a key should
    bool has_key = false;  ///< a key was read, its value is next
    bool keep = true;      ///< the value of that key is kept
    std::string key;
    Place key_place;
    std::map<std::string, int> lines;  ///< of the keys so far
  };

  void refuse_tag(const YAML::Mark& mark) {
    findings_.add({place_of(mark)}, {}, "a YAML tag", "a value without a tag: its key says what it is");
  }

  bool awaits_key() const {
    return !stack_.empty() && stack_.back().node->kind == YamlNode::Kind::map && !stack_.back().has_key;
  }

  void leaf(const YAML::Mark& mark, YAML::anchor_t anchor, YamlNode node) {
    node.origin.place = place_of(mark);
    auto made = std::make_shared<YamlNode>(std::move(node));
    if (anchor != 0) anchors_[anchor] = made;
    if (awaits_key())
      return key(made->origin.place, made->kind == YamlNode::Kind::scalar ? &made->text : nullptr);
    attach(made, made->origin.place);
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    if (tag != "?" && tag != "!" && !tag.empty()) refuse_tag(mark);
    const Place place = place_of(mark);
    if (stack_.size() >= static_cast<std::size_t>(limits_.depth_max)) throw too_deep(place);
    Frame frame;
    frame.node = std::make_shared<YamlNode>(YamlNode{.kind = kind, .origin = {place}});
    frame.anchor = anchor;
    frame.is_key = awaits_key();
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    if (frame.anchor != 0) anchors_[frame.anchor] = frame.node;
    if (frame.is_key) return key(frame.node->origin.place, nullptr);
    attach(frame.node, frame.node->origin.place);
  }

  // `text`: none when the key is no text.
  void key(Place place, const std::string* text) {
    Frame& frame = stack_.back();
    frame.has_key = true;
    frame.keep = false;
    frame.key = text ? *text : std::string();
    frame.key_place = place;
    if (!text) return findings_.add({place}, {}, "a key that is no text", "a name as key");
    if (*text == "<<")
      return findings_.add({place}, {}, "merge key \"<<\"",
                           "the keys written out, or an alias (*name) for a whole value");
    const auto [first, added] = frame.lines.emplace(*text, place.line);
    if (!added)
      return findings_.add({place}, {}, fmt::format("duplicate key {}", quoted(*text)),
                           fmt::format("each key once (lines {} and {})", first->second, place.line));
    frame.keep = true;
  }

  void attach(const YamlRef& child, Place place) {
    if (stack_.empty()) {
      root_ = child;
      return;
    }
    Frame& frame = stack_.back();
    YamlNode& node = *frame.node;
    if (stack_.size() + static_cast<std::size_t>(child->depth) > static_cast<std::size_t>(limits_.depth_max))
      throw too_deep(place);
    node.depth = std::max(node.depth, child->depth + 1);
    node.visited += child->visited + 1;
    if (node.visited > limits_.yaml_nodes_max)
      throw Refused{place, fmt::format("more than {} YAML nodes, aliases followed", limits_.yaml_nodes_max),
                    "a smaller scenario"};
    if (node.kind == YamlNode::Kind::sequence) {
      node.items.push_back(child);
      return;
    }
    if (frame.keep) node.entries.push_back({std::move(frame.key), {frame.key_place}, child});
    frame.has_key = false;
  }

  Refused too_deep(Place place) const {
    return {place, fmt::format("nested deeper than {} levels", limits_.depth_max), "a flatter scenario"};
  }

  const ReaderLimits& limits_;
  Findings& findings_;
  YamlRef root_;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, YamlRef> anchors_;  ///< of the nodes that are complete
  int documents_ = 0;
};

// The first byte that no scenario may hold: a control character other than tab, line feed and carriage
// return.
std::optional<Place> find_control(std::string_view text) {
  Place place{1, 1};
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F) return place;
    ++place.column;
    if (c == '\n') place = {place.line + 1, 1};
  }
  return std::nullopt;
}

// The line and column of the first byte that is no UTF-8.
Place find_bad_utf8(std::string_view text) {
  Place place{1, 1};
  while (!text.empty()) {
    std::size_t size = 1;
    while (size <= 4 && size <= text.size() && !core::is_utf8(text.substr(0, size))) ++size;
    if (size > 4 || size > text.size()) break;
    place =
        text[0] == '\n' ? Place{place.line + 1, 1} : Place{place.line, place.column + static_cast<int>(size)};
    text.remove_prefix(size);
  }
  return place;
}

}  // namespace

YamlRef parse_yaml(std::string_view text, const ReaderLimits& limits, Findings& findings) {
  const auto refuse = [&](Place place, std::string what, std::string expected) -> YamlRef {
    findings.add({place}, {}, std::move(what), std::move(expected));
    return nullptr;
  };
  if (text.size() > limits.bytes_max)
    return refuse({}, fmt::format("{} bytes", text.size()), fmt::format("at most {}", limits.bytes_max));
  if (!core::is_utf8(text)) return refuse(find_bad_utf8(text), "a byte that is no UTF-8", "text in UTF-8");
  if (const std::optional<Place> control = find_control(text))
    return refuse(*control, "a control character", "text (in quotes, \\x00 and the like stand for one)");
  TreeBuilder builder(limits, findings);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& refused) {
    return refuse(refused.place, refused.what, refused.expected);
  } catch (const YAML::Exception& error) {
    return refuse(place_of(error.mark), "malformed YAML: " + error.msg, {});
  } catch (const std::exception& error) {
    return refuse({}, fmt::format("malformed YAML: {}", error.what()), {});
  }
  if (!builder.root()) return refuse({1, 1}, "an empty file", "a scenario, beginning with \"fleetsim: 1\"");
  return builder.root();
}

std::string join_path(const std::string& base, std::string_view key) {
  // A key may be any text; in a path only what fits on a line and can be told from the dots around it.
  const bool speakable = !key.empty() && key.size() <= 60 && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (!speakable) return base;
  return base.empty() ? std::string(key) : fmt::format("{}.{}", base, key);
}

std::string join_path(const std::string& base, std::size_t index) {
  return fmt::format("{}[{}]", base, index);
}

}  // namespace fleetsim::sim
