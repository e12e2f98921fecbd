#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/eval/eval_fabric.h"

namespace fleetsim::tests {

/// A fabric that answers by a function and remembers what it was asked.
class FakeFabric final : public core::EvalFabric {
 public:
  using Answer = std::function<core::Result<core::EvalReply>(core::EvalContext&, const core::EvalRequest&)>;

  explicit FakeFabric(Answer answer) : answer_(std::move(answer)) {}

  core::Result<core::EvalReply> realize(core::EvalContext& context,
                                        const core::EvalRequest& request) override {
    requests.push_back(request);
    return answer_(context, request);
  }
  std::size_t calls() const { return requests.size(); }

  std::vector<core::EvalRequest> requests;

 private:
  Answer answer_;
};

/// Replies with the string of the request behind a prefix, so that another computation would show.
inline std::shared_ptr<FakeFabric> echo_fabric(std::string prefix = "computed ") {
  return std::make_shared<FakeFabric>(
      [prefix](core::EvalContext&, const core::EvalRequest& request) -> core::Result<core::EvalReply> {
        return core::text_reply(prefix + request.expr.text());
      });
}

inline std::shared_ptr<FakeFabric> failing_fabric(core::Error error) {
  return std::make_shared<FakeFabric>(
      [error](core::EvalContext&, const core::EvalRequest&) -> core::Result<core::EvalReply> {
        return error;
      });
}

inline std::shared_ptr<FakeFabric> unreachable_fabric() {
  return failing_fabric(core::Error::eval("unreachable", core::ErrorCode::unreachable));
}

/// Checks the capabilities that a request declares, like a home site does.
inline std::shared_ptr<FakeFabric> guarded_fabric() {
  return std::make_shared<FakeFabric>(
      [](core::EvalContext& context, const core::EvalRequest& request) -> core::Result<core::EvalReply> {
        if (core::Result<void> granted = context.require_all(request.required_capabilities); !granted)
          return granted.error();
        return core::text_reply("computed");
      });
}

}  // namespace fleetsim::tests
