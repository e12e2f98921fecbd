#include "sim/run/live_witness.h"

#include "core/base/byte_writer.h"

namespace fleetsim::sim {

LiveWitness::LiveWitness(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, core::Instant end,
                         TraceLine trace, Disturb disturb)
    : run_(std::move(scenario), seed), end_(end), trace_(std::move(trace)), disturb_(std::move(disturb)) {
  take_facts(0);
}

Witness::Mark LiveWitness::next() {
  // The boot's facts belong to the first block.
  if (marked_ > 0) facts_.clear();
  const std::uint64_t wanted = (marked_ / Fingerprint::kInterval + 1) * Fingerprint::kInterval;
  while (run_.fingerprint().facts() < wanted) {
    if (disturb_ && disturb_(run_)) take_facts(run_.world().events());
    if (!run_.step(end_)) {
      run_.finish(end_);
      if (trace_) trace_(last_line(run_.end()));
      take_facts(0);
      marked_ = run_.fingerprint().facts();
      return {run_.fingerprint().value(), marked_, true};
    }
    const World& world = run_.world();
    const Pending& event = world.last_event();
    notes_.push_back({world.now(), event.cause, note_of(event.event)});
    if (notes_.size() > kNotesMax) notes_.pop_front();
    if (trace_) trace_(event_line(run_));
    take_facts(world.events());
  }
  marked_ = run_.fingerprint().facts();
  return {run_.fingerprint().value(), marked_, false};
}

void LiveWitness::take_facts(std::uint64_t event) {
  if (trace_) trace_facts(run_, trace_);
  for (const Fact& fact : run_.facts()) facts_.push_back({event, fact});
}

std::vector<Witness::Testimony> LiveWitness::last_block() {
  std::vector<Testimony> block;
  block.reserve(facts_.size());
  for (const Witnessed& witnessed : facts_) {
    core::ByteWriter bytes;
    encode_fact(witnessed.fact, run_.world().fact_table(), bytes);
    block.push_back({witnessed.event, core::hash128(bytes.view()), describe(witnessed.fact, run_.names())});
  }
  return block;
}

std::vector<std::string> LiveWitness::causes(std::uint64_t event) {
  std::vector<std::string> chain;
  const std::uint64_t forgotten = run_.world().events() - notes_.size();
  while (event > forgotten && event <= run_.world().events()) {
    const Note& note = notes_[event - forgotten - 1];
    chain.push_back(event_line(event, note.at, note.cause, note.what, run_.world().scenario(), run_.names()));
    event = note.cause;
  }
  if (event != 0) chain.push_back("(what led to event " + std::to_string(event) + " was not kept)");
  return chain;
}

}  // namespace fleetsim::sim
