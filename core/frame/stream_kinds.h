#pragma once

#include "core/value/symbol.h"

namespace fleetsim::core {

// The kinds of diagnostics that frames and events of streams carry.

/// `stream/fabric/RefusedProfile`: the chunk's profile may not travel.
/// Contract row 44.
Symbol refused_profile_diagnostic_kind();
/// `stream/fabric/RemoteError`: the far side failed.
/// Contract row 45.
Symbol remote_error_diagnostic_kind();
/// `stream/fabric/LimitExceeded`: the encoder stopped at a limit.
/// Contract row 46.
Symbol stream_limit_diagnostic_kind();

/// `stream/fabric/ChunkPayloadError`: what the chunk holds is neither a packet nor data.
Symbol chunk_payload_error_kind();
/// `stream/fabric/Diagnostic`: a diagnostic of the run that has no code of its own.
Symbol run_diagnostic_kind();
/// `stream/fabric/StreamOpen`: all that there was has been sent, and more may come.
Symbol stream_open_diagnostic_kind();
/// `stream/fabric/Incomplete`: frames are missing, or are not those of this stream.
Symbol stream_incomplete_diagnostic_kind();

/// `stream/fabric/remote-run`: the run of what came by frames.
Symbol remote_run_symbol();

}  // namespace fleetsim::core
