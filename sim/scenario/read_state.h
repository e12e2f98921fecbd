#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sim/scenario/findings.h"
#include "sim/scenario/names.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// One reading in progress: what is understood so far, and what is wrong with it. Sections are read in the
/// order in which they refer to each other, so that a reference is resolved, and refused at its place, where
/// it is read.
struct ReadState {
  const ReaderLimits& limits;
  Findings& findings;
  Scenario& scenario;
  NodeNames nodes{};
  ContentNames content{};
  std::map<std::string, std::uint32_t> requests{};      ///< by id, to their index
  std::map<std::string, std::uint32_t> faults{};        ///< by id, to their index
  std::map<std::string, std::uint32_t> links{};         ///< by id, to their index
  std::map<std::string, std::uint32_t> expectations{};  ///< by id, to their number
  /// False once something of that kind could not be read: a reference to it may be good, so it is let pass.
  bool nodes_known = true;
  bool links_known = true;
  bool content_known = true;
  bool requests_known = true;
  bool faults_known = true;
  bool preload_read = false;  ///< who holds what at the start may be referred to
  bool stop_known = false;
  bool has_phases = false;
};

}  // namespace fleetsim::sim
