#include "core/lookup/lookup_options.h"

namespace fleetsim::core {

LookupOptions LookupOptions::reference() {
  LookupOptions options;
  options.check_every_hit = false;
  options.honour_consistency = false;
  options.asking = Asking::sequential;
  options.budgeted = false;
  options.cancel_abandoned = false;
  options.single_flight = false;
  options.classify_misses = false;
  options.probes = std::nullopt;
  options.breaker.failures = 0;
  options.await_overloaded = false;
  options.heed_links = false;
  options.honour_cacheability = false;
  options.keep_error_replies = true;
  options.check_shapes = false;
  options.bypass_streams = false;
  options.explain = false;
  return options;
}

}  // namespace fleetsim::core
