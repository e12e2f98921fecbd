#pragma once

namespace fleetsim::core {

/// Where streams depart from the original. The default is the better answer; reference() is the original's,
/// to the letter. core/DECISIONS.md says why for each.
struct StreamRules {
  /// The id of a stream travels as a symbol, namespace and all; its text is still read. Otherwise as its
  /// text, which is read back as an unqualified symbol. (OQ-47)
  bool id_as_symbol = true;
  /// A diagnostic packet may travel in a stream of any media; its envelope says diagnostic. Otherwise it is
  /// refused wherever the metadata says something else. (OQ-46)
  bool diagnostics_in_any_stream = true;
  /// The payload of a data packet may not repeat a key in a map or a member in a set. Otherwise that is
  /// noticed only when the payload is canonicalised. (OQ-22)
  bool distinct_keys = true;
  /// Results of a placed fragment count per stream, and a payload that is a packet keeps its own media.
  /// Otherwise they carry the index of their edge, and edges of other media than data fail. (OQ-61)
  bool results_per_stream = true;

  static constexpr StreamRules reference() { return {false, false, false, false}; }
};

}  // namespace fleetsim::core
