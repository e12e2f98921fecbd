#pragma once

#include <iosfwd>

#include "sim/run/witness.h"

namespace fleetsim::sim {

/// Answers what is asked about a run, line by line (README.md, "Testimony"), until `in` ends.
void testify(Witness& witness, std::istream& in, std::ostream& out);

/// What the first line says; builds understand each other if it is the same.
inline constexpr const char* kTestimonyGreeting = "fleetsim testimony 1";

}  // namespace fleetsim::sim
