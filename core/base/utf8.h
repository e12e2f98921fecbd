#pragma once

#include <string_view>

namespace fleetsim::core {

/// Whether the bytes are well-formed UTF-8 (Unicode, table 3-7): no overlong forms, no surrogates, nothing
/// above U+10FFFF. Any character is well-formed, NUL included.
bool is_utf8(std::string_view text);

}  // namespace fleetsim::core
