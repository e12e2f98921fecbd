#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace fleetsim::core {

/// RFC 4648, section 4: with padding, no line breaks.
std::string to_base64(ByteView bytes);
/// None for anything that to_base64 would not write, unused bits that are not zero included.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace fleetsim::core
