#pragma once

#include <cstdint>

#include "core/frame/frame_rules.h"
#include "core/stream/security_policy.h"

namespace fleetsim::core {

/// How redaction works.
struct RedactionRules {
  /// What is sensitive, beside what names a device of the host. (OQ-60)
  StreamSecurityPolicy policy = StreamSecurityPolicy::within_text();
  /// Different texts get different placeholders: the first the plain one, the next `... 2`, in reading order,
  /// so that no two keys of a map become one. Otherwise all get the plain one. (OQ-58)
  bool numbered = true;

  static RedactionRules reference() { return {StreamSecurityPolicy::reference(), false}; }

  friend bool operator==(const RedactionRules&, const RedactionRules&) = default;
};

/// What becomes of a node's result and of output envelopes, the payload of a placement, when they are
/// sensitive.
enum class PayloadDelivery : std::uint8_t {
  redact,   ///< placeholders, in results and envelopes alike
  refuse,   ///< a refusal instead of them
  deliver,  ///< as they are: for callers who may have them
  original  ///< the original's: results redacted, envelopes as they are
};

/// Where placement departs from the original. The default is the better answer; reference() is the
/// original's, to the letter. core/DECISIONS.md says why for each.
struct PlacementRules {
  /// A site says which capability running there needs, and the declared profile must be fit to travel.
  /// Otherwise every site is a server, and only realtime profiles are turned away. (OQ-26)
  bool checks_site_and_profile = true;
  /// The site meters the node against the CPU and memory limits; what passes them is refused, `cpu-time` or
  /// `memory`. Otherwise the time limit is handed to the site, which may ignore it, and memory is the bytes
  /// of frames. (OQ-53, OQ-54)
  bool metered = true;
  /// Input edges count as memory while the node runs, and the start frame is limited too. (OQ-54)
  bool counts_inputs = true;
  /// What is known before the node runs is held against the limits before it runs. (OQ-55)
  bool preflight = true;
  /// After the start frame only missing authority is an error; all else is a refusal. Otherwise profiles,
  /// edges and evaluation fail the call. (OQ-56)
  bool refuses_after_start = true;
  /// A refusal is followed by a data packet of kind `stream/fabric/server-placement-refusal` that a program
  /// can read. (OQ-57)
  bool refusal_packet = true;
  /// (OQ-59)
  PayloadDelivery delivery = PayloadDelivery::redact;
  /// (OQ-58, OQ-60)
  RedactionRules redaction = {};
  /// (OQ-22, OQ-47, OQ-61, and what frames do better.)
  FrameRules frame = {};

  static PlacementRules reference() {
    return {false,
            false,
            false,
            false,
            false,
            false,
            PayloadDelivery::original,
            RedactionRules::reference(),
            FrameRules::reference()};
  }
};

}  // namespace fleetsim::core
