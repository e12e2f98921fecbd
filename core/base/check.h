#pragma once

#include <stdexcept>
#include <string>

namespace fleetsim::core {

/// A bug of ours: an invariant of the program itself does not hold. Never caught inside core or the simulator;
/// the program adds scenario, seed, instant and event, and ends the run.
class BrokenInvariant : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void check_failed(const char* file, int line, const char* condition, const std::string& detail = {});

}  // namespace fleetsim::core

/// Always on, in every build type. For bugs only: expected failures return Result, bad input is refused.
/// FLEET_CHECK(condition) or FLEET_CHECK(condition, "what it means").
#define FLEET_CHECK(condition, ...)                                                                      \
  do {                                                                                                   \
    if (!(condition)) [[unlikely]]                                                                       \
      ::fleetsim::core::check_failed(__FILE__, __LINE__, #condition __VA_OPT__(, ) __VA_ARGS__);         \
  } while (false)
