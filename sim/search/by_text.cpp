#include "sim/search/by_text.h"

#include "core/base/byte_writer.h"
#include "core/base/bytes.h"

namespace fleetsim::sim {

core::Hash128 hash_of_text(const core::Hash128& before, const std::string& text) {
  core::ByteWriter bytes;
  bytes.raw(core::ByteView(before));
  bytes.raw(core::as_bytes(text));
  return core::hash128(bytes.view());
}

Witness::Mark ByText::next() {
  Mark mark = inner_.next();
  block_ = inner_.last_block();
  for (Testimony& testimony : block_) {
    testimony.hash = hash_of_text({}, testimony.text);
    state_ = hash_of_text(state_, testimony.text);
  }
  mark.state = state_;
  return mark;
}

}  // namespace fleetsim::sim
