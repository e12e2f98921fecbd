#include "reports/observation_json.h"

#include <nlohmann/json.hpp>

#include "core/store/fact_table.h"

namespace fleetsim::reports {
namespace {

using Json = nlohmann::ordered_json;
using core::ByteView;

template <class... Fs>
struct Overload : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overload(Fs...) -> Overload<Fs...>;

std::string hex(const core::Digest& digest) {
  return core::to_hex(ByteView(digest));
}

std::string hex(const core::ContentKey& key) {
  return hex(key.digest());
}

Json name_of(core::NodeId id, const core::HostNames& names) {
  return id < names.directory.size() ? Json(names.directory.name(id).text()) : Json(nullptr);
}

Json reply_of(const std::optional<core::Digest>& reply) {
  return reply ? Json(hex(*reply)) : Json(nullptr);
}

// Who said what: that it holds a key, that it does so no more, or which epoch it is in.
Json facts_of(const std::vector<core::FactId>& ids, const core::FactTable& table) {
  Json facts = Json::array();
  for (const core::FactId id : ids) {
    Json fact{{"holder", table.holder(table.holder_of(id)).text()}};
    if (table.is_epoch(id))
      fact["epoch"] = table.stamp(id).epoch;
    else
      fact["key"] = hex(table.key(table.key_of(id)));
    if (!table.is_epoch(id) && !table.holds(id)) fact["holds"] = false;
    facts.push_back(std::move(fact));
  }
  return facts;
}

// The name of what happened, and its fields.
Json fields_of(const core::Observation& fact, const core::HostNames& names) {
  return std::visit(
      Overload{
          [&](const core::Asked& f) {
            return Json{{"what", "asked"}, {"request", f.request}, {"key", hex(f.key)}};
          },
          [&](const core::AskSent& f) {
            return Json{{"what", "ask-sent"},
                        {"request", f.request},
                        {"to", name_of(f.to, names)},
                        {"as", to_string(f.source)}};
          },
          [&](const core::Answered& f) {
            Json json{{"what", "answered"}, {"request", f.request}, {"key", hex(f.key)}};
            if (f.error) {
              json["error"] = f.error->text();
              json["code"] = to_string(f.error->code);
            } else {
              json["reply"] = reply_of(f.reply);
              json["from"] = to_string(f.source);
            }
            json["held"] = f.held;
            return json;
          },
          [&](const core::Served& f) {
            return Json{{"what", "served"},
                        {"to", name_of(f.to, names)},
                        {"key", hex(f.key)},
                        {"reply", hex(f.reply)}};
          },
          [&](const core::Recorded& f) {
            return Json{{"what", "recorded"}, {"key", hex(f.key)}, {"reply", hex(f.reply)}};
          },
          [&](const core::Recovered& f) {
            return Json{{"what", "recovered"}, {"key", hex(f.key)}, {"reply", hex(f.reply)}};
          },
          [&](const core::LogRepaired& f) {
            return Json{{"what", "log-repaired"},
                        {"torn_bytes", f.torn_bytes},
                        {"corrupt_records", f.corrupt_records},
                        {"divergent_records", f.divergent_records}};
          },
          [&](const core::Learned& f) {
            Json json{{"what", "learned"}, {"from", name_of(f.from, names)}, {"facts", facts_of(f.facts, names.facts)}};
            if (!f.dropped.empty()) json["dropped"] = facts_of(f.dropped, names.facts);
            json["index_size"] = f.index_size;
            return json;
          },
          [&](const core::ComputeStarted& f) {
            return Json{{"what", "compute-started"}, {"key", hex(f.key)}};
          },
          [&](const core::ComputeDone& f) {
            return Json{{"what", "compute-done"}, {"key", hex(f.key)}, {"reply", reply_of(f.reply)}};
          },
          [&](const core::MessageRefused& f) {
            return Json{{"what", "message-refused"}, {"from", name_of(f.from, names)}, {"bytes", f.bytes}};
          },
          [&](const core::ReplyDropped& f) {
            return Json{{"what", "reply-dropped"}, {"from", name_of(f.from, names)}, {"key", hex(f.key)}};
          },
          [&](const core::AskFailed& f) {
            return Json{{"what", "ask-failed"},
                        {"request", f.request},
                        {"to", name_of(f.to, names)},
                        {"as", to_string(f.source)},
                        {"miss", to_string(f.miss)}};
          },
          [&](const core::Joined& f) {
            return Json{{"what", "joined"}, {"request", f.request}, {"leader", f.leader}};
          },
          [&](const core::PeerAvoided& f) {
            return Json{{"what", "peer-avoided"}, {"request", f.request}, {"peer", name_of(f.peer, names)}};
          },
          [&](const core::HomeAwaited& f) {
            return Json{{"what", "home-awaited"},
                        {"request", f.request},
                        {"home", name_of(f.home, names)},
                        {"until_ns", f.until.ns}};
          },
          [&](const core::ComputeCancelled& f) {
            return Json{{"what", "compute-cancelled"}, {"key", hex(f.key)}};
          },
          [&](const core::ComputeRefused& f) {
            return Json{{"what", "compute-refused"}, {"from", name_of(f.from, names)}, {"key", hex(f.key)}};
          },
          [&](const core::NotKept& f) {
            return Json{{"what", "not-kept"}, {"key", hex(f.key)}, {"reply", hex(f.reply)}, {"bytes", f.bytes}};
          },
          [&](const core::Evicted& f) {
            return Json{{"what", "evicted"}, {"key", hex(f.key)}, {"reply", hex(f.reply)}, {"bytes", f.bytes}};
          },
          [&](const core::Diverged& f) {
            return Json{{"what", "diverged"},
                        {"from", name_of(f.other, names)},
                        {"key", hex(f.key)},
                        {"mine", hex(f.mine)},
                        {"theirs", hex(f.theirs)}};
          },
          [&](const core::Quarantined& f) {
            return Json{{"what", "quarantined"},
                        {"from", name_of(f.from, names)},
                        {"key", hex(f.key)},
                        {"reply", hex(f.reply)}};
          },
          [&](const core::PeerJudged& f) {
            return Json{{"what", "peer-judged"},
                        {"peer", name_of(f.peer, names)},
                        {"state", to_string(f.state)},
                        {"incarnation", f.incarnation},
                        {"from", name_of(f.from, names)}};
          },
          [&](const core::HearsayIgnored& f) {
            return Json{{"what", "hearsay-ignored"}, {"from", name_of(f.from, names)}, {"facts", f.facts}};
          },
          [&](const core::SegmentDropped& f) {
            return Json{{"what", "segment-dropped"}, {"segment", f.segment}, {"log_bytes", f.log_bytes}};
          },
          [&](const core::NotRecorded& f) {
            Json json{{"what", "not-recorded"}, {"key", hex(f.key)}, {"reply", hex(f.reply)}};
            if (f.said) json["said"] = hex(*f.said);
            return json;
          },
          [&](const core::ReplicaSent& f) {
            return Json{{"what", "replica-sent"}, {"to", name_of(f.to, names)}, {"key", hex(f.key)}};
          },
          [&](const core::StreamOpened& f) {
            return Json{
                {"what", "stream-opened"}, {"request", f.request}, {"key", hex(f.key)}, {"site", name_of(f.site, names)}};
          },
          [&](const core::StreamResumed& f) {
            return Json{{"what", "stream-resumed"}, {"request", f.request}, {"items", f.items}};
          },
          [&](const core::StreamItemCame& f) {
            return Json{{"what", "stream-item-came"}, {"request", f.request}, {"number", f.number}};
          },
          [&](const core::StreamOver& f) {
            return Json{{"what", "stream-over"},
                        {"request", f.request},
                        {"key", hex(f.key)},
                        {"items", f.items},
                        {"why", core::to_string(f.why)}};
          },
          [&](const core::StreamSourced& f) {
            return Json{
                {"what", "stream-sourced"}, {"to", name_of(f.to, names)}, {"key", hex(f.key)}, {"items", f.items}};
          },
      },
      fact);
}

Json line_of(core::Instant at, const std::string& node) {
  Json json;
  json["at_ns"] = at.ns;
  json["node"] = node;
  return json;
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string observation_json(core::Instant at, const std::string& node, const core::Observation& fact,
                             const core::HostNames& names) {
  Json json = line_of(at, node);
  json.update(fields_of(fact, names));
  return text_of(json);
}

std::string link_json(core::Instant at, const std::string& node, const core::LinkFact& fact) {
  Json json = line_of(at, node);
  json["what"] = to_string(fact.kind);
  if (!fact.peer.empty()) json["peer"] = fact.peer;
  if (!fact.reason.empty()) json["reason"] = fact.reason;
  if (fact.kind == core::LinkFact::Kind::dropped) json["messages"] = fact.count;
  return text_of(json);
}

std::string started_json(core::Instant at, const std::string& node, std::uint32_t incarnation,
                         const core::Address& listen, const std::optional<core::Address>& admin) {
  Json json = line_of(at, node);
  json["what"] = "started";
  json["incarnation"] = incarnation;
  json["listen"] = listen.text();
  if (admin) json["admin"] = admin->text();
  return text_of(json);
}

std::string stopped_json(core::Instant at, const std::string& node) {
  Json json = line_of(at, node);
  json["what"] = "stopped";
  return text_of(json);
}

}  // namespace fleetsim::reports
