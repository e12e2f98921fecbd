#include "tests/conformance/vector_json.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace fleetsim::conformance {
namespace {

using nlohmann::json;

// The beginning of a value, short enough for a message. Never dumps a deep or large one.
std::string shown(const json& value) {
  if (value.is_array()) return fmt::format("an array of {}", value.size());
  if (value.is_object()) return fmt::format("an object of {}", value.size());
  const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 60) + "...";
}

[[noreturn]] void refuse(const json& found, std::string_view expected) {
  throw BadVector(fmt::format("{}, expected {}", shown(found), expected));
}

const json& array(const json& value) {
  if (!value.is_array()) refuse(value, "an array");
  return value;
}

const json& array_of(const json& value, std::size_t size, std::string_view what) {
  if (!value.is_array() || value.size() != size) refuse(value, fmt::format("{}: an array of {}", what, size));
  return value;
}

const std::string& variant(const json& value) {
  if (!value.is_array() || value.empty() || !value[0].is_string()) {
    refuse(value, "an array that begins with the name of a variant");
  }
  return value[0].get_ref<const std::string&>();
}

// The readers of Datum and Expr recurse, one level per level of values.
void check_level(int level) {
  if (level > kNestingMax) {
    throw BadVector(fmt::format("values nest deeper than {} levels, expected at most that", kNestingMax));
  }
}

// What Datum and Expr have in common; `children` reads a JSON array of them. Nothing when the variant is not
// shared.
template <class Value>
struct Reader;

template <class Value>
std::vector<Value> read_all(const json& values, int level) {
  std::vector<Value> out;
  out.reserve(array(values).size());
  for (const json& value : values) out.push_back(Reader<Value>::read(value, level));
  return out;
}

template <class Value>
std::optional<Value> read_shared(const json& value, const std::string& name, int level) {
  const auto sized = [&](std::size_t size) -> const json& { return array_of(value, size, name); };
  if (name == "nil") return sized(1), Value::nil();
  if (name == "bool") return Value::boolean(read_bool(sized(2)[1]));
  if (name == "number") return Value::number({read_symbol(sized(3)[1]), read_string(value[2])});
  if (name == "symbol") return Value::symbol(read_symbol(sized(2)[1]));
  if (name == "string") return Value::string(read_string(sized(2)[1]));
  if (name == "bytes") return Value::bytes(read_hex(sized(2)[1]));
  if (name == "list") return Value::list(read_all<Value>(sized(2)[1], level + 1));
  if (name == "vector") return Value::vector(read_all<Value>(sized(2)[1], level + 1));
  if (name == "set") return Value::set(read_all<Value>(sized(2)[1], level + 1));
  if (name == "map") {
    std::vector<typename Value::Entry> entries;
    for (const json& entry : array(sized(2)[1])) {
      array_of(entry, 2, "a map entry");
      Value key = Reader<Value>::read(entry[0], level + 1);
      Value mapped = Reader<Value>::read(entry[1], level + 1);
      entries.emplace_back(std::move(key), std::move(mapped));
    }
    return Value::map(std::move(entries));
  }
  return std::nullopt;
}

template <class Value>
std::vector<std::pair<core::Symbol, Value>> read_named(const json& values, int level) {
  std::vector<std::pair<core::Symbol, Value>> out;
  for (const json& value : array(values)) {
    array_of(value, 2, "a name and a value");
    core::Symbol name = read_symbol(value[0]);
    out.emplace_back(std::move(name), Reader<Value>::read(value[1], level));
  }
  return out;
}

core::QuoteMode read_quote_mode(const json& value) {
  const std::string& name = read_string(value);
  for (std::uint8_t i = 0; i < core::kQuoteModes; ++i) {
    const auto mode = static_cast<core::QuoteMode>(i);
    if (name == core::to_string(mode)) return mode;
  }
  refuse(value, "a quote mode");
}

template <>
struct Reader<core::Datum> {
  static core::Datum read(const json& value, int level) {
    check_level(level);
    const std::string& name = variant(value);
    if (std::optional<core::Datum> shared = read_shared<core::Datum>(value, name, level))
      return *std::move(shared);
    if (name != "node") refuse(value[0], "a variant of Datum");
    array_of(value, 3, name);
    return core::Datum::node(read_symbol(value[1]), read_named<core::Datum>(value[2], level + 1));
  }
};

template <>
struct Reader<core::Expr> {
  static core::Expr read(const json& value, int level) {
    check_level(level);
    const std::string& name = variant(value);
    if (std::optional<core::Expr> shared = read_shared<core::Expr>(value, name, level))
      return *std::move(shared);
    return read_code(value, name, level + 1);
  }

