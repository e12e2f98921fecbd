#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "core/eval/eval_context.h"
#include "core/frame/stream_control.h"
#include "core/stream/stream_value.h"

namespace fleetsim::core {

enum class StreamState : std::uint8_t {
  idle,       ///< not opened yet
  open,       ///< takes and gives items
  draining,   ///< closed to new items, with some left to give
  closed,     ///< everything was given
  cancelled,  ///< given up on purpose; what was left is gone
  failed,     ///< given up by a fault; what was left is gone
};
inline constexpr std::uint8_t kStreamStates = 6;

/// `idle`, `open`, `draining`, `closed`, `cancelled`, `failed`.
const char* to_string(StreamState state);

/// Limits of a control session.
struct ControlOptions {
  std::uint64_t buffer_items_max = 1'024;  ///< the largest buffer that may be opened
  std::uint64_t next_items_max = 256;      ///< the most items in one reply, whatever was asked for
  /// Whoever sends a control needs its capability here too, as FrameRules::receiver_checks. (OQ-25)
  bool checks_capabilities = true;

  friend bool operator==(const ControlOptions&, const ControlOptions&) = default;
};

/// What a control is answered with.
struct ControlReply {
  /// It was done, or had been done before.
  struct Done {
    friend bool operator==(const Done&, const Done&) = default;
  };
  struct Items {
    std::uint64_t first = 0;  ///< how many were given before
    std::vector<StreamItem> items = {};
    friend bool operator==(const Items&, const Items&) = default;
  };
  using What = std::variant<Done, BackpressureOutcome, Items, StreamStats, StreamMetadata>;

  Symbol operation;
  StreamState state = StreamState::idle;  ///< afterwards
  What what = Done{};

  friend bool operator==(const ControlReply&, const ControlReply&) = default;
};

/// The control plane of one stream, at the side that holds it (OQ-49): takes the eight controls, keeps to
/// which of them make sense when, answers each.
///
///   | control  | idle | open | draining | closed | cancelled | failed |
///   | open     | open |      |          |        |           |        |
///   | next     |      | gives; the last item of a stream that is done closes it || closed: none left | | |
///   | push     |      | takes |         |        |           |        |
///   | close    |      | draining, or closed when nothing is left || stays | stays | stays |
///   | cancel   | cancelled || cancelled | stays  | stays     | stays  |
///   | stats, metadata | | answers | answers | answers | answers | answers |
///   | fault    |      | cancelled, failed, or the next reply suffers it || | | |
///
/// An empty field is an error that names operation and state, and changes nothing; so is every other error.
/// A plain value. Determinism: a function of its inputs.
class ControlSession {
 public:
  /// Opening makes an empty push stream of the metadata that it brings.
  explicit ControlSession(ControlOptions options = {}) : options_(options) {}
  /// Opening gives access to this stream; it must name it and its media.
  explicit ControlSession(StreamValue stream, ControlOptions options = {})
      : options_(options), stream_(std::move(stream)) {}

  /// Errors, in this order: capability_denied for `stream.remote.network`, then for the control's own; eval
  /// for another stream's control, for one that is not possible in this state; eval/limit_exceeded for a
  /// buffer or a fault above its limit; eval for a packet of another media, id or number than is due;
  /// StreamValue::push's.
  Result<ControlReply> take(const EvalContext& granted, const StreamControl& control);

  /// The stream's own side says that no more items follow, or that it cannot go on. Ignored after its end.
  void source_done();
  void source_failed(std::string why);

  StreamState state() const { return state_; }
  /// Once there is one.
  const std::optional<StreamValue>& stream() const { return stream_; }
  /// Why it failed, in state failed.
  const std::optional<StreamDiagnostic>& failure() const { return failure_; }

 private:
  using Each = Result<ControlReply::What>;

  bool is_over() const {
    return state_ == StreamState::closed || state_ == StreamState::cancelled || state_ == StreamState::failed;
  }

  Each carry_out(const StreamControl::Open& open);
  Each carry_out(const StreamControl::Next& next);
  Each carry_out(const StreamControl::Push& push);
  Each carry_out(const StreamControl::Close& close);
  Each carry_out(const StreamControl::Cancel& cancel);
  Each carry_out(const StreamControl::Stats& stats);
  Each carry_out(const StreamControl::Metadata& metadata);
  Each carry_out(const StreamControl::Fault& fault);
  void settle();
  void give_up(StreamState state);

  ControlOptions options_;
  StreamState state_ = StreamState::idle;
  std::optional<StreamValue> stream_;
  std::uint64_t given_ = 0;
  std::uint64_t next_push_ = 0;
  StreamFaultPlan faults_;  // for the next reply that gives items
  std::optional<StreamDiagnostic> failure_;
};

}  // namespace fleetsim::core
