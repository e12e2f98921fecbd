#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "core/env/effect.h"
#include "core/evaluate/evaluator.h"

namespace fleetsim::core {

/// Computes on threads of its own, so that the node's loop never waits. Everything else happens on that loop.
class ComputePool {
 public:
  /// `slots` computations at a time; at most `waiting_max` more are taken. `computed` is called on the loop.
  ComputePool(boost::asio::io_context& loop, EvaluatorRef evaluator, std::size_t slots,
              std::size_t waiting_max, std::function<void(Computed)> computed);
  /// Waits for what has begun, drops what has not; no outcome comes after it.
  ~ComputePool();
  ComputePool(const ComputePool&) = delete;
  ComputePool& operator=(const ComputePool&) = delete;

  /// Ends in `computed`, once: with eval/limit_exceeded when too many wait, or with what the evaluator said.
  void compute(const Compute& effect);
  std::size_t open() const;

 private:
  struct Shared;

  boost::asio::io_context& loop_;
  EvaluatorRef evaluator_;
  std::size_t open_max_;
  std::shared_ptr<Shared> shared_;
  boost::asio::thread_pool threads_;
};

}  // namespace fleetsim::core
