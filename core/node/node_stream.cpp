// Streams: the value of a request, item by item, from the site that computes or holds it to whoever reads it.

#include <algorithm>
#include <vector>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/eval/result_shape.h"
#include "core/node/node.h"
#include "core/session/placed_stream.h"
#include "core/stream/security_capability.h"
#include "core/wire/eval_codec.h"

namespace fleetsim::core {
namespace {

// What an `open` carries: the request, and, when a stream is to go on, which stream that is.
SharedBytes open_payload(const SharedBytes& request, const std::optional<StreamMetadata>& known) {
  ByteWriter out;
  out.blob(*request);
  out.blob(known ? known->id.text() : std::string());
  return share(std::move(out).take());
}

struct Opening {
  EvalRequest request;
  ContentKey key;
  std::string resumes;
};

Result<Opening> read_open(const SessionFrame& open) {
  constexpr std::size_t kNameMax = 256;
  ByteReader in(*open.payload);
  const ByteView request_bytes = in.blob();
  const ByteView name = in.blob();
  if (!in.finished() || name.size() > kNameMax || name.empty() != (open.sequence == 0))
    return Error::codec("fabric/session-frame", "an opening that names no stream, or one that it cannot know");
  Result<EvalRequest> request = decode_request(request_bytes);
  if (!request) return request.error();
  const Result<ContentKey> key = ContentKey::from_request(*request);
  if (!key) return key.error();
  return Opening{*std::move(request), *key, std::string(as_text(name))};
}

// What the reader of a stream is told when there will be none.
SessionWhy why_of(const Error& error) {
  const bool refused = error.kind == ErrorKind::capability_denied || error.code == ErrorCode::home_failed ||
                       error.code == ErrorCode::overloaded || error.code == ErrorCode::malformed;
  return refused ? SessionWhy::refused : SessionWhy::source_failed;
}

}  // namespace

// ---- the reading side

void Node::take(const StreamRequestMade& made, Turn turn) {
  const Result<ContentKey> key = ContentKey::from_request(*made.request);
  Result<Bytes> what = key ? encode_request(*made.request) : Result<Bytes>(key.error());
  if (!what) {
    turn.out.push_back(AnswerEnd{made.id, 0, SessionWhy::refused});
    return;
  }
  turn.observe(StreamOpened{made.id, *key, made.site});
  StreamIn stream{.request = made.id,
                  .site = made.site,
                  .key = *key,
                  .what = share(*std::move(what)),
                  .sink = PlacedSink(made.context),
                  .until = turn.now + std::min(made.request->deadline.value_or(kUnlimited),
                                               options_.fabric.stream.session.receive_duration_max)};
  const bool somebody = made.site < options_.peers.directory().size() && made.site != options_.self;
  if (!somebody || !made.context.require_all(made.request->required_capabilities) ||
      !made.context.require(capability(StreamSecurityCapability::remote_network)))
    return stream_over(stream, SessionWhy::refused, turn);
  open_session(std::move(stream), turn);
}

void Node::open_session(StreamIn stream, Turn turn) {
  SessionOptions options = options_.fabric.stream.session;
  options.receive_duration_max = stream.until - turn.now;
  const SessionId session = asks_.unused();
  StreamIn& opened = streams_.in.emplace(session, std::move(stream)).first->second;
  SharedBytes what = open_payload(opened.what, opened.sink.metadata());
  settle(session, opened.sink.open(session, std::move(what), options, turn.now), turn);
}

// Carries out what the reading end of that session wants done.
void Node::settle(SessionId session, PlacedSink::Turn done, Turn turn) {
  StreamIn& stream = streams_.in.at(session);
  for (SessionFrame& frame : done.frames) send(stream.site, StreamFrame{true, std::move(frame)}, turn);
  for (Expr& item : done.items) {
    const std::uint64_t number = stream.items++;
    stream.checksum = checksum_with(stream.checksum, item);
    if (options_.fabric.planted_bug == PlantedBug::skip_stream_item && number == 1) continue;
    turn.observe(StreamItemCame{stream.request, number, stream.checksum});
    turn.out.push_back(AnswerItem{stream.request, number, std::move(item)});
  }
  rearm(TimerKind::stream_in, session, stream.sink.wake(), stream.armed, turn);
  if (!done.end || stream.over) return;
  const bool lost = done.end->why == SessionWhy::peer_gone || done.end->why == SessionWhy::peer_forgot;
  if (!lost || stream.resumes >= options_.fabric.stream.resumes_max || turn.now >= stream.until) {
    stream_over(stream, done.end->why, turn);
    streams_.end(session);
    return;
  }
  StreamIn again = std::move(stream);
  streams_.in.erase(session);
  ++again.resumes;
  turn.observe(StreamResumed{again.request, again.items});
  open_session(std::move(again), turn);
}

void Node::stream_over(const StreamIn& stream, SessionWhy why, Turn turn) {
  turn.observe(StreamOver{stream.request, stream.key, stream.items, why});
  turn.out.push_back(AnswerEnd{stream.request, stream.items, why});
}

void Node::stream_in_due(SessionId session, Turn turn) {
  const auto stream = streams_.in.find(session);
  if (stream == streams_.in.end()) return;
  stream->second.armed.reset();
  settle(session, stream->second.sink.on_time(turn.now), turn);
}

// ---- both sides

void Node::take_message(NodeId from, const StreamFrame& stream, Turn turn) {
  const SessionFrame& frame = stream.frame;
  const bool over = frame.kind == SessionFrameKind::reset;
  if (!stream.to_source) {
    const auto in = streams_.in.find(frame.session);
    if (in != streams_.in.end() && in->second.site == from)
      settle(frame.session, in->second.sink.on_frame(frame, turn.now), turn);
    else if (!over)
      reset_session(from, true, frame.session, SessionWhy::peer_forgot, turn);
    return;
  }
  const StreamTo to{from, frame.session};
  const auto out = streams_.out.find(to);
  if (out == streams_.out.end()) {
    const std::optional<SessionWhy> ended = streams_.ended(to);
    if (ended) {
      if (!over && *ended != SessionWhy::finished) reset_session(from, false, frame.session, *ended, turn);
    } else if (frame.kind == SessionFrameKind::open) {
      source_asked(to, frame, turn);
    } else if (!over) {
      reset_session(from, false, frame.session, SessionWhy::peer_forgot, turn);
    }
  } else if (out->second.source) {
    SessionEffects done;
    out->second.source->on_frame(frame, turn.now, done);
    settle(to, std::move(done), turn);
  } else if (over) {
    forget(to, turn);
  } else {
    out->second.probes = 0;
    // It is being computed: whoever asks again hears that somebody is there.
    if (frame.kind == SessionFrameKind::open)
      send(from, StreamFrame{false, {.session = frame.session, .kind = SessionFrameKind::probe}}, turn);
  }
}

void Node::reset_session(NodeId to, bool to_source, SessionId session, SessionWhy why, Turn turn) {
  const SessionFrame frame{.session = session, .kind = SessionFrameKind::reset, .why = why};
  send(to, StreamFrame{to_source, frame}, turn);
}

void Node::streams_broke(NodeId peer, Turn turn) {
  for (auto& [session, stream] : streams_.in) {
    if (stream.site != peer || stream.over) continue;
    stream.sink.on_break(turn.now);
    rearm(TimerKind::stream_in, session, stream.sink.wake(), stream.armed, turn);
  }
  for (auto& [to, stream] : streams_.out) {
    if (to.node != peer || !stream.source) continue;
    stream.source->on_break(turn.now);
    rearm(TimerKind::stream_out, stream.number, stream.source->wake(), stream.armed, turn);
  }
}

void Node::streams_reconnected(NodeId peer, Turn turn) {
  std::vector<SessionId> in;
  for (const auto& [session, stream] : streams_.in)
    if (stream.site == peer && !stream.over) in.push_back(session);
  for (const SessionId session : in)
    settle(session, streams_.in.at(session).sink.on_reconnect(turn.now), turn);
  std::vector<StreamTo> out;
  for (const auto& [to, stream] : streams_.out)
    if (to.node == peer && stream.source) out.push_back(to);
  for (const StreamTo& to : out) {
    SessionEffects done;
    streams_.out.at(to).source->on_reconnect(turn.now, done);
    settle(to, std::move(done), turn);
  }
}

void Node::rearm(TimerKind kind, std::uint64_t whose, std::optional<Instant> wake,
                 std::optional<Instant>& armed, Turn turn) {
  if (wake == armed) return;
  if (wake)
    turn.out.push_back(SetTimer{timer_id(kind, whose), *wake});
  else
    turn.out.push_back(CancelTimer{timer_id(kind, whose)});
  armed = wake;
}

// ---- the side that sends

void Node::source_asked(const StreamTo& to, const SessionFrame& open, Turn turn) {
  const Result<Opening> opening = read_open(open);
  if (!opening) {
    turn.observe(MessageRefused{to.node, open.payload->size()});
    return refuse(to, SessionWhy::refused, turn);
  }
  if (!options_.serve.require(capability(StreamSecurityCapability::remote_network)))
    return refuse(to, SessionWhy::refused, turn);
  // A reader that goes on has given its last session up, whether this node has heard of that or not.
  if (!opening->resumes.empty()) {
    const auto same = [&](const auto& entry) {
      return entry.first.node == to.node && entry.second.key == opening->key;
    };
    if (const auto last = std::ranges::find_if(streams_.out, same); last != streams_.out.end())
      forget(StreamTo(last->first), turn);
  }
  // Nobody can keep the others out.
  const std::size_t most = options_.fabric.stream.sources_max;
  if (streams_.out.size() >= most || streams_.sent_to(to.node) >= (most + 3) / 4)
    return refuse(to, SessionWhy::refused, turn);
  const auto request = std::make_shared<const EvalRequest>(opening->request);
  StreamOut stream{.number = streams_.number(),
                   .key = opening->key,
                   .request = request,
                   .resumes = opening->resumes,
                   .first = open.sequence,
                   .credit = open.credit};
  rearm(TimerKind::stream_out, stream.number, turn.now + options_.fabric.stream.session.probe_after, stream.armed,
        turn);
  streams_.out.emplace(to, std::move(stream));
  serve_or_compute(to, opening->key, request, turn);
}

// There is no such stream, now or any more; the reader is told.
void Node::refuse(const StreamTo& to, SessionWhy why, Turn turn) {
  const auto found = streams_.out.find(to);
  if (found != streams_.out.end())
    rearm(TimerKind::stream_out, found->second.number, std::nullopt, found->second.armed, turn);
  streams_.end(to, why);
  reset_session(to.node, false, to.session, why, turn);
}

// The reader wants no more of it.
void Node::forget(const StreamTo& to, Turn turn) {
  StreamOut& stream = streams_.out.at(to);
  const ContentKey key = stream.key;
  rearm(TimerKind::stream_out, stream.number, std::nullopt, stream.armed, turn);
  streams_.end(to, SessionWhy::cancelled);
  cancel_compute(key, to, turn);
}

// The reply is there, or will not be.
void Node::source_stream(const StreamTo& to, const ContentKey& key, const Result<StoredReply>& reply, Turn turn) {
  const auto found = streams_.out.find(to);
  if (found == streams_.out.end() || found->second.source || found->second.key != key) return;
  StreamOut& stream = found->second;
  if (!reply) return refuse(to, why_of(reply.error()), turn);
  if (!fits_request(*reply, *stream.request, options_.fabric.lookup))
    return refuse(to, SessionWhy::source_failed, turn);
  const StreamValue whole = placed_stream(*reply);
  // What the reader has is a part of another reply, of which there is no rest.
  if (!stream.resumes.empty() && stream.resumes != whole.metadata().id.text())
    return refuse(to, SessionWhy::broken_rules, turn);
  Result<PlacedSource> source = PlacedSource::make(options_.serve, {to.session, stream.first}, whole,
                                                   options_.fabric.stream.session, turn.now, stream.credit);
  if (!source) return refuse(to, why_of(source.error()), turn);
  stream.source = *std::move(source);
  std::uint64_t checksum = 0;
  std::uint64_t items = 0;
  StreamValue rest = whole;
  while (const std::optional<StreamItem> item = rest.next()) {
    checksum = checksum_with(checksum, *placed_item(*item));
    ++items;
  }
  turn.observe(StreamSourced{to.node, key, reply->digest(), items, checksum});
  SessionEffects done;
  stream.source->begin(turn.now, done);
  settle(to, std::move(done), turn);
}

// Carries out what the sending end of that session wants done.
void Node::settle(const StreamTo& to, SessionEffects done, Turn turn) {
  std::optional<SessionWhy> over;
  for (SessionEffect& effect : done) {
    if (auto* frame = std::get_if<SendFrame>(&effect))
      send(to.node, StreamFrame{false, std::move(frame->frame)}, turn);
    else if (const auto* ended = std::get_if<Ended>(&effect))
      over = ended->end.why;
  }
  StreamOut& stream = streams_.out.at(to);
  rearm(TimerKind::stream_out, stream.number, stream.source->wake(), stream.armed, turn);
  if (over) streams_.end(to, *over);
}

void Node::stream_out_due(std::uint64_t number, Turn turn) {
  const auto same = [&](const auto& entry) { return entry.second.number == number; };
  const auto found = std::ranges::find_if(streams_.out, same);
  if (found == streams_.out.end()) return;
  const StreamTo to = found->first;
  StreamOut& stream = found->second;
  stream.armed.reset();
  if (!stream.source) {
    // Computing takes its time: whoever waits hears that it goes on, and says so; who never does has gone.
    if (stream.probes++ > options_.fabric.stream.session.retransmissions_max) return forget(to, turn);
    send(to.node, StreamFrame{false, {.session = to.session, .kind = SessionFrameKind::probe}}, turn);
    rearm(TimerKind::stream_out, number, turn.now + options_.fabric.stream.session.probe_after, stream.armed,
          turn);
    return;
  }
  SessionEffects done;
  stream.source->on_time(turn.now, done);
  settle(to, std::move(done), turn);
}

}  // namespace fleetsim::core
