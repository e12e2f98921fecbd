#include <fmt/format.h>

#include "core/base/sha256.h"
#include "core/value/canonical_order.h"
#include "core/value/content_id.h"
#include "tests/conformance/judge.h"

namespace fleetsim::conformance {
namespace {

using nlohmann::json;

bool expects_error(const json& line) {
  return line.is_object() && line.contains("error");
}

Verdict check_datum_line(const json& line) {
  const bool refused = expects_error(line);
  if (refused) {
    require_members(line, {"id", "note", "input", "error"});
  } else {
    require_members(line, {"id", "note", "input", "canonical_hex", "algorithm", "digest_hex"});
  }
  const core::Datum input = read_datum(line["input"]);
  const core::Result<core::Bytes> bytes = core::canonical_bytes(input);
  const core::Result<core::ContentId> id = core::content_id(input);
  if (refused) {
    const std::string& expected = read_string(line["error"]);
    if (Verdict wrong = compare("canonical bytes", bytes ? "ok" : bytes.error().text(), expected))
      return wrong;
    return compare("content id", id ? "ok" : id.error().text(), expected);
  }
  if (!bytes) return fmt::format("canonical bytes {}, expected ok", bytes.error().text());
  if (!id) return fmt::format("content id {}, expected ok", id.error().text());
  if (Verdict wrong = compare("canonical bytes", core::to_hex(*bytes), read_string(line["canonical_hex"])))
    return wrong;
  if (Verdict wrong = compare("algorithm", id->algorithm.text(), read_symbol(line["algorithm"]).text()))
    return wrong;
  if (id->algorithm != read_symbol(line["algorithm"]))
    return "algorithm with another namespace, expected the same";
  return compare("digest", core::to_hex(id->digest), read_string(line["digest_hex"]));
}

Verdict check_expr_to_datum_line(const json& line) {
  const bool refused = expects_error(line);
  require_members(line, {"id", "note", "expr", refused ? "error" : "datum"});
  const core::Expr expr = read_expr(line["expr"]);
  const core::Result<core::Datum> datum = core::datum_from_expr(expr);
  if (refused) return compare("datum", datum ? "ok" : datum.error().text(), read_string(line["error"]));
  if (!datum) return fmt::format("datum {}, expected ok", datum.error().text());
  if (!(*datum == read_datum(line["datum"]))) return "another datum, expected the one of the line";
  const core::Result<core::Expr> back = core::expr_from_datum(*datum);
  if (!back) return fmt::format("way back {}, expected ok", back.error().text());
  if (!(*back == expr)) return "another expression on the way back, expected an equal one";
  return std::nullopt;
}

}  // namespace

std::vector<Verdict> check_datum(std::span<const Line> lines) {
  return judge_each(lines, check_datum_line);
}

std::vector<Verdict> check_expr_to_datum(std::span<const Line> lines) {
  return judge_each(lines, check_expr_to_datum_line);
}

}  // namespace fleetsim::conformance
