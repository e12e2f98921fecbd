// Who is there: the node's side of its Membership.

#include <utility>

#include "core/node/node.h"
#include "core/env/timers.h"

namespace fleetsim::core {

void Node::begin_membership(Turn turn) {
  membership_.begin(incarnation_, member_world(turn));
  carry_out(MemberTurn{}, turn);
}

void Node::membership_due(Turn turn) {
  member_armed_.reset();
  MemberTurn step;
  membership_.on_time(member_world(turn), step);
  carry_out(std::move(step), turn);
}

void Node::take_message(NodeId from, const MemberFrame& frame, Turn turn) {
  MemberTurn step;
  membership_.on_frame(from, frame, member_world(turn), step);
  carry_out(std::move(step), turn);
}

void Node::heard_from(NodeId peer, Turn turn) {
  if (membership_.entries() == 0) return;
  MemberTurn step;
  membership_.heard(peer, member_world(turn), step);
  carry_out(std::move(step), turn);
}

void Node::carry_out(MemberTurn step, Turn turn) {
  for (const Judgement& judged : step.judged)
    turn.observe(PeerJudged{judged.peer, judged.state, judged.incarnation, judged.from});
  for (MemberSend& send : step.frames) {
    Letter letter = write_letter(std::move(send.frame), options_.hand_over);
    turn.out.push_back(Send{send.to, std::move(letter.bytes), std::move(letter.said)});
  }
  const std::optional<Instant> wake = membership_.wake();
  if (wake == member_armed_) return;
  const TimerId timer = timer_id(TimerKind::membership, 0);
  if (wake)
    turn.out.push_back(SetTimer{timer, *wake});
  else
    turn.out.push_back(CancelTimer{timer});
  member_armed_ = wake;
}

}  // namespace fleetsim::core
