#include "reports/line_chart.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include <fmt/format.h>

#include "core/base/check.h"
#include "reports/xml_text.h"

namespace fleetsim::reports {
namespace {

constexpr double kWidth = 760, kHeight = 440;
constexpr double kLeft = 64, kRight = 16, kTop = 44, kBottom = 56;

constexpr const char* kStyle =
    "text{font:13px sans-serif;fill:#222}.title{font-size:16px;font-weight:600}.grid{stroke:#ddd}"
    "polyline{fill:none;stroke-width:1.6}.l0{stroke:#0b62c4;stroke-width:2.6}.b0{fill:#0b62c4;opacity:.2}"
    ".l1{stroke:#c2410c}.l2{stroke:#15803d;stroke-dasharray:6 3}.l3{stroke:#7e22ce;stroke-dasharray:2 3}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#444}.l0{stroke:#6cb2ff}.b0{fill:#6cb2ff}"
    ".l1{stroke:#fb923c}.l2{stroke:#4ade80}.l3{stroke:#d8b4fe}}";

/// 1, 2 or 5 times a power of ten, so that up to ten of them make the whole.
double tick_of(double whole) {
  const double power = std::pow(10, std::floor(std::log10(whole / 10)));
  for (const double times : {1.0, 2.0, 5.0})
    if (whole / (times * power) <= 10) return times * power;
  return 10 * power;
}

class Plane {
 public:
  explicit Plane(const LineChart& chart) {
    for (const LineChart::Line& line : chart.lines) {
      for (const LineChart::Point& point : line.points) {
        x_max_ = std::max(x_max_, point.x);
        y_max_ = std::max(y_max_, point.y);
      }
    }
    FLEET_CHECK(x_max_ > 0 && y_max_ > 0, "a chart of nothing");
  }

  double x_max() const { return x_max_; }
  double y_max() const { return y_max_; }
  double x(double value) const {
    return kLeft + std::clamp(value, 0.0, x_max_) / x_max_ * (kWidth - kLeft - kRight);
  }
  double y(double value) const {
    return kHeight - kBottom - std::clamp(value, 0.0, y_max_) / y_max_ * (kHeight - kTop - kBottom);
  }

 private:
  double x_max_ = 0;
  double y_max_ = 0;
};

void write_axes(const LineChart& chart, const Plane& plane, std::ostream& out) {
  const double bottom = kHeight - kBottom;
  const double x_tick = tick_of(plane.x_max());
  for (int i = 0; i * x_tick <= plane.x_max() * (1 + 1e-9); ++i) {
    const double x = plane.x(i * x_tick);
    out << fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\"/>", x, kTop, bottom)
        << fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{:g}</text>\n", x, bottom + 18, i * x_tick);
  }
  const double y_tick = tick_of(plane.y_max());
  for (int i = 0; i * y_tick <= plane.y_max() * (1 + 1e-9); ++i) {
    const double y = plane.y(i * y_tick);
    out << fmt::format("<line class=\"grid\" x1=\"{1:.1f}\" y1=\"{0:.1f}\" x2=\"{2:.1f}\" y2=\"{0:.1f}\"/>", y, kLeft,
                       kWidth - kRight)
        << fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{:g}</text>\n", kLeft - 8, y + 4, i * y_tick);
  }
  out << fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", (kLeft + kWidth - kRight) / 2,
                     kHeight - 14, xml_text(chart.x))
      << fmt::format("<text transform=\"translate(16 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                     (kTop + bottom) / 2, xml_text(chart.y));
}

void write_line(const LineChart::Line& line, std::size_t number, const Plane& plane, std::ostream& out) {
  if (!line.band.empty()) {
    FLEET_CHECK(line.band.size() == line.points.size(), "a band of another length");
    out << fmt::format("<polygon class=\"b{}\" points=\"", number);
    for (std::size_t i = 0; i < line.points.size(); ++i)
      out << fmt::format("{:.1f},{:.1f} ", plane.x(line.band[i].first.x), plane.y(line.band[i].first.y));
    for (std::size_t i = line.points.size(); i-- > 0;)
      out << fmt::format("{:.1f},{:.1f} ", plane.x(line.band[i].second.x), plane.y(line.band[i].second.y));
    out << "\"/>\n";
  }
  out << fmt::format("<polyline class=\"l{}\" points=\"", number);
  for (const LineChart::Point& point : line.points) out << fmt::format("{:.1f},{:.1f} ", plane.x(point.x), plane.y(point.y));
  out << "\"/>\n";
  // The legend stands where curves that rise leave room.
  const double y = kHeight - kBottom - 84 + 20 * static_cast<double>(number);
  const double x = kWidth - kRight - 290;
  out << fmt::format("<polyline class=\"l{}\" points=\"{:.1f},{:.1f} {:.1f},{:.1f}\"/>", number, x, y, x + 28, y)
      << fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", x + 36, y + 4, xml_text(line.name));
}

}  // namespace

void write_svg(const LineChart& chart, std::ostream& out) {
  FLEET_CHECK(chart.lines.size() <= 4, "a chart of more lines than it has colours");
  const Plane plane(chart);
  std::string names;
  for (const LineChart::Line& line : chart.lines) names += (names.empty() ? "" : "; ") + line.name;
  out << fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-labelledby=\"t d\">\n"
             "<title id=\"t\">{}</title><desc id=\"d\">{} over {}: {}</desc>\n<style>{}</style>\n",
             kWidth, kHeight, xml_text(chart.title), xml_text(chart.y), xml_text(chart.x), xml_text(names), kStyle)
      << fmt::format("<text class=\"title\" x=\"{:.1f}\" y=\"24\">{}</text>\n", kLeft, xml_text(chart.title));
  write_axes(chart, plane, out);
  for (std::size_t i = chart.lines.size(); i-- > 0;) write_line(chart.lines[i], i, plane, out);
  out << "</svg>\n";
}

}  // namespace fleetsim::reports
