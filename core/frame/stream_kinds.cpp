#include "core/frame/stream_kinds.h"

namespace fleetsim::core {
namespace {

Symbol fabric(const char* name) {
  return Symbol::qualified("stream/fabric", name);
}

}  // namespace

Symbol refused_profile_diagnostic_kind() {
  return fabric("RefusedProfile");
}
Symbol remote_error_diagnostic_kind() {
  return fabric("RemoteError");
}
Symbol stream_limit_diagnostic_kind() {
  return fabric("LimitExceeded");
}
Symbol chunk_payload_error_kind() {
  return fabric("ChunkPayloadError");
}
Symbol run_diagnostic_kind() {
  return fabric("Diagnostic");
}
Symbol stream_open_diagnostic_kind() {
  return fabric("StreamOpen");
}
Symbol stream_incomplete_diagnostic_kind() {
  return fabric("Incomplete");
}
Symbol remote_run_symbol() {
  return fabric("remote-run");
}

}  // namespace fleetsim::core
