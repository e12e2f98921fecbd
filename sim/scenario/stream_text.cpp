#include "sim/scenario/stream_text.h"

#include <fmt/format.h>

#include "sim/scenario/stream_fields.h"
#include "sim/scenario/units.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {

std::string stream_options_text(const core::StreamOptions& options) {
  FlowMap map;
  for (const StreamField& each : kStreamFields) {
    const core::SessionOptions& session = options.session;
    map.add(each.key, each.unit == StreamField::Unit::span   ? duration_text(session.*each.duration)
                      : each.unit == StreamField::Unit::size ? size_text(session.*each.number)
                                                             : fmt::to_string(session.*each.number));
  }
  map.add("retransmissions_max", fmt::to_string(options.session.retransmissions_max));
  map.add("resumes_max", fmt::to_string(options.resumes_max));
  map.add("sources_max", fmt::to_string(options.sources_max));
  return map.text();
}

std::string stream_spec_text(const StreamSpec& spec) {
  FlowMap map;
  map.add_text("id", spec.id).add_text("request", spec.request);
  map.add("outcome", *spec.whole ? "whole" : "broken");
  if (spec.why) map.add("why", core::to_string(*spec.why));
  if (spec.items) map.add("items", fmt::to_string(*spec.items));
  if (spec.resumed) map.add("resumed", *spec.resumed ? "true" : "false");
  if (spec.within) map.add("within", duration_text(*spec.within));
  return map.text();
}

}  // namespace fleetsim::sim
