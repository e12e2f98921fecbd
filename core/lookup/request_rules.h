#pragma once

#include "core/eval/eval_reply.h"
#include "core/eval/eval_request.h"
#include "core/lookup/lookup.h"
#include "core/lookup/lookup_options.h"
#include "core/store/stored_reply.h"

namespace fleetsim::core {

/// What one request allows its lookup to do, by its consistency, its kind and the options. Both drivers
/// follow it.
struct RequestRules {
  bool read_cassette = true;   ///< what is held may be the answer
  Lookup::Stages stages;       ///< whom to ask
  bool own_home_only = false;  ///< the home counts only if it is this node
  bool keep = true;            ///< a success may be recorded
  bool share = true;           ///< requests for the same key may share one lookup

  /// `has_home`: there is a home to ask.
  static RequestRules of(const EvalRequest& request, bool has_home, const LookupOptions& options);
};

/// Whether the reply is of the shape that the request wants, as far as that can be judged here.
bool fits_request(const StoredReply& reply, const EvalRequest& request, const LookupOptions& options);

/// How long a reply to that request may be kept: kUnlimited, a while, or nothing.
Duration keep_span(const EvalRequest& request, const LookupOptions& options);

/// Whether the reply says that something went wrong: a diagnostic of severity error, at any depth.
bool reports_error(const EvalReply& reply);

/// What a reply says that could not be recorded (LedgerFailure::warn).
Diagnostic not_recorded_warning(const Error& error);

}  // namespace fleetsim::core
