// Any bytes are a message or are refused; what is a message has exactly one encoding, and so have the request and the
// reply inside it. A node takes all of them as they come.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/base/check.h"
#include "core/node/node.h"
#include "core/wire/eval_codec.h"
#include "core/wire/message.h"

namespace {

using namespace fleetsim::core;

constexpr NodeId kSelf = 0;
constexpr NodeId kPeer = 1;

// The checksum guards everything; without a right one the fuzzer would never see what lies behind it.
Bytes with_checksum(ByteView body) {
  Bytes bytes(body.begin(), body.end());
  const std::uint64_t sum = checksum64(body);
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<std::uint8_t>(sum >> shift));
  return bytes;
}

void check_reencoding(const WireMessage& message, const Bytes& bytes) {
  FLEET_CHECK(encode_message(message) == bytes, "a message with two encodings");
  if (const auto* ask = std::get_if<ComputeAsk>(&message)) {
    const Result<EvalRequest> request = decode_request(*ask->request);
    if (request) FLEET_CHECK(*encode_request(*request) == *ask->request, "a request with two encodings");
  }
  if (const auto* found = std::get_if<Found>(&message)) {
    const Result<EvalReply> reply = decode_reply(*found->reply);
    if (reply) FLEET_CHECK(*encode_reply(*reply) == *found->reply, "a reply with two encodings");
  }
}

Node a_node() {
  auto directory = std::make_shared<const Directory>(
      std::vector<Symbol>{Symbol::unqualified("self"), Symbol::unqualified("peer")});
  NodeOptions options{.self = kSelf,
                      .peers = Peers(directory, kSelf),
                      .homes = std::make_shared<const std::vector<NodeId>>(std::vector<NodeId>{kSelf}),
                      .compute = EvalContext::with_every_capability(),
                      .fabric = {},
                      .facts = nullptr};
  options.fabric.membership.detector = FailureDetector::swim;
  return Node(std::move(options), Dice(1, "fuzz"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes = with_checksum(ByteView(data, size));
  if (const Result<WireMessage> message = decode_message(bytes); message) check_reencoding(*message, bytes);

  Node node = a_node();
  Effects effects;
  node.on(Instant{}, Booted{1, {}}, effects);
  node.on(Instant{1}, MessageArrived{kPeer, share(Bytes(bytes))}, effects);
  node.on(Instant{2}, MessageArrived{kPeer, share(Bytes(data, data + size))}, effects);
  return 0;
}
