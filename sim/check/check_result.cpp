#include "sim/check/check_result.h"

#include "core/base/check.h"

namespace fleetsim::sim {

const char* to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::vacuous:
      return "vacuous";
    case Verdict::error:
      return "error";
  }
  FLEET_CHECK(false, "a verdict outside its enumeration");
}

const char* to_string(CheckKind kind) {
  switch (kind) {
    case CheckKind::safety:
      return "safety";
    case CheckKind::liveness:
      return "liveness";
    case CheckKind::expectation:
      return "expectation";
    case CheckKind::threshold:
      return "threshold";
    case CheckKind::sometimes:
      return "sometimes";
  }
  FLEET_CHECK(false, "a kind of check outside its enumeration");
}

}  // namespace fleetsim::sim
