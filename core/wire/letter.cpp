#include "core/wire/letter.h"

#include <utility>

namespace fleetsim::core {

Letter write_letter(WireMessage message, bool hand_over) {
  Letter letter{share(encode_message(message))};
  if (hand_over) letter.said = std::make_shared<const WireMessage>(std::move(message));
  return letter;
}

}  // namespace fleetsim::core
