#include "core/placement/server_placement.h"

#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/placement/placement_capability.h"
#include "core/placement/placement_report.h"
#include "core/placement/placement_symbols.h"
#include "core/stream/security_capability.h"

namespace fleetsim::core {

namespace {

/// Why a placement ends in a refusal.
struct Refusal {
  const char* token;
  std::string detail;
};

/// What a step of a placement comes to: it goes on, it is refused, or the call fails.
using Step = Result<std::optional<Refusal>>;

Step go_on() {
  return std::optional<Refusal>();
}

Step refuse(const char* token, std::string detail) {
  return std::optional(Refusal{token, std::move(detail)});
}

Refusal cutoff(const char* token, const std::string& why) {
  return {token, fmt::format("stream/fabric server placement resource cutoff: {} {}", token, why)};
}

Duration cpu_time_max(const PlacementResourceLimits& limits) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const bool fits = limits.max_cpu_time_ms <= static_cast<std::uint64_t>(kMax) / 1'000'000;
  return fits ? milliseconds(static_cast<std::int64_t>(limits.max_cpu_time_ms)) : Duration{kMax};
}

/// One placement, from the first check to the last frame.
class Placement {
 public:
  Placement(Cx& cx, const Site& site, const PlacedFragment& fragment, const ServerPlacementRequest& request,
            const Symbol& codec, const FrameEnvelope& envelope, const PlacementRules& rules)
      : cx_(cx),
        site_(site),
        fragment_(fragment),
        request_(request),
        limits_(request.resource_limits()),
        codec_(codec),
        envelope_(envelope),
        rules_(rules),
        redaction_(rules.redaction) {}

  Result<std::vector<ServerFrame>> run() {
    if (Result<void> granted = require_authority(); !granted) return granted.error();
    if (Result<void> valid = limits_.validate(); !valid) return valid.error();
    name_fragment();
    if (Result<void> started = start(); !started) return started.error();
    using Stage = Step (Placement::*)();
    for (const Stage stage : {&Placement::report_request, &Placement::refuse_pin, &Placement::check_profile,
                              &Placement::accept_inputs, &Placement::look_ahead, &Placement::realize,
                              &Placement::report_result, &Placement::return_outputs}) {
      Step outcome = (this->*stage)();
      if (!outcome) return outcome.error();
      if (!outcome->has_value()) continue;
      if (Result<void> refused = add_refusal(**outcome); !refused) return refused.error();
      break;
    }
    frames_.push_back(stream_end_frame(codec_, envelope_));
    return std::move(frames_);
  }

 private:
  Result<void> require_authority() {
    for (const CapabilityName& each :
         {capability(run_capability()), capability(StreamSecurityCapability::remote_network)})
      if (Result<void> granted = cx_.require(each); !granted) return granted;
    if (!placement_touches_host_device(fragment_, request_)) return {};
    return cx_.require(placement_host_device_capability());
  }

  PlacementCapability run_capability() const {
    return rules_.checks_site_and_profile ? site_.run_capability() : PlacementCapability::run_node_on_server;
  }

  /// The names that the frames use. A sensitive fragment gets one of its own, so that two of them do not
  /// become one stream.
  void name_fragment() {
    const Symbol stream = Symbol::qualified("stream/server-placement", fragment_.id.text());
    if (!rules_.redaction.numbered) {
      fragment_id_ = redaction_.redact(fragment_.id);
      stream_id_ = redaction_.redact(stream);
    } else if (redaction_.is_sensitive(fragment_.id.text()) || redaction_.is_sensitive(stream.text())) {
      fragment_id_ = Symbol::qualified("stream/redacted", "placement-" + to_decimal(cx_.fresh_handle()));
      stream_id_ = Symbol::qualified("stream/server-placement", fragment_id_.text());
    } else {
      fragment_id_ = fragment_.id;
      stream_id_ = stream;
    }
  }

