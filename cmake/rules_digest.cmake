# Writes OUT: the digest of the sources of core and sim under SOURCE_DIR, for the snapshots of runs. The same for every
# compiler and build type: those do not change what a run is.
file(GLOB_RECURSE sources RELATIVE "${SOURCE_DIR}"
     "${SOURCE_DIR}/core/*.h" "${SOURCE_DIR}/core/*.cpp" "${SOURCE_DIR}/sim/*.h" "${SOURCE_DIR}/sim/*.cpp")
list(FILTER sources EXCLUDE REGEX "^(core/host|sim/cli|sim/search)/")
list(SORT sources)
set(digests "")
foreach(source IN LISTS sources)
  file(SHA256 "${SOURCE_DIR}/${source}" digest)
  string(APPEND digests "${digest} ${source}\n")
endforeach()
string(SHA256 digest "${digests}")
file(CONFIGURE OUTPUT "${OUT}" CONTENT [[
#include "sim/snapshot/rules.h"

namespace fleetsim::sim {

const std::string_view kRulesDigest = "@digest@";

}  // namespace fleetsim::sim
]] @ONLY)
