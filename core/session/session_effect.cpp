#include "core/session/session_effect.h"

#include <fmt/format.h>

#include "core/frame/stream_kinds.h"

namespace fleetsim::core {

std::string SessionEnd::text() const {
  if (whole()) return fmt::format("stream/fabric session whole; {} is past its last item", sequence);
  return fmt::format("stream/fabric session broken: {}; resume at sequence {}", to_string(why), sequence);
}

StreamDiagnostic SessionEnd::diagnostic() const {
  const bool limit =
      why == SessionWhy::item_limit || why == SessionWhy::byte_limit || why == SessionWhy::time_limit;
  return {limit ? stream_limit_diagnostic_kind() : stream_incomplete_diagnostic_kind(), text()};
}

}  // namespace fleetsim::core
