#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "sim/scenario/reader.h"

namespace fleetsim::sim {

/// The text of a file, or the finding that says why it cannot be read. Of a longer file, one byte more than
/// `bytes_max`, which is enough to refuse it.
std::variant<std::string, Finding> read_text_file(const std::string& path, std::size_t bytes_max);

}  // namespace fleetsim::sim
