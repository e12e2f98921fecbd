#include "sim/search/testify.h"

#include <cstdlib>
#include <istream>
#include <ostream>
#include <string>

#include <fmt/format.h>

#include "core/base/bytes.h"

namespace fleetsim::sim {

void testify(Witness& witness, std::istream& in, std::ostream& out) {
  out << kTestimonyGreeting << '\n' << std::flush;
  bool over = false;
  std::string asked;
  while (std::getline(in, asked)) {
    if (asked == "next" && !over) {
      const Witness::Mark mark = witness.next();
      over = mark.over;
      out << fmt::format("mark {} {} {}\n", core::to_hex(core::ByteView(mark.state)), mark.facts,
                         over ? "over" : "more");
    } else if (asked == "block") {
      const std::vector<Witness::Testimony> block = witness.last_block();
      out << fmt::format("lines {}\n", block.size());
      for (const Witness::Testimony& testimony : block)
        out << fmt::format("{} {} {}\n", testimony.event, core::to_hex(core::ByteView(testimony.hash)),
                           testimony.text);
    } else if (asked.starts_with("causes ")) {
      const std::vector<std::string> chain = witness.causes(std::strtoull(asked.c_str() + 7, nullptr, 10));
      out << fmt::format("lines {}\n", chain.size());
      for (const std::string& line : chain) out << line << '\n';
    } else {
      out << fmt::format("refused \"{}\": expected next (once more after more), block, or causes EVENT\n",
                         asked);
    }
    out << std::flush;
  }
}

}  // namespace fleetsim::sim
