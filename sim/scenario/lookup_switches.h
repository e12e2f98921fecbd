#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "core/lookup/lookup_options.h"

namespace fleetsim::sim {

/// The options of `fabric.lookup` that are either on or off, as the language calls them.
inline constexpr std::array<std::pair<std::string_view, bool core::LookupOptions::*>, 13> kLookupSwitches = {
    {{"check_every_hit", &core::LookupOptions::check_every_hit},
     {"honour_consistency", &core::LookupOptions::honour_consistency},
     {"budgeted", &core::LookupOptions::budgeted},
     {"cancel_abandoned", &core::LookupOptions::cancel_abandoned},
     {"single_flight", &core::LookupOptions::single_flight},
     {"classify_misses", &core::LookupOptions::classify_misses},
     {"await_overloaded", &core::LookupOptions::await_overloaded},
     {"heed_links", &core::LookupOptions::heed_links},
     {"honour_cacheability", &core::LookupOptions::honour_cacheability},
     {"keep_error_replies", &core::LookupOptions::keep_error_replies},
     {"check_shapes", &core::LookupOptions::check_shapes},
     {"bypass_streams", &core::LookupOptions::bypass_streams},
     {"explain", &core::LookupOptions::explain}}};

}  // namespace fleetsim::sim
