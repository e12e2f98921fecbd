#pragma once

#include <optional>
#include <vector>

#include "core/frame/frame_build.h"
#include "core/placement/placement_capability.h"
#include "core/placement/site_evaluator.h"
#include "core/stream/stream_edge.h"

namespace fleetsim::core {

/// A place where fragments run: something that answers request frames, and an endpoint of streams. Stateless
/// here; what it answers with is its own business.
class Site : public StreamEndpoint {
 public:
  using StreamEndpoint::StreamEndpoint;

  /// What an answer cost. `reply` is an error or a frame.
  struct Answer {
    Result<ServerFrame> reply;
    Duration cpu_time{};
    std::uint64_t memory_bytes = 0;
    SiteEvaluation::Exhausted exhausted = SiteEvaluation::Exhausted::nothing;
  };

  /// What running a node here needs: a LAN peer says `run_node_on_lan_peer`.
  virtual PlacementCapability run_capability() const { return PlacementCapability::run_node_on_server; }
  /// The codecs that it offers, at least one.
  virtual std::vector<Symbol> codecs() const = 0;
  /// Answers a request frame with a reply frame.
  virtual Result<ServerFrame> answer(Cx& cx, const ServerFrame& request) const = 0;
  /// By default the timeout is ignored.
  virtual Result<ServerFrame> answer_with_timeout(Cx& cx, const ServerFrame& request, Duration timeout) const;
  /// Answers within a budget, and says what it used. By default answer_with_timeout, free of charge.
  virtual Answer answer_metered(Cx& cx, const ServerFrame& request, const SiteBudget& budget) const;

  /// `codec/lisp` if offered, else the first.
  Symbol default_codec() const;

  /// Evaluates a node with no timeout, no capabilities, local-first. Errors: those of frames and of the
  /// answer.
  Result<EvalReply> realize_fragment_node(Cx& cx, const Expr& node, const FrameRules& rules = {}) const;
  /// The same; the timeout is the request's deadline and is handed to answer_with_timeout.
  Result<EvalReply> realize_fragment_node_with_timeout(Cx& cx, const Expr& node, Duration timeout,
                                                       const FrameRules& rules = {}) const;
  /// The same within a budget; the deadline is the CPU time.
  SiteEvaluation realize_fragment_node_metered(Cx& cx, const Expr& node, const SiteBudget& budget,
                                               const FrameRules& rules = {}) const;

  /// Accepts the input edges, realizes the node, and returns one result envelope per output edge, or, when
  /// there are none, the endpoint's output envelopes of the fragment. The sequence counts per stream; by the
  /// reference rules it is the index of the edge. Errors: those of each step.
  Result<std::vector<StreamEnvelope>> run_fragment(Cx& cx, const PlacedFragment& fragment,
                                                   const FrameRules& rules = {}) const;
};

/// The envelopes of a fragment realized at a site: `site.run_fragment(cx, fragment)`.
/// Contract row 49.
Result<std::vector<StreamEnvelope>> realize_placed_stream_events(Cx& cx, const PlacedFragment& fragment,
                                                                 const Site& site,
                                                                 const FrameRules& rules = {});

/// The site that is here: control clock, interactive, an eval site.
class LocalSite final : public Site {
 public:
  explicit LocalSite(SiteEvaluatorRef evaluator = std::make_shared<DataSiteEvaluator>(),
                     Symbol id = Symbol::qualified("stream/site", "local"));

  std::vector<Symbol> codecs() const override;
  /// Requires each capability of the request, evaluates, checks the result shape if there is one, takes the
  /// context's diagnostics along; the trace, when asked for, is the symbol `local`.
  Result<ServerFrame> answer(Cx& cx, const ServerFrame& request) const override;
  Answer answer_metered(Cx& cx, const ServerFrame& request, const SiteBudget& budget) const override;

 private:
  SiteEvaluatorRef evaluator_;
};

/// Whether the value has the shape. A shape is a symbol `core/<Kind>`, with `Nil`, `Bool`, `Number`,
/// `Symbol`, `String`, `Bytes`, `List`, `Vector`, `Map`, `Set`, or `Any`. Errors: wrong_shape; eval for a
/// shape that is none of these.
Result<void> check_shape(const Expr& shape, const Expr& value);

}  // namespace fleetsim::core
