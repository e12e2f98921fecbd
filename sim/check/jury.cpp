#include "sim/check/jury.h"

#include "sim/check/expectations.h"
#include "sim/check/invariants.h"
#include "sim/check/member_checks.h"
#include "sim/check/stream_checks.h"
#include "sim/fault/select.h"

namespace fleetsim::sim {

Jury::Jury(const Scenario& scenario, std::uint64_t seed, const std::vector<core::ContentKey>& keys,
           const core::FactTable& table)
    : mirror_(scenario.nodes.size(), table) {
  const auto chosen = [&](const Selector& selector, const std::string& id, const char* what) {
    core::Dice dice(seed, "expect/" + id + "/" + what);
    return select(selector, scenario, seed, dice);
  };
  for (Invariant& invariant : all_invariants(scenario))
    seats_.emplace_back(std::move(invariant.name), CheckKind::safety, Place{}, std::move(invariant.check));
  for (const ConvergeSpec& spec : scenario.converge) {
    std::optional<std::vector<std::uint32_t>> known_by;
    if (spec.known_by) known_by = chosen(*spec.known_by, spec.id, "known_by");
    seats_.emplace_back(spec.id, CheckKind::liveness, spec.place,
                        std::make_unique<ConvergeCheck>(spec, scenario, keys, std::move(known_by)));
  }
  for (const MembersSpec& spec : scenario.members) {
    std::optional<std::vector<std::uint32_t>> by;
    if (spec.by) by = chosen(*spec.by, spec.id, "by");
    seats_.emplace_back(spec.id, CheckKind::liveness, spec.place,
                        std::make_unique<MembersCheck>(spec, chosen(spec.of, spec.id, "of"), std::move(by)));
  }
  for (const ReplySpec& spec : scenario.replies)
    seats_.emplace_back(spec.id, CheckKind::expectation, spec.place, std::make_unique<ReplyCheck>(spec, scenario));
  for (const StreamSpec& spec : scenario.streams)
    seats_.emplace_back(spec.id, CheckKind::expectation, spec.place, std::make_unique<StreamCheck>(spec, scenario));
}

void Jury::on(const Fact& fact, const FactNames& names) {
  const CheckScope scope{mirror_, names};
  for (Seat& seat : seats_)
    if (const std::optional<core::Instant> wanted = seat.check->wants(); wanted && fact.at > *wanted)
      seat.check->at(*wanted, scope);
  for (Seat& seat : seats_) seat.check->on(fact, scope);
  mirror_.on(fact);
}

void Jury::finish(core::Instant end, const FactNames& names) {
  const CheckScope scope{mirror_, names};
  for (Seat& seat : seats_) seat.check->at(end, scope);
}

std::vector<CheckResult> Jury::results() const {
  std::vector<CheckResult> results;
  for (const Seat& seat : seats_) {
    CheckResult result;
    result.name = seat.name;
    result.kind = seat.kind;
    result.place = seat.place;
    result.evaluated = seat.check->evaluated();
    if (const std::optional<Offence>& offence = seat.check->offence()) {
      result.verdict = Verdict::fail;
      result.detail = offence->detail;
      result.at = offence->at;
    } else if (result.evaluated == 0 && seat.kind != CheckKind::safety) {
      // An author meant something by it, and nothing in this run could have shown it wrong.
      result.verdict = Verdict::vacuous;
      result.detail = "never evaluated";
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace fleetsim::sim
