#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/source_tree.h"

namespace fleetsim::tests {

/// Which tests claim which numbers of the contract. A test claims numbers in a comment directly above it that
/// starts with them: `// B-16, U-2`, or `// B-16: what it is about`.
using Claims = std::map<std::string, std::set<std::string>>;  // `B-16` -> `SuiteTest.Name`, all sorted

/// The claims of one file.
Claims claims_in(const SourceFile& file);

/// All tests of a file, claimed or not.
std::set<std::string> tests_in(const SourceFile& file);

/// Which declarations are rows of the contract's table of public items: `/// Contract row 50.` or
/// `/// Contract rows 19, 20.` above them; row -> `file:line`.
std::map<int, std::vector<std::string>> rows_in(const SourceFile& file);

}  // namespace fleetsim::tests
