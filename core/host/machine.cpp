#include "core/host/machine.h"

#include <utility>

#include <boost/asio/post.hpp>

#include "core/base/check.h"

namespace fleetsim::core {
namespace {

template <class... Fs>
struct Overload : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overload(Fs...) -> Overload<Fs...>;

}  // namespace

Machine::Machine(boost::asio::io_context& loop, const HostClock& clock, MachineOptions options)
    : loop_(loop),
      clock_(clock),
      options_(std::move(options)),
      alarm_(loop),
      self_(std::make_shared<Machine*>(this)) {}

Machine::~Machine() {
  *self_ = nullptr;
  events_ = {};
}

Result<void> Machine::start(Events events) {
  events_ = std::move(events);
  Result<DataDirectory> data = DataDirectory::open(options_.data);
  if (!data) return data.error();
  data_.emplace(*std::move(data));
  const Result<std::uint32_t> incarnation = data_->next_incarnation(options_.incarnation_min);
  if (!incarnation) return incarnation.error();
  incarnation_ = *incarnation;
  Result<std::shared_ptr<LogDirectory>> files = LogDirectory::open(options_.data);
  if (!files) return files.error();
  Result<LogSegments> segments = (*files)->read();
  if (!segments) return segments.error();
  FileLedger::Sizes sizes;
  for (const LogSegment& segment : *segments) sizes[segment.id] = segment.bytes->size();

  const auto on_loop = [&loop = loop_, self = self_](std::vector<Input> inputs, std::size_t effects) {
    boost::asio::post(loop, [self, inputs = std::move(inputs), effects] {
      if (*self != nullptr) (*self)->confirmed(inputs, effects);
    });
  };
  ledger_ = std::make_unique<FileLedger>(*std::move(files), std::move(sizes), on_loop);
  if (options_.evaluator)
    pool_ = std::make_unique<ComputePool>(loop_, options_.evaluator, options_.compute_slots,
                                          options_.compute_waiting_max,
                                          [this](const Computed& computed) { deliver(computed); });
  // Posted, so that it is never said in the middle of another input.
  const auto link_changed = [&loop = loop_, self = self_](NodeId peer, bool up) {
    boost::asio::post(loop, [self, peer, up] {
      if (*self == nullptr) return;
      (*self)->deliver(up ? Input(LinkUp{peer}) : Input(LinkDown{peer}));
    });
  };
  links_ = std::make_unique<Links>(loop_, options_.links,
                                   LinkEvents{.message =
                                                  [this](NodeId from, const SharedBytes& bytes) {
                                                    deliver(MessageArrived{from, bytes});
                                                  },
                                              .request = events_.request,
                                              .client_gone = events_.client_gone,
                                              .reachable = link_changed,
                                              .fact = events_.link});

  // Posted before anything can arrive, so that it is the first input.
  boost::asio::post(loop_, [self = self_, booted = Booted{incarnation_, *std::move(segments)}] {
    if (*self != nullptr) (*self)->deliver(booted);
  });
  return links_->start();
}

void Machine::perform(const Effects& effects) {
  for (const Effect& effect : effects)
    std::visit(Overload{
                   [&](const Send& send) { links_->send(send.to, send.bytes); },
                   [&](const SetTimer& timer) { timers_.set(timer.id, timer.at); },
                   [&](const CancelTimer& timer) { timers_.cancel(timer.id); },
                   [&](const Append& append) {
                     ++storing_;
                     ledger_->append(append);
                   },
                   [&](const Sync& sync) {
                     ++storing_;
                     ledger_->sync(sync);
                   },
                   [&](const Truncate& cut) {
                     ++storing_;
                     ledger_->truncate(cut);
                   },
                   [&](const DropSegment& drop) {
                     ++storing_;
                     ledger_->drop(drop);
                   },
                   [&](const Compute& compute) {
                     FLEET_CHECK(pool_ != nullptr, "a computation at a machine without an evaluator");
                     pool_->compute(compute);
                   },
                   [&](const CancelCompute& cancel) {
                     if (pool_ != nullptr) pool_->cancel(cancel.id);
                   },
                   [&](const Answer& answer) {
                     if (events_.answer) events_.answer(answer);
                   },
                   [&](const Observe& observe) {
                     if (events_.observe) events_.observe(observe.fact);
                   },
                   // Nobody here asks for streams; they are sent to those who do.
                   [](const AnswerItem&) { FLEET_CHECK(false, "an item of a stream that nobody asked for"); },
                   [](const AnswerEnd&) { FLEET_CHECK(false, "the end of a stream that nobody asked for"); },
               },
               effect);
  wait_for_timer();
}

bool Machine::is_idle() const {
  return storing_ == 0 && (pool_ == nullptr || pool_->open() == 0) && links_->all_sent();
}

void Machine::deliver(const Input& input) {
  if (events_.input) events_.input(input);
}

void Machine::confirmed(const std::vector<Input>& inputs, std::size_t effects) {
  storing_ -= effects;
  const std::shared_ptr<Machine*> self = self_;
  for (const Input& input : inputs)
    if (*self != nullptr) deliver(input);
}

void Machine::wait_for_timer() {
  const std::optional<Instant> next = timers_.next();
  if (next == alarm_at_) return;
  alarm_at_ = next;
  alarm_.cancel();
  if (!next) return;
  const Duration left = *next - clock_.now();
  alarm_.expires_after(std::chrono::nanoseconds(std::max<std::int64_t>(left.ns, 0)));
  alarm_.async_wait([self = self_](const boost::system::error_code& error) {
    if (error || *self == nullptr) return;
    Machine& machine = **self;
    machine.alarm_at_.reset();
    while (*self != nullptr) {
      const std::optional<TimerId> due = machine.timers_.take_due(machine.clock_.now());
      if (!due) break;
      machine.deliver(TimerFired{*due});
    }
    if (*self != nullptr) machine.wait_for_timer();
  });
}

}  // namespace fleetsim::core
