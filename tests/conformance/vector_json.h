#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/bytes.h"
#include "core/eval/eval_request.h"
#include "core/value/datum.h"
#include "core/value/expr.h"
#include "core/value/symbol.h"

/// Readers of the typed JSON form of values (vectors/README.md): `["string", "text"]`, `["map", [[KEY,
/// VALUE], ...]]`. All of them are strict and throw BadVector on anything else, also on more than kNestingMax
/// levels of values.
namespace fleetsim::conformance {

/// A line that does not read. The message says what was found and what is expected.
class BadVector : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Levels of values inside values. Deeper input is refused rather than left to overflow the stack.
inline constexpr int kNestingMax = 2048;

/// One JSON value that is the whole text; refuses an object that names a member twice.
nlohmann::json read_json(std::string_view text);

core::Symbol read_symbol(const nlohmann::json& json);
core::Datum read_datum(const nlohmann::json& json);
core::Expr read_expr(const nlohmann::json& json);
/// `result_shape` other than null reads as some non-empty expression. Refuses unknown members and missing
/// ones.
core::EvalRequest read_request(const nlohmann::json& json);

const std::string& read_string(const nlohmann::json& json);
bool read_bool(const nlohmann::json& json);
/// Decimal digits in a string, up to 2^64 - 1.
std::uint64_t read_decimal(const nlohmann::json& json);
/// Lower-case hexadecimal.
core::Bytes read_hex(const nlohmann::json& json);
std::vector<std::string> read_strings(const nlohmann::json& json);

const nlohmann::json& member(const nlohmann::json& object, const char* name);
/// Requires an object whose members are exactly `names`, in any order.
void require_members(const nlohmann::json& object, const std::vector<std::string>& names);

}  // namespace fleetsim::conformance
