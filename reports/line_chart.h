#pragma once

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace fleetsim::reports {

/// Lines over one axis, as a picture that needs no program to look at. The same chart makes the same bytes.
struct LineChart {
  struct Point {
    double x = 0;
    double y = 0;
  };
  struct Line {
    std::string name;
    std::vector<Point> points;
    std::vector<std::pair<Point, Point>> band;  ///< for each point between which two it may be; empty: no band
  };

  std::string title;
  std::string x;  ///< what it is, with its unit
  std::string y;
  std::vector<Line> lines;  ///< up to four; the first is drawn strongest
};

/// Scalable vector graphics with title and description for screen readers, for light and dark backgrounds. Axes begin at 0.
/// Requires at least one point.
void write_svg(const LineChart& chart, std::ostream& out);

}  // namespace fleetsim::reports