  Result<void> start() {
    const StreamMetadata metadata{stream_id_, StreamMedia::data, StreamDirection::source,
                                  symbol(ClockDomain::server_frame),
                                  *BufferPolicy::bounded(limits_.max_inflight_work)};
    Result<ServerFrame> frame = stream_frame_from_expr(cx_, codec_, frame::StreamStart{},
                                                       metadata.to_expr(rules_.frame.stream), envelope_);
    if (!frame) return frame.error();
    accounted_bytes_ = frame->payload.size();
    frames_.push_back(*std::move(frame));
    return {};
  }

  Step report_request() {
    if (rules_.counts_inputs) {
      const std::uint64_t bytes = frames_.front().payload.size();
      if (bytes > limits_.max_frame_payload_bytes) return std::optional(frame_too_large(bytes));
      if (bytes > limits_.max_memory_bytes) return std::optional(memory_used_up(bytes));
    }
    return add_chunk(data_envelope(server_placement_request_symbol(),
                                   placement_request_report(fragment_, request_, fragment_id_, redaction_,
                                                            rules_.frame.stream, run_capability())));
  }

  Step refuse_pin() {
    if (!request_.realtime_pinned()) return go_on();
    return refuse("realtime-pinned",
                  fmt::format("stream/fabric server placement: realtime-pinned node {} cannot run at {}",
                              fragment_id_.text(), server_site_symbol().text()));
  }

  Step check_profile() {
    const TransportProfile& profile = request_.output_profile();
    if (profile.has(StreamCapability::realtime) || profile.latency_class() == LatencyClass::sample_exact)
      return fail_or_refuse("profile",
                            Error::eval(fmt::format("server placement cannot return profile {}: it is "
                                                    "realtime or sample-exact",
                                                    profile.name().text())));
    if (rules_.checks_site_and_profile)
      if (Result<void> fit = limits_.remote_limits().validate_profile(profile); !fit)
        return fail_or_refuse("profile", fit.error());
    switch (profile.latency_class()) {
      case LatencyClass::buffered_preview:
        return with_authority(capability(StreamSecurityCapability::remote_preview));
      case LatencyClass::offline_render:
        return with_authority(placement_remote_render_capability());
      case LatencyClass::interactive:
        return go_on();
      default:
        return fail_or_refuse("profile", Error::eval(fmt::format("server placement cannot return latency {}",
                                                                 to_string(profile.latency_class()))));
    }
  }

  Step accept_inputs() {
    if (Result<void> accepted = site_.accept_input_edges(fragment_.input_edges); !accepted)
      return fail_or_refuse("input-edges", accepted.error());
    if (!rules_.counts_inputs) return go_on();
    for (const StreamEdge& edge : fragment_.input_edges)
      for (const StreamEnvelope& each : edge.envelopes) {
        Result<Bytes> bytes = cx_.codecs().encode(codec_, each.to_expr());
        if (!bytes) return bytes.error();
        input_bytes_ += bytes->size();
      }
    if (accounted_bytes_ + input_bytes_ > limits_.max_memory_bytes)
      return std::optional(memory_used_up(accounted_bytes_ + input_bytes_));
    return go_on();
  }

  /// What is certain to be sent: the result, of unknown size, and the outputs, which are known already.
  Step look_ahead() {
    std::vector<StreamEnvelope> outputs = outputs_as_declared();
    if (rules_.delivery == PayloadDelivery::refuse)
      for (const StreamEnvelope& each : outputs)
        if (redaction_.is_sensitive(each)) return refuse_sensitive("an output envelope");
    if (!rules_.preflight) return go_on();
    const std::uint64_t chunks = data_frames_ + 1 + outputs.size();
    if (chunks > limits_.effective_stream_frame_limit())
      return std::optional(
          cutoff("stream-size", fmt::format("limit {} is below the {} chunks needed",
                                            limits_.effective_stream_frame_limit(), chunks)));
    if (frames_.size() + outputs.size() >= limits_.max_inflight_work)
      return std::optional(cutoff(
          "inflight-work", fmt::format("limit {} is below the {} frames needed", limits_.max_inflight_work,
                                       frames_.size() + outputs.size() + 1)));
    std::uint64_t bytes = accounted_bytes_;
    for (const StreamEnvelope& each : outputs) {
      Result<ServerFrame> frame = chunk_frame(each);
      if (!frame) return frame.error();
      if (frame->payload.size() > limits_.max_frame_payload_bytes)
        return std::optional(frame_too_large(frame->payload.size()));
      bytes += frame->payload.size();
    }
    if (bytes > limits_.max_memory_bytes) return std::optional(memory_used_up(bytes));
    return go_on();
  }

