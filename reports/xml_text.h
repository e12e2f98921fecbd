#pragma once

#include <string>
#include <string_view>

namespace fleetsim::reports {

/// The text as it may stand inside an XML 1.0 element or a quoted attribute: markup is escaped; a byte that
/// is not UTF-8 and a character that XML cannot hold become U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace fleetsim::reports