  static core::Expr read_code(const json& value, const std::string& name, int level) {
    using core::Expr;
    const auto sized = [&](std::size_t size) -> const json& { return array_of(value, size, name); };
    if (name == "local") return Expr::local(read_symbol(sized(2)[1]));
    if (name == "block") return Expr::block(read_all<Expr>(sized(2)[1], level));
    if (name == "call") {
      Expr operation = read(sized(3)[1], level);
      return Expr::call(std::move(operation), read_all<Expr>(value[2], level));
    }
    if (name == "infix") {
      core::Symbol operation = read_symbol(sized(4)[1]);
      Expr left = read(value[2], level);
      Expr right = read(value[3], level);
      return Expr::infix(std::move(operation), std::move(left), std::move(right));
    }
    if (name == "prefix") return Expr::prefix(read_symbol(sized(3)[1]), read(value[2], level));
    if (name == "postfix") return Expr::postfix(read_symbol(sized(3)[1]), read(value[2], level));
    if (name == "quote") return Expr::quote(read_quote_mode(sized(3)[1]), read(value[2], level));
    if (name == "annotated") {
      Expr what = read(sized(3)[1], level);
      return Expr::annotated(std::move(what), read_named<Expr>(value[2], level));
    }
    if (name == "extension") return Expr::extension(read_symbol(sized(3)[1]), read(value[2], level));
    refuse(value[0], "a variant of Expr");
  }
};

template <class Enum, class Count>
Enum read_enum(const json& value, Count count, std::string_view what) {
  const std::string& name = read_string(value);
  for (Count i = 0; i < count; ++i) {
    if (name == to_string(static_cast<Enum>(i))) return static_cast<Enum>(i);
  }
  refuse(value, what);
}

std::optional<std::uint64_t> read_optional_decimal(const json& value) {
  if (value.is_null()) return std::nullopt;
  return read_decimal(value);
}

}  // namespace

json read_json(std::string_view text) {
  // Members seen so far of each object that is open, outermost first.
  std::vector<std::set<std::string>> open;
  const auto watch = [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) open.emplace_back();
    if (event == json::parse_event_t::object_end) open.pop_back();
    if (event == json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second) {
      throw BadVector(fmt::format("member {} twice, expected once", shown(parsed)));
    }
    return true;
  };
  try {
    return json::parse(text.begin(), text.end(), watch);
  } catch (const json::exception& error) {
    throw BadVector(fmt::format("{}, expected one JSON value", error.what()));
  }
}

const std::string& read_string(const json& value) {
  if (!value.is_string()) refuse(value, "a string");
  return value.get_ref<const std::string&>();
}

bool read_bool(const json& value) {
  if (!value.is_boolean()) refuse(value, "true or false");
  return value.get<bool>();
}

std::uint64_t read_decimal(const json& value) {
  static constexpr std::string_view expected =
      "a decimal number below 2^64 in a string, without sign or leading zeros";
  const std::string& digits = read_string(value);
  if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) refuse(value, expected);
  std::uint64_t out = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') refuse(value, expected);
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (out > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) refuse(value, expected);
    out = out * 10 + digit;
  }
  return out;
}

core::Bytes read_hex(const json& value) {
  const std::string& digits = read_string(value);
  const auto nibble = [&](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    refuse(value, "lower-case hexadecimal");
  };
  if (digits.size() % 2 != 0) refuse(value, "an even number of hexadecimal digits");
  core::Bytes out;
  out.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = nibble(digits[i]);
    const int low = nibble(digits[i + 1]);
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return out;
}

std::vector<std::string> read_strings(const json& value) {
  std::vector<std::string> out;
  for (const json& item : array(value)) out.push_back(read_string(item));
  return out;
}

core::Symbol read_symbol(const json& value) {
  array_of(value, 2, "a symbol");
  if (value[0].is_null()) return core::Symbol::unqualified(read_string(value[1]));
  return core::Symbol::qualified(read_string(value[0]), read_string(value[1]));
}

core::Datum read_datum(const json& value) {
  return Reader<core::Datum>::read(value, 1);
}
core::Expr read_expr(const json& value) {
  return Reader<core::Expr>::read(value, 1);
}

core::EvalRequest read_request(const json& value) {
  require_members(value, {"expr", "capabilities", "consistency", "mode", "answer_limit", "stream_buffer",
                          "stream", "trace", "deadline_ns", "result_shape"});
  core::EvalRequest request;
  request.expr = read_expr(value["expr"]);
  request.required_capabilities = read_strings(value["capabilities"]);
  request.consistency =
      read_enum<core::Consistency>(value["consistency"], core::kConsistencies, "a consistency");
  request.mode = read_enum<core::EvalMode>(value["mode"], core::kEvalModes, "an evaluation mode");
  request.answer_limit = read_optional_decimal(value["answer_limit"]);
  request.stream_buffer = read_optional_decimal(value["stream_buffer"]);
  request.stream = read_bool(value["stream"]);
  request.trace = read_bool(value["trace"]);
  if (const auto deadline = read_optional_decimal(value["deadline_ns"])) {
    // Deadlines of more than 292 years are the same as that one.
    constexpr auto max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    request.deadline = core::nanoseconds(static_cast<std::int64_t>(std::min(*deadline, max)));
  }
  if (const json& shape = value["result_shape"]; !shape.is_null()) {
    request.result_shape = core::Expr::string(read_string(shape));
  }
  return request;
}

const json& member(const json& object, const char* name) {
  if (!object.is_object()) refuse(object, "an object");
  const auto found = object.find(name);
  if (found == object.end()) throw BadVector(fmt::format("no member \"{}\", expected one", name));
  return *found;
}

void require_members(const json& object, const std::vector<std::string>& names) {
  for (const std::string& name : names) member(object, name.c_str());
  for (const auto& [name, value] : object.items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw BadVector(fmt::format("unknown member \"{}\", expected one of {}", name, fmt::join(names, ", ")));
    }
  }
}

}  // namespace fleetsim::conformance