  Step realize() {
    const Duration cpu_time = cpu_time_max(limits_);
    if (!rules_.metered) {
      Result<EvalReply> reply =
          site_.realize_fragment_node_with_timeout(cx_, fragment_.node, cpu_time, rules_.frame);
      if (!reply) return fail_or_refuse("evaluation", reply.error());
      result_ = std::move(reply->value);
      return go_on();
    }
    const std::uint64_t used = accounted_bytes_ + input_bytes_;
    const SiteBudget budget{cpu_time, used < limits_.max_memory_bytes ? limits_.max_memory_bytes - used : 0};
    SiteEvaluation evaluation =
        site_.realize_fragment_node_metered(cx_, fragment_.node, budget, rules_.frame);
    // A site that did not stop by itself is stopped here: what it found is not returned.
    using Exhausted = SiteEvaluation::Exhausted;
    if (evaluation.exhausted == Exhausted::cpu_time || evaluation.cpu_time > budget.cpu_time_max)
      return std::optional(
          cutoff("cpu-time", fmt::format("limit {} ms is used up", limits_.max_cpu_time_ms)));
    if (evaluation.exhausted == Exhausted::memory || evaluation.memory_bytes > budget.memory_bytes_max)
      return std::optional(memory_used_up(used + evaluation.memory_bytes));
    if (!evaluation.reply) return fail_or_refuse("evaluation", evaluation.reply.error());
    result_ = evaluation.reply->value;
    return go_on();
  }

  Step report_result() {
    if (rules_.delivery == PayloadDelivery::refuse && redaction_.is_sensitive(result_))
      return refuse_sensitive("the node's result");
    const bool redacts =
        rules_.delivery == PayloadDelivery::redact || rules_.delivery == PayloadDelivery::original;
    Expr result = redacts ? redaction_.redact(result_) : result_;
    const std::uint64_t outputs = fragment_.output_envelopes().size();
    return add_chunk(
        data_envelope(server_placement_result_symbol(),
                      placement_result_report(request_, fragment_id_, std::move(result), outputs)));
  }

  Step return_outputs() {
    for (StreamEnvelope& each : outputs_as_declared()) {
      Step added = add_chunk(each);
      if (!added || added->has_value()) return added;
    }
    return go_on();
  }

  std::vector<StreamEnvelope> outputs_as_declared() {
    std::vector<StreamEnvelope> outputs = fragment_.output_envelopes();
    for (StreamEnvelope& each : outputs) {
      if (rules_.delivery == PayloadDelivery::redact) each = redaction_.redact(each);
      each.profile = request_.output_profile();
    }
    return outputs;
  }

  StreamEnvelope envelope_of(StreamMedia media, std::vector<Symbol> diagnostics, StreamPacket packet) const {
    return *StreamEnvelope::make({stream_id_,
                                  packet_id(stream_id_, "server-placement-" + std::to_string(sequence_)),
                                  media,
                                  StreamDirection::source,
                                  sequence_,
                                  {},
                                  ClockDomain::server_frame,
                                  {},
                                  TransportProfile::remote_stream_fabric(),
                                  std::move(diagnostics),
                                  std::move(packet)});
  }

  StreamEnvelope data_envelope(Symbol kind, Expr payload) const {
    return envelope_of(StreamMedia::data, {}, DataPacket{std::move(kind), std::move(payload)});
  }

  Result<ServerFrame> chunk_frame(const StreamEnvelope& each) const {
    return stream_chunk_frame_from_expr(cx_, codec_, each.to_expr(), envelope_);
  }

