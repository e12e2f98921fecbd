#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/run/witness.h"

namespace fleetsim::sim {

/// A run in another build of fleetsim, asked over its standard input and output (README.md, "Testimony").
/// What that program says to standard error goes where ours goes. Ends with it.
class ProgramWitness final : public Witness {
 public:
  /// Starts `program testify arguments...`. Throws WitnessFailed, now or later, when it does not answer as it
  /// should.
  ProgramWitness(const std::string& program, const std::vector<std::string>& arguments);
  ~ProgramWitness() override;
  ProgramWitness(const ProgramWitness&) = delete;
  ProgramWitness& operator=(const ProgramWitness&) = delete;

  void begin_next() override;
  Mark next() override;
  std::vector<Testimony> last_block() override;
  std::vector<std::string> causes(std::uint64_t event) override;

 private:
  struct Process;

  void ask(const std::string& what);
  std::string answer();
  std::vector<std::string> lines();
  [[noreturn]] void fail(const std::string& said) const;

  std::string program_;
  std::unique_ptr<Process> process_;
  bool asked_next_ = false;
};

}  // namespace fleetsim::sim
