#pragma once

#include <string>
#include <string_view>

#include "core/codec/codec.h"

namespace fleetsim::core {

/// The text codec `codec/lisp` (contract: data-model §21b), able to say every expression:
///
///   nil true false          themselves
///   12  -0.5  1e9           numbers of the domain numbers/f64, verbatim
///   name  ns/name           symbols; a namespace ends at the last slash
///   "text"                  escapes \" \\ \n \r \t and \xNN (ASCII)
///   b"bytes"                escapes as above, \xNN for any octet
///   ( ) [ ] { }             list, vector, block
///   'x `x ,x ,@x #'x        quote, quasi-quote, unquote, splice, syntax
///   (expr:map [k v] ...)    (expr:set x ...)       (expr:call f x ...)
///   (expr:infix op l r)     (expr:prefix op x)     (expr:postfix op x)
///   (expr:extension tag x)  (expr/annotated x (name v) ...)
///   (expr:symbol ns|nil "name")  (expr:local ns|nil "name")  (expr:number domain "text")
///   ; to the end of the line     a comment
///   #. x   #eval(x ...)     evaluated while reading: needs read-eval of the policy, asked before reading on
///   #(x ...)                constructed while reading: needs read-construct, likewise
///
/// The forms with `expr:` are also how odd names and numbers are written that would not read as themselves.
/// One line, maps and sets in canonical order: equal expressions have equal texts.
///
/// Errors of print_lisp: eval/limit_exceeded above kDepthMax; a codec error for text that is not UTF-8.
Result<std::string> print_lisp(const Expr& expr);

/// Errors: codec errors of `codec/lisp` that begin with `line L, column C: `; capability_denied and
/// trust_denied. Order does not count in a text that people write, so that DecodeRules::canonical reads as
/// `reference` does; `distinct` refuses repeated keys and members. Reads without recursion.
Result<Expr> read_lisp(std::string_view text, const ReadOptions& options = {});

}  // namespace fleetsim::core
