#pragma once

#include <memory>

#include "core/base/bytes.h"
#include "core/wire/message.h"

namespace fleetsim::core {

using SharedMessage = std::shared_ptr<const WireMessage>;

/// An encoded message, as it is sent. Between nodes of one process it may bring along what it says, which then need not be
/// decoded again: the same decisions, sooner.
struct Letter {
  SharedBytes bytes;
  SharedMessage said = {};  ///< what decode_message makes of the bytes; null: nobody has looked yet
};

/// `hand_over`: bring along what it says.
Letter write_letter(WireMessage message, bool hand_over);

}  // namespace fleetsim::core
