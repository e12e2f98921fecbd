#include "core/base/check.h"

#include <fmt/format.h>

namespace fleetsim::core {

void check_failed(const char* file, int line, const char* condition, const std::string& detail) {
  throw BrokenInvariant(
      fmt::format("{}:{}: broken invariant: {}{}{}", file, line, condition, detail.empty() ? "" : ": ", detail));
}

}  // namespace fleetsim::core
