#include "core/host/compute_pool.h"

#include <utility>

#include <boost/asio/post.hpp>

namespace fleetsim::core {

/// What both the pool and what it posted to the loop know; of the loop's thread.
struct ComputePool::Shared {
  std::function<void(Computed)> computed;
  std::size_t open = 0;
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

void ComputePool::compute(const Compute& effect) {
  const auto report = [shared = shared_](Computed outcome) {
    --shared->open;
    if (shared->computed) shared->computed(std::move(outcome));
  };
  ++shared_->open;
  if (shared_->open > open_max_) {
    boost::asio::post(loop_, [report, id = effect.id] {
      report(Computed{id, Error::eval("too many computations wait at this home", ErrorCode::limit_exceeded)});
    });
    return;
  }
  boost::asio::post(threads_, [&loop = loop_, evaluator = evaluator_, report, effect] {
    Computed outcome{effect.id, evaluator->evaluate(*effect.request).reply};
    boost::asio::post(loop, [report, outcome = std::move(outcome)]() mutable { report(std::move(outcome)); });
  });
}

}  // namespace fleetsim::core
