#pragma once

#include "core/stream/stream_rules.h"
#include "core/value/expr_codec.h"

namespace fleetsim::core {

/// Where frames depart from the original. The default is the better answer; reference() is the original's, to
/// the letter. core/DECISIONS.md says why for each.
struct FrameRules {
  /// Whoever receives a control needs the capabilities that its sender needed. Otherwise decoding needs none.
  /// (OQ-25)
  bool receiver_checks = true;
  /// A profile that a remote stream cannot keep is refused before it is encoded, and where it arrives.
  /// Otherwise only realtime profiles are, and only on arrival. (OQ-26)
  bool validates_profiles = true;
  /// An item is taken from the stream only once its frame is made, and a limit names the number to resume at.
  /// Otherwise the item that meets the limit is lost. (OQ-42)
  bool peeks_before_committing = true;
  /// A stream that is not done ends in a diagnostic that says so. Otherwise it looks complete. (OQ-43)
  bool says_when_open = true;
  /// Frames of a stream must be its own, in order and complete. Otherwise whatever arrives is taken. (OQ-44)
  bool strict_sequence = true;
  /// Vectors and sets in payloads stay what they are, and a payload that cannot be read costs its chunk only.
  /// Otherwise they come back as lists, and it may cost the stream. (OQ-45)
  bool exact_payloads = true;
  /// The record of a realize request holds the term's own form. Otherwise its form as an expression, which
  /// calls do not have. (OQ-48)
  bool term_records = true;
  /// Versions and bytes must be exact. Otherwise any version, and what lenient readers take. (OQ-51)
  bool strict_bytes = true;
  /// A reply comes back as it was sent. Otherwise maps with other keys than symbols are refused, and
  /// diagnostics lose where they point. (OQ-52)
  bool lossless_replies = true;
  /// A deadline between two milliseconds is rounded up where it becomes text. Otherwise down, possibly to
  /// none at all. (OQ-63)
  bool deadlines_round_up = true;
  /// What streams themselves do better. (OQ-22, OQ-46, OQ-47)
  StreamRules stream = {};

  DecodeRules decode_rules() const { return strict_bytes ? DecodeRules::distinct : DecodeRules::reference; }

  static constexpr FrameRules reference() {
    return {false, false, false, false, false, false, false, false, false, false, StreamRules::reference()};
  }
};

}  // namespace fleetsim::core
