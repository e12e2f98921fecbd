#pragma once

#include <string>

namespace fleetsim::tests {

/// The smallest good scenario with one of everything that a finding may be about. `more` is put behind it,
/// from line 8.
inline std::string scenario_with(const std::string& more) {
  return "fleetsim: 1\n"
         "name: t\n"
         "time: { stop: 10s }\n"
         "topology: { groups: [{ name: a, labels: [reader] }, { name: b, region: eu }, { name: e, count: 3 "
         "}, "
         "{ name: home, compute: { service: 1ms } }] }\n"
         "content: { items: [{ id: x, expr: x }, { id: y, capabilities: [net] }] }\n"
         "preload: [{ holder: { node: b }, content: x }]\n"
         "workload: [{ at: 1s, node: a, content: x, as: ask }]\n" +
         more;
}

}  // namespace fleetsim::tests
