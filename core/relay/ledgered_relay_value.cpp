#include "core/relay/ledgered_relay_value.h"

#include "core/relay/ledgered_relay_fabric.h"

namespace fleetsim::core {
namespace {

class LedgeredRelayObject final : public RuntimeObject {
 public:
  explicit LedgeredRelayObject(EvalFabricRef fabric) : fabric_(std::move(fabric)) {}

  std::string display() const override { return "#<ledgered-relay-fabric>"; }
  EvalFabricRef eval_fabric() const override { return fabric_; }

 private:
  EvalFabricRef fabric_;
};

}  // namespace

Result<Value> ledgered_relay_fabric_value(Cx& cx, EvalFabricRef inner,
                                          std::shared_ptr<EvalCassette> cassette) {
  if (!inner || !cassette) return Error::eval("a ledgered relay needs an inner fabric and a cassette");
  auto fabric = std::make_shared<LedgeredRelayFabric>(std::move(inner), std::move(cassette));
  return cx.make_object(std::make_shared<const LedgeredRelayObject>(std::move(fabric)));
}

}  // namespace fleetsim::core
