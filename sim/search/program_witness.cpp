#include "sim/search/program_witness.h"

#include <sstream>

#include <boost/process.hpp>
#include <fmt/format.h>

#include "sim/search/testify.h"
#include "sim/search/witness_failed.h"

namespace fleetsim::sim {
namespace {

bool parse_hash(const std::string& hex, core::Hash128& hash) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (hex.size() != 2 * hash.size()) return false;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = digit(hex[2 * i]);
    const int low = digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    hash[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

}  // namespace

struct ProgramWitness::Process {
  boost::process::opstream to;
  boost::process::ipstream from;
  boost::process::child child;
};

ProgramWitness::ProgramWitness(const std::string& program, const std::vector<std::string>& arguments)
    : program_(program), process_(std::make_unique<Process>()) {
  std::vector<std::string> words{"testify"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::error_code failed;
  process_->child = boost::process::child(
      program, boost::process::args(words),
      boost::process::std_in<process_->to, boost::process::std_out> process_->from, failed);
  if (failed) throw WitnessFailed(fmt::format("{}: cannot be started: {}", program, failed.message()));
  if (const std::string said = answer(); said != kTestimonyGreeting) fail(said);
}

ProgramWitness::~ProgramWitness() {
  std::error_code ignored;
  process_->to.pipe().close();
  process_->child.terminate(ignored);
  process_->child.wait(ignored);
}

void ProgramWitness::fail(const std::string& said) const {
  throw WitnessFailed(
      fmt::format("{}: said \"{}\", expected a fleetsim that testifies (its first line is \"{}\")", program_,
                  said, kTestimonyGreeting));
}

void ProgramWitness::ask(const std::string& what) {
  process_->to << what << '\n' << std::flush;
}

std::string ProgramWitness::answer() {
  std::string line;
  if (!std::getline(process_->from, line)) {
    std::error_code ignored;
    process_->child.wait(ignored);
    throw WitnessFailed(fmt::format("{}: ended with exit code {} instead of an answer", program_,
                                    process_->child.exit_code()));
  }
  return line;
}

void ProgramWitness::begin_next() {
  ask("next");
  asked_next_ = true;
}

Witness::Mark ProgramWitness::next() {
  if (!asked_next_) begin_next();
  asked_next_ = false;
  const std::string said = answer();
  std::istringstream words(said);
  std::string mark, state, over;
  Mark result;
  words >> mark >> state >> result.facts >> over;
  if (!words || mark != "mark" || !parse_hash(state, result.state)) fail(said);
  result.over = over == "over";
  return result;
}

std::vector<std::string> ProgramWitness::lines() {
  const std::string said = answer();
  std::istringstream words(said);
  std::string word;
  std::uint64_t count = 0;
  words >> word >> count;
  if (!words || word != "lines") fail(said);
  std::vector<std::string> all;
  for (std::uint64_t i = 0; i < count; ++i) all.push_back(answer());
  return all;
}

std::vector<Witness::Testimony> ProgramWitness::last_block() {
  ask("block");
  std::vector<Testimony> block;
  for (const std::string& line : lines()) {
    Testimony testimony;
    std::istringstream words(line);
    std::string hash;
    words >> testimony.event >> hash;
    words.get();
    std::getline(words, testimony.text);
    if (!parse_hash(hash, testimony.hash)) fail(line);
    block.push_back(std::move(testimony));
  }
  return block;
}

std::vector<std::string> ProgramWitness::causes(std::uint64_t event) {
  ask("causes " + std::to_string(event));
  return lines();
}

}  // namespace fleetsim::sim