  /// Appends the chunk unless a limit cuts it off.
  Step add_chunk(const StreamEnvelope& each) {
    Result<ServerFrame> frame = chunk_frame(each);
    if (!frame) return frame.error();
    const std::uint64_t bytes = frame->payload.size();
    if (data_frames_ >= limits_.effective_stream_frame_limit())
      return std::optional(cutoff("stream-size", fmt::format("limit reached after {} chunks", data_frames_)));
    if (frames_.size() >= limits_.max_inflight_work)
      return std::optional(
          cutoff("inflight-work", fmt::format("limit reached after {} frames", frames_.size())));
    if (bytes > limits_.max_frame_payload_bytes) return std::optional(frame_too_large(bytes));
    if (accounted_bytes_ + bytes > limits_.max_memory_bytes)
      return std::optional(memory_used_up(accounted_bytes_ + bytes));
    accounted_bytes_ += bytes;
    frames_.push_back(*std::move(frame));
    ++data_frames_;
    ++sequence_;
    return go_on();
  }

  /// Exempt from the limits.
  Result<void> add_refusal(const Refusal& refusal) {
    const Symbol kind = server_placement_refusal_diagnostic_kind();
    const auto append = [&](const StreamEnvelope& each) -> Result<void> {
      Result<ServerFrame> frame = chunk_frame(each);
      if (!frame) return frame.error();
      frames_.push_back(*std::move(frame));
      ++sequence_;
      return {};
    };
    Result<void> said =
        append(envelope_of(StreamMedia::diagnostic, {kind}, StreamDiagnostic{kind, refusal.detail}));
    if (!said || !rules_.refusal_packet) return said;
    return append(data_envelope(
        server_placement_refusal_symbol(),
        placement_refusal_report(fragment_id_, Symbol::qualified("stream/placement-refusal", refusal.token),
                                 refusal.detail)));
  }

  Step with_authority(const CapabilityName& each) const {
    if (Result<void> granted = cx_.require(each); !granted) return granted.error();
    return go_on();
  }

  /// Missing authority fails the call, whatever the rules say; so does a refusal in the original.
  Step fail_or_refuse(const char* token, Error error) {
    const bool authority =
        error.kind == ErrorKind::capability_denied || error.kind == ErrorKind::trust_denied;
    if (authority || !rules_.refuses_after_start) return error;
    // The text may quote what the reports hide.
    const std::string detail = redaction_.redact(Expr::string(error.text())).text();
    return refuse(token, fmt::format("stream/fabric server placement refused: {}: {}", token, detail));
  }

  Step refuse_sensitive(const char* what) {
    return refuse("sensitive-payload",
                  fmt::format("stream/fabric server placement refused: sensitive-payload in {}", what));
  }

  Refusal frame_too_large(std::uint64_t bytes) const {
    return cutoff("frame-size",
                  fmt::format("{} bytes, above the limit of {}", bytes, limits_.max_frame_payload_bytes));
  }

  Refusal memory_used_up(std::uint64_t bytes) const {
    return cutoff("memory", fmt::format("{} bytes, above the limit of {}", bytes, limits_.max_memory_bytes));
  }

  Cx& cx_;
  const Site& site_;
  const PlacedFragment& fragment_;
  const ServerPlacementRequest& request_;
  const PlacementResourceLimits& limits_;
  const Symbol& codec_;
  const FrameEnvelope& envelope_;
  const PlacementRules& rules_;
  PlacementRedaction redaction_;

  Symbol fragment_id_;
  Symbol stream_id_;
  std::vector<ServerFrame> frames_;
  std::uint64_t accounted_bytes_ = 0;  // payloads of frames_
  std::uint64_t input_bytes_ = 0;      // what the node is given
  std::uint64_t data_frames_ = 0;
  std::uint64_t sequence_ = 0;
  Expr result_;
};

}  // namespace

Result<std::vector<ServerFrame>> server_placement_stream_frames(
    Cx& cx, const Site& site, const PlacedFragment& fragment, const ServerPlacementRequest& request,
    const Symbol& codec, const FrameEnvelope& envelope, const PlacementRules& rules) {
  return Placement(cx, site, fragment, request, codec, envelope, rules).run();
}

}  // namespace fleetsim::core
