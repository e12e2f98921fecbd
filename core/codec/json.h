#pragma once

#include <string>
#include <string_view>

#include "core/codec/codec.h"

namespace fleetsim::core {

/// The text codec `codec/json`: every expression as JSON (RFC 8259), for whoever has a JSON reader at hand.
///
///   nil, a bool, a string, a list       null, true or false, a string, an array
///   a number of numbers/f64             itself, when its text is a JSON number
///   any other                           an object with one member, its kind:
///
///   {"$number": [name, "text"]}  {"$symbol": name}  {"$local": name}  {"$bytes": "base64"}
///   {"$vector": [x, ...]}  {"$set": [x, ...]}  {"$block": [x, ...]}  {"$map": [[k, v], ...]}
///   {"$call": [f, x, ...]}  {"$infix": [name, l, r]}  {"$prefix": [name, x]}  {"$postfix": [name, x]}
///   {"$quote": ["quote", x]}, or quasi-quote, unquote, splice, syntax
///   {"$annotated": [x, [name, v], ...]}  {"$extension": [name, x]}
///
/// A name is "name" or ["namespace", "name"]. Printed without blanks, maps and sets in canonical order: equal
/// expressions have equal texts.
///
/// Errors of print_json: eval/limit_exceeded above kDepthMax; a codec error for text that is not UTF-8.
Result<std::string> print_json(const Expr& expr);

/// Errors: codec errors of `codec/json` that begin with `byte N: `. Nothing is evaluated while reading, so
/// that the policy is not asked. As in other text, order does not count; `distinct` refuses repeated keys and
/// members. Reads without recursion.
Result<Expr> read_json(std::string_view text, const ReadOptions& options = {});

}  // namespace fleetsim::core
