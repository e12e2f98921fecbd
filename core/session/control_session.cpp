#include "core/session/control_session.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/frame/stream_kinds.h"
#include "core/stream/security_capability.h"

namespace fleetsim::core {
namespace {

/// Faults that one reply may suffer.
constexpr std::size_t kFaultsMax = 16;

/// Row: control, in the order of StreamControl::What; column: state.
constexpr std::array<std::array<bool, kStreamStates>, std::variant_size_v<StreamControl::What>> kPossible = {{
    {true, false, false, false, false, false},  // open
    {false, true, true, true, false, false},    // next
    {false, true, false, false, false, false},  // push
    {false, true, true, true, true, true},      // close
    {true, true, true, true, true, true},       // cancel
    {false, true, true, true, true, true},      // stats
    {false, true, true, true, true, true},      // metadata
    {false, true, true, false, false, false},   // fault
}};

bool uses_up_its_number(BackpressureOutcome outcome) {
  return outcome == BackpressureOutcome::accepted || outcome == BackpressureOutcome::dropped_newest ||
         outcome == BackpressureOutcome::dropped_oldest;
}

}  // namespace

const char* to_string(StreamState state) {
  static constexpr std::array<const char*, kStreamStates> names = {"idle",   "open",      "draining",
                                                                   "closed", "cancelled", "failed"};
  return names.at(static_cast<std::size_t>(state));
}

Result<ControlReply> ControlSession::take(const EvalContext& granted, const StreamControl& control) {
  if (options_.checks_capabilities) {
    if (Result<void> network = granted.require(capability(StreamSecurityCapability::remote_network));
        !network)
      return network.error();
    if (Result<void> own = granted.require(control.required_capability()); !own) return own.error();
  }
  if (stream_ && stream_->metadata().id != control.stream_id())
    return Error::eval(fmt::format("{} for stream {} in the session of stream {}", control.operation().text(),
                                   control.stream_id().text(), stream_->metadata().id.text()));
  if (!kPossible.at(control.what().index()).at(static_cast<std::size_t>(state_)))
    return Error::eval(fmt::format("{} is not possible in state {} of stream {}", control.operation().text(),
                                   to_string(state_), control.stream_id().text()));
  Each what = std::visit([&](const auto& each) { return carry_out(each); }, control.what());
  if (!what) return what.error();
  return ControlReply{control.operation(), state_, *std::move(what)};
}

void ControlSession::source_done() {
  if (is_over() || !stream_) return;
  stream_->close();
  if (state_ == StreamState::open) state_ = StreamState::draining;
  settle();
}

void ControlSession::source_failed(std::string why) {
  if (is_over()) return;
  failure_ = StreamDiagnostic{remote_error_diagnostic_kind(), std::move(why)};
  give_up(StreamState::failed);
}

ControlSession::Each ControlSession::carry_out(const StreamControl::Open& open) {
  if (open.metadata.id != open.stream_id)
    return Error::eval(fmt::format("stream {} is opened with the metadata of stream {}",
                                   open.stream_id.text(), open.metadata.id.text()));
  if (open.metadata.buffer.capacity() > options_.buffer_items_max)
    return Error::eval(fmt::format("a buffer of {} items is above the limit of {}",
                                   open.metadata.buffer.capacity(), options_.buffer_items_max),
                       ErrorCode::limit_exceeded);
  if (stream_ && stream_->metadata().media != open.metadata.media)
    return Error::eval(fmt::format("stream {} is opened as {} and is {}", open.stream_id.text(),
                                   to_string(open.metadata.media), to_string(stream_->metadata().media)));
  if (!stream_) stream_ = StreamValue::push(open.metadata);
  state_ = StreamState::open;
  return ControlReply::What{};
}

ControlSession::Each ControlSession::carry_out(const StreamControl::Next& next) {
  const std::uint64_t most = std::min(next.limit.value_or(options_.next_items_max), options_.next_items_max);
  ControlReply::Items reply{given_, stream_->take(std::min<std::uint64_t>(most, stream_->pending()))};
  given_ += reply.items.size();
  if (!faults_.faults.empty() && !reply.items.empty()) {
    Result<StreamFaultPlan::Outcome> suffered = faults_.apply(std::move(reply.items));
    if (!suffered) return suffered.error();
    reply.items = std::move(suffered->items);
    // Copies or not, a reply keeps to its limit.
    if (reply.items.size() > most)
      reply.items.erase(reply.items.begin() + static_cast<std::ptrdiff_t>(most), reply.items.end());
    faults_.faults.clear();
  }
  settle();
  return ControlReply::What(std::move(reply));
}

ControlSession::Each ControlSession::carry_out(const StreamControl::Push& push) {
  const StreamEnvelope& envelope = push.envelope;
  const StreamMetadata& metadata = stream_->metadata();
  if (envelope.stream_id != metadata.id)
    return Error::eval(fmt::format("a packet of stream {} is pushed to stream {}", envelope.stream_id.text(),
                                   metadata.id.text()));
  if (envelope.media != metadata.media && envelope.media != StreamMedia::diagnostic)
    return Error::eval(fmt::format("a packet of {} is pushed to a stream of {}", to_string(envelope.media),
                                   to_string(metadata.media)));
  if (envelope.sequence != next_push_)
    return Error::eval(fmt::format("packet {} is pushed where {} is due", envelope.sequence, next_push_));
  const Result<PushOutcome> pushed = stream_->push(envelope.item());
  if (!pushed) return pushed.error();
  if (uses_up_its_number(pushed->outcome)) ++next_push_;
  return ControlReply::What(pushed->outcome);
}

ControlSession::Each ControlSession::carry_out(const StreamControl::Close&) {
  source_done();
  return ControlReply::What{};
}

ControlSession::Each ControlSession::carry_out(const StreamControl::Cancel&) {
  if (!is_over()) give_up(StreamState::cancelled);
  return ControlReply::What{};
}

ControlSession::Each ControlSession::carry_out(const StreamControl::Stats&) {
  return ControlReply::What(stream_->stats());
}

ControlSession::Each ControlSession::carry_out(const StreamControl::Metadata&) {
  return ControlReply::What(stream_->metadata());
}

ControlSession::Each ControlSession::carry_out(const StreamControl::Fault& fault) {
  switch (fault.fault.kind) {
    case StreamFaultKind::cancel:
      give_up(StreamState::cancelled);
      break;
    case StreamFaultKind::timeout:
    case StreamFaultKind::disconnect:
    case StreamFaultKind::unsupported_profile:
      failure_ = StreamDiagnostic{symbol(fault.fault.kind), fmt::format("stream/fabric fault {} at item {}",
                                                                        to_string(fault.fault.kind), given_)};
      give_up(StreamState::failed);
      break;
    case StreamFaultKind::reconnect:
      break;  // it is connected
    case StreamFaultKind::drop:
    case StreamFaultKind::reorder:
    case StreamFaultKind::duplicate:
    case StreamFaultKind::delay:
      if (fault.fault.count > options_.next_items_max || faults_.faults.size() >= kFaultsMax)
        return Error::eval(fmt::format("at most {} faults of at most {} items at a time", kFaultsMax,
                                       options_.next_items_max),
                           ErrorCode::limit_exceeded);
      faults_.faults.push_back(fault.fault);
      break;
  }
  return ControlReply::What{};
}

// Closed as soon as there is nothing left and nothing can come.
void ControlSession::settle() {
  if ((state_ == StreamState::open || state_ == StreamState::draining) && stream_->pending() == 0 &&
      stream_->is_done())
    state_ = StreamState::closed;
}

void ControlSession::give_up(StreamState state) {
  if (stream_) stream_->cancel();
  state_ = state;
}

}  // namespace fleetsim::core
