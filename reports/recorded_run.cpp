#include "reports/recorded_run.h"

#include <nlohmann/json.hpp>

namespace fleetsim::reports {

std::optional<RecordedRun> read_json_line(std::string_view line) {
  const nlohmann::json run = nlohmann::json::parse(line, nullptr, false);
  if (!run.is_object()) return std::nullopt;
  const auto text = [&run](const char* name) {
    const auto found = run.find(name);
    return found != run.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto seed = run.find("seed");
  RecordedRun recorded{text("scenario"), 0, text("fingerprint"), text("replay")};
  if (recorded.scenario.empty() || recorded.replay.empty() || seed == run.end() ||
      !seed->is_number_unsigned())
    return std::nullopt;
  recorded.seed = seed->get<std::uint64_t>();
  return recorded;
}

}  // namespace fleetsim::reports
