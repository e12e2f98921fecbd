#include "sim/scenario/request_reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/expr_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/text_file.h"
#include "sim/scenario/yaml_source.h"

namespace fleetsim::sim {
namespace {

constexpr ReaderLimits kLimits{.bytes_max = 16 * 1024 * 1024};

bool is_null(const Field& field) {
  return field.node().kind == YamlNode::Kind::null;
}

// A decimal number in a string, as numbers beyond 2^53 have to be in JSON, or a plain one.
std::optional<std::uint64_t> read_decimal(const Field& field) {
  if (is_null(field)) return std::nullopt;
  const Quantity<std::uint64_t> number =
      field.is_scalar() ? parse_count_text(field.node().text) : Quantity<std::uint64_t>{};
  if (!number.value) field.wrong(field.found(), "null, or decimal digits up to 2^64 - 1");
  return number.value;
}

void read_members(MapReader& map, core::EvalRequest& request) {
  static constexpr std::array<std::pair<std::string_view, core::Consistency>, core::kConsistencies>
      kConsistencies = {{{"local-only", core::Consistency::local_only},
                         {"local-first", core::Consistency::local_first},
                         {"remote-only", core::Consistency::remote_only}}};
  static constexpr std::array<std::pair<std::string_view, core::EvalMode>, core::kEvalModes> kModes = {
      {{"eval", core::EvalMode::eval}, {"logic", core::EvalMode::logic}}};
  if (const auto expr = map.require("expr"))
    if (auto read = read_expr(*expr)) request.expr = *std::move(read);
  if (const auto shape = map.find("result_shape"); shape && !is_null(*shape))
    request.result_shape = read_expr(*shape);
  if (const auto capabilities = map.find("capabilities"))
    request.required_capabilities =
        read_lines(*capabilities, "a list of capabilities").value_or(std::vector<std::string>());
  if (const auto consistency = map.find("consistency"))
    request.consistency = consistency->word<core::Consistency>(kConsistencies).value_or(request.consistency);
  if (const auto mode = map.find("mode"))
    request.mode = mode->word<core::EvalMode>(kModes).value_or(request.mode);
  if (const auto limit = map.find("answer_limit")) request.answer_limit = read_decimal(*limit);
  if (const auto buffer = map.find("stream_buffer")) request.stream_buffer = read_decimal(*buffer);
  if (const auto stream = map.find("stream")) request.stream = stream->boolean().value_or(false);
  if (const auto trace = map.find("trace")) request.trace = trace->boolean().value_or(false);
  if (const auto deadline = map.find("deadline_ns"))
    if (const auto ns = read_decimal(*deadline)) {
      // Deadlines of more than 292 years are the same as that one.
      constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
      request.deadline = core::nanoseconds(static_cast<std::int64_t>(std::min(*ns, kMax)));
    }
}

}  // namespace

RequestResult read_request(std::string_view text, const std::string& path) {
  RequestResult result;
  Findings findings(path);
  try {
    if (const YamlRef root = parse_yaml(text, kLimits, findings)) {
      MapReader map(Field(*root, {}, findings));
      read_members(map, result.request);
    }
  } catch (const std::exception& error) {
    findings.add({}, {}, fmt::format("cannot be read ({})", error.what()));
  }
  result.findings = findings.sorted();
  return result;
}

RequestResult read_request_file(const std::string& path) {
  const std::variant<std::string, Finding> text = read_text_file(path, kLimits.bytes_max);
  if (const auto* failed = std::get_if<Finding>(&text)) return {{}, {*failed}};
  return read_request(std::get<std::string>(text), path);
}

}  // namespace fleetsim::sim
