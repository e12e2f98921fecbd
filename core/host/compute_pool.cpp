#include "core/host/compute_pool.h"

#include <atomic>
#include <map>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>

namespace fleetsim::core {

/// What both the pool and what it posted to the loop know; of the loop's thread.
struct ComputePool::Shared {
  std::function<void(Computed)> computed;
  std::size_t open = 0;
  /// Of each computation without an outcome, whether it has been cancelled: set on the loop, read where it runs.
  std::map<ComputeId, std::shared_ptr<std::atomic<bool>>> cancelled{};
};

ComputePool::ComputePool(boost::asio::io_context& loop, EvaluatorRef evaluator, std::size_t slots,
                         std::size_t waiting_max, std::function<void(Computed)> computed)
    : loop_(loop),
      evaluator_(std::move(evaluator)),
      open_max_(slots + waiting_max),
      shared_(std::make_shared<Shared>(Shared{std::move(computed)})),
      threads_(slots) {}

ComputePool::~ComputePool() {
  shared_->computed = {};
  threads_.stop();
  threads_.join();
}

std::size_t ComputePool::open() const {
  return shared_->open;
}

void ComputePool::cancel(ComputeId id) {
  const auto open = shared_->cancelled.find(id);
  if (open != shared_->cancelled.end()) *open->second = true;
}

void ComputePool::compute(const Compute& effect) {
  const auto stop = std::make_shared<std::atomic<bool>>(false);
  shared_->cancelled.emplace(effect.id, stop);
  const auto report = [shared = shared_, stop](Computed outcome) {
    --shared->open;
    shared->cancelled.erase(outcome.id);
    if (shared->computed && !*stop) shared->computed(std::move(outcome));
  };
  ++shared_->open;
  if (shared_->open > open_max_) {
    boost::asio::post(loop_, [report, id = effect.id] {
      report(Computed{id, Error::eval("too many computations wait at this home", ErrorCode::limit_exceeded)});
    });
    return;
  }
  boost::asio::post(threads_, [&loop = loop_, evaluator = evaluator_, report, stop, effect] {
    Computed outcome{effect.id, *stop ? Error::eval("cancelled") : evaluator->evaluate(*effect.request).reply};
    boost::asio::post(loop, [report, outcome = std::move(outcome)]() mutable { report(std::move(outcome)); });
  });
}

}  // namespace fleetsim::core
