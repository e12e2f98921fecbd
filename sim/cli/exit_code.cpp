#include "sim/cli/exit_code.h"

#include "sim/run/run_record.h"

namespace fleetsim::sim {
namespace {

int weight(int exit) {
  switch (exit) {
    case kExitPass:
      return 0;
    case kExitLiveness:
      return 1;
    case kExitFailed:
      return 2;
    case kExitDiverged:
      return 3;
    default:
      return 4;
  }
}

}  // namespace

int graver_exit(int a, int b) {
  return weight(b) > weight(a) ? b : a;
}

}  // namespace fleetsim::sim
