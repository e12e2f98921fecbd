#pragma once

#include <array>
#include <concepts>
#include <optional>
#include <type_traits>
#include <variant>

#include "core/frame/frame_build.h"
#include "core/stream/stream_envelope.h"
#include "core/stream/stream_fault.h"

namespace fleetsim::core {

/// What one side asks the other to do with a stream. Plain data.
/// Contract row 16.
class StreamControl {
 public:
  struct Open {
    Symbol stream_id;
    StreamMetadata metadata;
    friend bool operator==(const Open&, const Open&) = default;
  };
  struct Next {
    Symbol stream_id;
    std::optional<std::uint64_t> limit = {};  ///< none: as many as there are
    friend bool operator==(const Next&, const Next&) = default;
  };
  struct Push {
    Symbol stream_id;
    StreamEnvelope envelope;
    friend bool operator==(const Push&, const Push&) = default;
  };
  struct Close {
    Symbol stream_id;
    friend bool operator==(const Close&, const Close&) = default;
  };
  struct Cancel {
    Symbol stream_id;
    friend bool operator==(const Cancel&, const Cancel&) = default;
  };
  struct Stats {
    Symbol stream_id;
    friend bool operator==(const Stats&, const Stats&) = default;
  };
  struct Metadata {
    Symbol stream_id;
    friend bool operator==(const Metadata&, const Metadata&) = default;
  };
  struct Fault {
    Symbol stream_id;
    StreamFaultSpec fault;
    friend bool operator==(const Fault&, const Fault&) = default;
  };
  using What = std::variant<Open, Next, Push, Close, Cancel, Stats, Metadata, Fault>;

  /// From any of the eight.
  template <class Each>
    requires(!std::same_as<std::remove_cvref_t<Each>, StreamControl> && std::constructible_from<What, Each>)
  StreamControl(Each&& each) : what_(std::forward<Each>(each)) {}

  const What& what() const { return what_; }
  /// `stream/fabric/open`, ...
  Symbol operation() const;
  /// Open `stream.open`; next `stream.read`; push `stream.push`; close and cancel `stream.cancel`; the others
  /// `stream.stats`.
  CapabilityName required_capability() const;
  const Symbol& stream_id() const;

  /// A data packet whose kind is the operation (contract: fabric-surface §2.1).
  Expr to_expr(const StreamRules& rules = {}) const;
  /// Checks in the contract's order. Errors: packet_from_expr's; type_mismatch(`stream fabric control data
  /// packet`, `stream packet`), (`stream fabric control map`, kind), (`symbol stream fabric control field`,
  /// kind); eval for another `control` tag, an unknown operation, a field that is unknown or missing; the
  /// field readers'.
  static Result<StreamControl> from_expr(const Expr& expr, const StreamRules& rules = {});

  friend bool operator==(const StreamControl&, const StreamControl&) = default;

 private:
  What what_;
};

/// A chunk that carries the control, in the given envelope. Errors: capability_denied for
/// `stream.remote.network`, then for the control's own capability; those of encoding. Contract row 19.
Result<ServerFrame> stream_control_frame_from_control(const Cx& cx, const Symbol& codec,
                                                      const StreamControl& control, FrameEnvelope envelope,
                                                      const FrameRules& rules = {});
/// Errors: eval for any other kind than a chunk; those of decoding and of StreamControl::from_expr;
/// capability_denied for `stream.remote.network`, then for the control's own capability, but by the reference
/// rules none is required. Contract row 20.
Result<StreamControl> stream_control_from_frame(const Cx& cx, const ServerFrame& frame,
                                                const FrameRules& rules = {});

/// Open, next, push, close, cancel, stats, metadata, fault.
/// Contract row 21.
std::array<Symbol, 8> stream_control_operation_symbols();
/// `control.required_capability()`.
/// Contract row 22.
CapabilityName stream_control_required_capability(const StreamControl& control);

/// `stream/fabric/open`.
/// Contract row 23.
Symbol stream_control_open_symbol();
/// `stream/fabric/next`.
/// Contract row 24.
Symbol stream_control_next_symbol();
/// `stream/fabric/push`.
/// Contract row 25.
Symbol stream_control_push_symbol();
/// `stream/fabric/close`.
/// Contract row 26.
Symbol stream_control_close_symbol();
/// `stream/fabric/cancel`.
/// Contract row 27.
Symbol stream_control_cancel_symbol();
/// `stream/fabric/stats`.
/// Contract row 28.
Symbol stream_control_stats_symbol();
/// `stream/fabric/metadata`.
/// Contract row 29.
Symbol stream_control_metadata_symbol();
/// `stream/fabric/fault`.
/// Contract row 30.
Symbol stream_control_fault_symbol();

}  // namespace fleetsim::core
