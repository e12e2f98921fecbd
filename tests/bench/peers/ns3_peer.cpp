// fleetsim_peer_ns3 SCHEDULER WORKLOAD NUMBER...: the published workloads on ns-3. SCHEDULER: Map (its default),
// PriorityQueue, Heap, Calendar. `devices` is `messages` over SimpleNetDevices, a channel for every edge.

#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include <ns3/channel.h>
#include <ns3/log.h>
#include <ns3/net-device.h>
#include <ns3/node.h>
#include <ns3/nstime.h>
#include <ns3/object-factory.h>
#include <ns3/packet.h>
#include <ns3/simple-channel.h>
#include <ns3/simple-net-device.h>
#include <ns3/simulator.h>

#include "tests/bench/peer/measure.h"
#include "tests/bench/peers/arguments.h"
#include "tests/bench/peers/workloads.h"

namespace fleetsim::peer {
namespace {

struct Ns3 {
  template <class Callback>
  static void at(std::int64_t, std::int64_t delay, Callback callback) {
    ns3::Simulator::Schedule(ns3::NanoSeconds(static_cast<std::uint64_t>(delay)), std::move(callback));
  }
  static void run(std::int64_t end) {
    // What is scheduled for the last instant before the end still happens.
    ns3::Simulator::Stop(ns3::NanoSeconds(static_cast<std::uint64_t>(end)) - ns3::Simulator::Now() - ns3::NanoSeconds(1));
    ns3::Simulator::Run();
  }
  static void stop() { ns3::Simulator::Stop(); }
};

/// `messages` with packets: a node, eight devices on it, and between two neighbours a channel.
class Devices {
 public:
  Devices(std::uint32_t nodes, std::int64_t seconds)
      : end_(seconds * kSecond), neighbours_(eight_regular(nodes)), devices_(nodes), sent_(nodes) {
    std::vector<ns3::Ptr<ns3::Node>> made;
    for (std::uint32_t node = 0; node < nodes; ++node) {
      made.push_back(ns3::CreateObject<ns3::Node>());
      devices_[node].resize(8);
      streams_.emplace_back(43, node);
    }
    for (std::uint32_t node = 0; node < nodes; ++node)
      for (std::size_t i = 0; i < 8; ++i) {
        const std::uint32_t other = neighbours_[node][i];
        if (other < node) continue;
        const auto channel = ns3::CreateObject<ns3::SimpleChannel>();
        devices_[node][i] = plug(made[node], channel);
        devices_[other][place_of(other, node)] = plug(made[other], channel);
      }
    for (std::uint32_t node = 0; node < nodes; ++node)
      wait(static_cast<std::int64_t>(streams_[node].below(10 * kMillisecond)), node);
  }

  Outcome run() {
    Ns3::run(end_);
    return outcome_;
  }

 private:
  std::size_t place_of(std::uint32_t node, std::uint32_t neighbour) const {
    std::size_t place = 0;
    while (neighbours_[node][place] != neighbour) ++place;
    return place;
  }
  ns3::Ptr<ns3::SimpleNetDevice> plug(const ns3::Ptr<ns3::Node>& node, const ns3::Ptr<ns3::SimpleChannel>& channel) {
    auto device = ns3::CreateObject<ns3::SimpleNetDevice>();
    device->SetAddress(ns3::Mac48Address::Allocate());
    node->AddDevice(device);
    device->SetChannel(channel);
    device->SetReceiveCallback(ns3::MakeCallback(&Devices::receive, this));
    return device;
  }
  void wait(std::int64_t delay, std::uint32_t node) {
    Ns3::at(0, delay, [this, node] { tick(node); });
  }
  void tick(std::uint32_t node) {
    const Sending sending(streams_[node]);
    const auto& device = devices_[node][sending.neighbour];
    const Words words = words_of(node, sent_[node]++);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(words.data());
    // A channel has one delay; that of this packet is read when the device sends it, at this same instant.
    device->GetChannel()->SetAttribute("Delay", ns3::TimeValue(ns3::NanoSeconds(static_cast<std::uint64_t>(sending.latency))));
    device->Send(ns3::Create<ns3::Packet>(bytes, sizeof words), device->GetBroadcast(), 0x0800);
    wait(10 * kMillisecond, node);
  }
  bool receive(ns3::Ptr<ns3::NetDevice>, ns3::Ptr<const ns3::Packet> packet, std::uint16_t, const ns3::Address&) {
    Words words{};
    packet->CopyData(reinterpret_cast<std::uint8_t*>(words.data()), sizeof words);
    count(outcome_, words);
    return true;
  }

  std::int64_t end_;
  std::vector<std::vector<std::uint32_t>> neighbours_;
  std::vector<std::vector<ns3::Ptr<ns3::SimpleNetDevice>>> devices_;
  std::vector<std::uint32_t> sent_;
  std::vector<Stream> streams_;
  Outcome outcome_;
};

int run(std::vector<std::string> words) {
  const std::string scheduler = words.empty() ? "" : words[0];
  const Arguments read = arguments({words.begin() + (words.empty() ? 0 : 1), words.end()});
  if (std::set<std::string>{"Map", "PriorityQueue", "Heap", "Calendar"}.count(scheduler) != 0) {
    ns3::Simulator::SetScheduler(ns3::ObjectFactory("ns3::" + scheduler + "Scheduler"));
    const std::string name = "ns3-" + scheduler + "-" + read.what;
    const std::vector<std::uint32_t>& numbers = read.numbers;
    if (read.is("phold", 3)) return measure<Phold<Ns3>>(name, numbers[0], numbers[1], numbers[2]), 0;
    if (read.is("messages", 2) && numbers[0] >= 10) return measure<Messages<Ns3>>(name, numbers[0], numbers[1]), 0;
    if (read.is("devices", 2) && numbers[0] >= 10) return measure<Devices>(name, numbers[0], numbers[1]), 0;
    if (read.is("epidemic", 1) && numbers[0] >= 2) return measure<Epidemic<Ns3>>(name, numbers[0]), 0;
  }
  std::fputs("usage: fleetsim_peer_ns3 Map|PriorityQueue|Heap|Calendar phold N M SECONDS | messages N SECONDS | "
             "devices N SECONDS | epidemic N\n", stderr);
  return 2;
}

}  // namespace
}  // namespace fleetsim::peer

int main(int count, char** words) { return fleetsim::peer::run({words + 1, words + count}); }
