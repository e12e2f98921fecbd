#include "reports/typed_json.h"

#include <nlohmann/json.hpp>

namespace fleetsim::reports {
namespace {

using Json = nlohmann::ordered_json;
using core::Expr;

Json symbol_json(const core::Symbol& symbol) {
  return Json::array({symbol.ns ? Json(*symbol.ns) : Json(nullptr), symbol.name});
}

Json expr_json(const Expr& expr);

Json items_json(std::span<const Expr> items) {
  Json all = Json::array();
  for (const Expr& item : items) all.push_back(expr_json(item));
  return all;
}

Json entries_json(std::span<const Expr> parts) {
  Json all = Json::array();
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2)
    all.push_back(Json::array({expr_json(parts[i]), expr_json(parts[i + 1])}));
  return all;
}

Json annotations_json(const Expr& expr) {
  Json all = Json::array();
  for (std::size_t i = 0; i < expr.names().size(); ++i)
    all.push_back(Json::array({symbol_json(expr.names()[i]), expr_json(expr.children()[i + 1])}));
  return all;
}

Json expr_json(const Expr& expr) {
  const char* kind = expr.kind_name();
  const auto parts = expr.children();
  switch (expr.kind()) {
    case Expr::Kind::nil:
      return Json::array({"nil"});
    case Expr::Kind::boolean:
      return Json::array({"bool", expr.as_bool()});
    case Expr::Kind::number:
      return Json::array({"number", symbol_json(expr.number().domain), expr.number().canonical});
    case Expr::Kind::symbol:
    case Expr::Kind::local:
      return Json::array({kind, symbol_json(expr.symbol())});
    case Expr::Kind::string:
      return Json::array({"string", expr.text()});
    case Expr::Kind::bytes:
      return Json::array({"bytes", core::to_hex(expr.bytes())});
    case Expr::Kind::list:
    case Expr::Kind::vector:
    case Expr::Kind::set:
    case Expr::Kind::block:
      return Json::array({kind, items_json(parts)});
    case Expr::Kind::map:
      return Json::array({"map", entries_json(parts)});
    case Expr::Kind::call:
      return Json::array({"call", expr_json(parts[0]), items_json(parts.subspan(1))});
    case Expr::Kind::infix:
      return Json::array({"infix", symbol_json(expr.symbol()), expr_json(parts[0]), expr_json(parts[1])});
    case Expr::Kind::prefix:
    case Expr::Kind::postfix:
    case Expr::Kind::extension:
      return Json::array({kind, symbol_json(expr.symbol()), expr_json(parts[0])});
    case Expr::Kind::quote:
      return Json::array({"quote", core::to_string(expr.quote_mode()), expr_json(parts[0])});
    case Expr::Kind::annotated:
      return Json::array({"annotated", expr_json(parts[0]), annotations_json(expr)});
  }
  return nullptr;
}

std::string line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string typed_json(const Expr& expr) {
  return line(expr_json(expr));
}

std::string answer_json(const core::NodeAnswer& answer) {
  Json json;
  json["node"] = answer.node;
  if (answer.reply) {
    json["outcome"] = "ok";
    json["value"] = expr_json(answer.reply->value);
    json["from"] = core::to_string(answer.source);
  } else {
    json["outcome"] = "error";
    json["error"] = answer.reply.error().text();
    json["kind"] = core::to_string(answer.reply.error().kind);
    json["code"] = core::to_string(answer.reply.error().code);
  }
  json["held"] = answer.held;
  return line(json);
}

}  // namespace fleetsim::reports
