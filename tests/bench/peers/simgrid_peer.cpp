// fleetsim_peer_simgrid WORKLOAD NUMBER...: the published workloads on SimGrid's timers. `mailboxes` is `messages` by
// actors: two a node, one that sends and one that receives, over a network of 9 ms.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>
#include <xbt/log.h>

#include "tests/bench/peer/measure.h"
#include "tests/bench/peers/arguments.h"
#include "tests/bench/peers/workloads.h"

namespace fleetsim::peer {
namespace {

namespace s4u = simgrid::s4u;

double seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }

/// Its instants are doubles, in seconds. What decides are the whole nanoseconds that the callbacks carry.
struct Timers {
  template <class Callback>
  static void at(std::int64_t now, std::int64_t delay, Callback callback) {
    if (!stopped && now + delay < end) simgrid::kernel::timer::Timer::set(seconds(now + delay), std::move(callback));
  }
  static void run(std::int64_t) { s4u::Engine::get_instance()->run(); }
  static void stop() { stopped = true; }

  static inline bool stopped = false;
  static inline std::int64_t end = 0;
};

class Mailboxes {
 public:
  Mailboxes(std::uint32_t nodes, std::int64_t until)
      : end_(until * kSecond), neighbours_(eight_regular(nodes)) {
    s4u::NetZone* zone = s4u::create_star_zone("zone");
    for (std::uint32_t node = 0; node < nodes; ++node) {
      const std::string name = "n-" + std::to_string(node);
      s4u::Host* host = zone->create_host(name, 1e9);
      // As fast as can be, so that the latency is all.
      const auto link = [&](const char* way, double latency) {
        return zone->create_link(name + way, 1e15)->set_sharing_policy(s4u::Link::SharingPolicy::FATPIPE)
            ->set_latency(latency)->seal();
      };
      zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {s4u::LinkInRoute(link("-up", seconds(9 * kMillisecond)))}, false);
      zone->add_route(nullptr, host->get_netpoint(), nullptr, nullptr, {s4u::LinkInRoute(link("-down", 0))}, false);
      hosts_.push_back(host);
      boxes_.push_back(s4u::Mailbox::by_name(name));
    }
    zone->seal();
    for (std::uint32_t node = 0; node < nodes; ++node) {
      s4u::Actor::create("sender", hosts_[node], [this, node] { send(node); });
      s4u::ActorPtr receiver = s4u::Actor::create("receiver", hosts_[node], [this, node] { receive(node); });
      receiver->daemonize();
      // A message sets out when it is sent, not when its receiver asks for it.
      boxes_[node]->set_receiver(receiver);
    }
  }

  Outcome run() {
    s4u::Engine::get_instance()->run();
    return outcome_;
  }

 private:
  struct Message {
    Words words;
    std::int64_t arrives;
  };

  void send(std::uint32_t node) {
    Stream stream(43, node);
    std::uint32_t number = 0;
    auto now = static_cast<std::int64_t>(stream.below(10 * kMillisecond));
    for (; now + 9 * kMillisecond < end_; now += 10 * kMillisecond) {
      s4u::this_actor::sleep_until(seconds(now));
      const Sending sending(stream);
      // The latency of a route is one for all messages: what this one draws on top of it is only added up.
      auto message = std::make_unique<Message>(Message{words_of(node, number++), now + sending.latency});
      boxes_[neighbours_[node][sending.neighbour]]->put_init(message.release(), sizeof(Words))->detach();
    }
    // Daemons end with the last of these, and what is under way has to arrive.
    s4u::this_actor::sleep_until(seconds(end_ + 20 * kMillisecond));
  }
  void receive(std::uint32_t node) {
    while (true) {
      const auto message = boxes_[node]->get_unique<Message>();
      if (message->arrives < end_) count(outcome_, message->words);
    }
  }

  std::int64_t end_;
  std::vector<std::vector<std::uint32_t>> neighbours_;
  std::vector<s4u::Host*> hosts_;
  std::vector<s4u::Mailbox*> boxes_;
  Outcome outcome_;
};

int run(int count, char** words) {
  s4u::Engine engine(&count, words);
  const Arguments read = arguments({words + 1, words + count});
  const std::string name = "simgrid-" + read.what;
  const std::vector<std::uint32_t>& numbers = read.numbers;
  // The plain model: a message takes the latency of its route, without the corrections for TCP.
  xbt_log_control_set("xbt_cfg.thresh:warning");
  s4u::Engine::set_config("network/model:CM02");
  s4u::Engine::set_config("network/TCP-gamma:0");
  s4u::Engine::set_config("network/crosstraffic:0");
  s4u::Engine::set_config("contexts/stack-size:16");
  Timers::end = std::int64_t{numbers.empty() || read.what == "epidemic" ? 3'600 : numbers.back()} * kSecond;
  if (read.is("mailboxes", 2) && numbers[0] >= 10) return measure<Mailboxes>(name, numbers[0], numbers[1]), 0;
  s4u::create_full_zone("zone")->create_host("host", 1e9)->seal();
  if (read.is("phold", 3)) return measure<Phold<Timers>>(name, numbers[0], numbers[1], numbers[2]), 0;
  if (read.is("messages", 2) && numbers[0] >= 10) return measure<Messages<Timers>>(name, numbers[0], numbers[1]), 0;
  if (read.is("epidemic", 1) && numbers[0] >= 2) return measure<Epidemic<Timers>>(name, numbers[0]), 0;
  std::fputs("usage: fleetsim_peer_simgrid phold N M SECONDS | messages N SECONDS | mailboxes N SECONDS | epidemic N\n", stderr);
  return 2;
}

}  // namespace
}  // namespace fleetsim::peer

int main(int count, char** words) { return fleetsim::peer::run(count, words); }
