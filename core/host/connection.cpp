#include "core/host/connection.h"

#include <algorithm>
#include <utility>

namespace fleetsim::core {
namespace {

std::chrono::nanoseconds chrono(Duration duration) {
  return std::chrono::nanoseconds(duration.ns);
}

}  // namespace

Connection::Connection(std::unique_ptr<ByteStream> stream, const LinkLimits& limits,
                       std::shared_ptr<UnreadBytes> unread)
    : stream_(std::move(stream)),
      limits_(limits),
      unread_(std::move(unread)),
      watchdog_(stream_->socket().get_executor()),
      last_read_(Clock::now()) {}

Connection::~Connection() {
  account(0);
}

void Connection::start(bool accepted, Events events) {
  events_ = std::move(events);
  handshake_due_ = Clock::now() + chrono(limits_.handshake_timeout);
  boost::system::error_code ignored;
  stream_->socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  stream_->socket().set_option(boost::asio::socket_base::keep_alive(true), ignored);
  watch();
  stream_->handshake(accepted, [self = shared_from_this()](const std::string& why) {
    if (self->closed_) return;
    if (!why.empty()) return self->end(why);
    self->ready_ = true;
    if (self->events_.ready) self->events_.ready();
    if (self->closed_) return;
    self->write();
    self->read();
  });
}

void Connection::established(std::size_t frame_bytes_max, std::optional<Duration> idle) {
  handshake_due_.reset();
  idle_ = idle;
  last_read_ = Clock::now();
  reader_.set_frame_bytes_max(frame_bytes_max);
}

// ---- reading

void Connection::read() {
  stream_->read_some(boost::asio::buffer(part_),
                     [self = shared_from_this()](const ByteStream::Error& error, std::size_t bytes) {
                       if (self->closed_) return;
                       if (error) return self->end(self->stream_->explain(error));
                       self->take(bytes);
                     });
}

void Connection::take(std::size_t bytes) {
  last_read_ = Clock::now();
  reader_.feed(ByteView(part_).first(bytes));
  bool whole_frames = false;
  // What a refusal answers is not read any more.
  while (!closed_ && !closing_) {
    Result<std::optional<Bytes>> frame = reader_.next();
    if (!frame) return refuse(frame.error().second);
    if (!*frame) break;
    whole_frames = true;
    events_.frame(*std::move(*frame));
  }
  if (closed_) return;
  account(closing_ ? 0 : reader_.buffered());
  if (unread_->bytes > limits_.unread_bytes_max) return refuse("too much has arrived in part");
  if (reader_.buffered() == 0 || closing_)
    read_due_.reset();
  else if (whole_frames || !read_due_)
    read_due_ = Clock::now() + chrono(limits_.frame_timeout);
  if (!closing_) read();
}

void Connection::account(std::size_t unread) {
  unread_->bytes = unread_->bytes - accounted_ + unread;
  accounted_ = unread;
}

// ---- writing

std::size_t Connection::send(SharedBytes frame) {
  if (closed_ || closing_) return 0;
  std::size_t dropped = 0;
  const std::size_t kept = writing_ ? 1 : 0;
  const auto full = [&] {
    return queued_bytes_ + frame->size() > limits_.send_queue_bytes_max ||
           queue_.size() >= limits_.send_queue_frames_max;
  };
  while (queue_.size() > kept && full()) {
    const auto oldest = queue_.begin() + static_cast<std::ptrdiff_t>(kept);
    queued_bytes_ -= (*oldest)->size();
    queue_.erase(oldest);
    ++dropped;
  }
  queued_bytes_ += frame->size();
  queue_.push_back(std::move(frame));
  write();
  return dropped;
}

void Connection::write() {
  if (!ready_ || writing_ || closed_) return;
  if (queue_.empty()) {
    if (closing_) end(closing_why_);
    return;
  }
  writing_ = true;
  write_due_ = Clock::now() + chrono(limits_.frame_timeout);
  stream_->write(boost::asio::buffer(*queue_.front()),
                 [self = shared_from_this()](const ByteStream::Error& error, std::size_t) {
                   if (self->closed_) return;
                   if (error) return self->end(self->stream_->explain(error));
                   self->writing_ = false;
                   self->write_due_.reset();
                   self->queued_bytes_ -= self->queue_.front()->size();
                   self->queue_.pop_front();
                   self->write();
                 });
}

void Connection::refuse(const std::string& reason) {
  if (closed_ || closing_) return;
  send(share(encode_link_frame(Refusal{reason})));
  closing_ = true;
  closing_why_ = reason;
  handshake_due_ = Clock::now() + chrono(limits_.handshake_timeout);
  if (!ready_) end(reason);
}

// ---- the end

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  watchdog_.cancel();
  stream_->close();
  account(0);
  // The callbacks may own what owns this connection; one of them may be running.
  boost::asio::post(watchdog_.get_executor(), [self = shared_from_this()] { self->events_ = {}; });
}

void Connection::end(const std::string& why) {
  if (closed_) return;
  close();
  if (events_.closed) events_.closed(why);
}

// ---- time

std::optional<Connection::Clock::time_point> Connection::due() const {
  std::optional<Clock::time_point> first;
  for (const auto& one : {handshake_due_, read_due_, write_due_})
    if (one && (!first || *one < *first)) first = one;
  if (idle_ && !waiting_) {
    const Clock::time_point silent = last_read_ + chrono(*idle_);
    if (!first || silent < *first) first = silent;
  }
  return first;
}

// Looks once in a while instead of moving a timer with every frame.
void Connection::watch() {
  const auto shortest =
      std::min({limits_.handshake_timeout, limits_.frame_timeout, limits_.client_idle_timeout});
  watchdog_.expires_after(std::clamp<std::chrono::nanoseconds>(
      chrono(shortest) / 4, std::chrono::milliseconds(10), std::chrono::seconds(1)));
  watchdog_.async_wait([weak = weak_from_this()](const ByteStream::Error& error) {
    const auto self = weak.lock();
    if (error || !self || self->closed_) return;
    if (const auto due = self->due(); due && *due <= Clock::now()) return self->overdue();
    self->watch();
  });
}

void Connection::overdue() {
  if (closing_) return end(closing_why_);
  const auto now = Clock::now();
  if (handshake_due_ && *handshake_due_ <= now) return end("no hello in time");
  if (read_due_ && *read_due_ <= now) return end("a frame that began did not end in time");
  if (write_due_ && *write_due_ <= now) return end("the other side does not read");
  end("silent for too long");
}

}  // namespace fleetsim::core
