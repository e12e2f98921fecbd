#include "tests/oracle/theory.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fleetsim::tests::theory {
namespace {

using Row = std::vector<double>;

double log_choose(int n, int k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

/// How likely `drawn` of `all`, of which `marked` are special, have exactly `hits` special ones.
double hypergeometric(int all, int marked, int drawn, int hits) {
  if (hits < 0 || hits > marked || hits > drawn || drawn - hits > all - marked) return 0;
  return std::exp(log_choose(marked, hits) + log_choose(all - marked, drawn - hits) - log_choose(all, drawn));
}

double binomial(int n, int k, double p) {
  if (p <= 0) return k == 0 ? 1 : 0;
  if (p >= 1) return k == n ? 1 : 0;
  return std::exp(log_choose(n, k) + k * std::log(p) + (n - k) * std::log1p(-p));
}

/// How likely so many special ones are among the calls that arrive, where `lost` of the calls do not.
double arriving(int all, int marked, int calls, int hits, double lost) {
  double sum = 0;
  for (int arrive = hits; arrive <= calls; ++arrive)
    sum += binomial(calls, arrive, 1 - lost) * hypergeometric(all, marked, arrive, hits);
  return sum;
}

/// How many of `missing` are reached by anybody of `callers`, each calling `calls` distinct ones of n - 1.
Row called(int callers, int missing, int n, int calls, double lost) {
  Row hit(static_cast<std::size_t>(missing) + 1);
  hit[0] = 1;
  for (int caller = 0; caller < callers; ++caller) {
    Row next(hit.size());
    for (int had = 0; had <= missing; ++had)
      for (int more = 0; more <= std::min(calls, missing - had); ++more)
        next[static_cast<std::size_t>(had + more)] +=
            hit[static_cast<std::size_t>(had)] * arriving(n - 1, missing - had, calls, more, lost);
    hit = std::move(next);
  }
  return hit;
}

/// How many become informed in a round that begins with `informed` of n.
Row newly_informed(Direction direction, int informed, int n, int calls, double lost) {
  const int missing = n - informed;
  Row by_push(static_cast<std::size_t>(missing) + 1);
  by_push[0] = 1;
  if (direction != Direction::pull) by_push = called(informed, missing, n, calls, lost);
  if (direction == Direction::push) return by_push;
  // Whoever was not called learns it by calling, independently of all others: if call and answer arrive.
  const double finds = 1 - arriving(n - 1, informed, calls, 0, 1 - (1 - lost) * (1 - lost));
  Row all(by_push.size());
  for (int pushed = 0; pushed <= missing; ++pushed)
    for (int pulled = 0; pulled <= missing - pushed; ++pulled)
      all[static_cast<std::size_t>(pushed + pulled)] +=
          by_push[static_cast<std::size_t>(pushed)] * binomial(missing - pushed, pulled, finds);
  return all;
}

}  // namespace

std::vector<std::vector<double>> informed_by_round(Direction direction, int n, int calls, int rounds) {
  std::vector<Row> steps(static_cast<std::size_t>(n) + 1);
  for (int k = 1; k <= n; ++k) steps[static_cast<std::size_t>(k)] = newly_informed(direction, k, n, calls, 0);
  std::vector<Row> table(1, Row(static_cast<std::size_t>(n) + 1));
  table[0][1] = 1;
  for (int round = 1; round <= rounds; ++round) {
    Row next(static_cast<std::size_t>(n) + 1);
    for (std::size_t k = 1; k < next.size(); ++k)
      for (std::size_t more = 0; more < steps[k].size(); ++more)
        next[k + more] += table.back()[k] * steps[k][more];
    table.push_back(std::move(next));
  }
  return table;
}

double mean_rounds(Direction direction, int n, int calls, double loss) {
  // From the end: the rounds from k informed are 1 and those from wherever the round leads to.
  Row left(static_cast<std::size_t>(n) + 1);
  for (int k = n - 1; k >= 1; --k) {
    const Row step = newly_informed(direction, k, n, calls, loss);
    double sum = 1;
    for (std::size_t more = 1; more < step.size(); ++more)
      sum += step[more] * left[static_cast<std::size_t>(k) + more];
    left[static_cast<std::size_t>(k)] = sum / (1 - step[0]);
  }
  return left[1];
}

double next_uninformed(Direction direction, double uninformed, double calls, double loss) {
  const double arrive = calls * (1 - loss);
  const double not_pushed = std::exp(-arrive * (1 - uninformed));
  const double not_pulled = std::pow(uninformed + (1 - uninformed) * loss, calls);
  return uninformed * (direction == Direction::pull ? 1 : not_pushed) *
         (direction == Direction::push ? 1 : not_pulled);
}

double mean_field_rounds(Direction direction, double n, double calls, double loss) {
  double uninformed = 1 - 1 / n;
  for (int round = 0;; ++round) {
    if (uninformed * n < 1) return round;
    const double next = next_uninformed(direction, uninformed, calls, loss);
    if (next * n < 1) return round + std::log(uninformed * n) / std::log(uninformed / next);
    uninformed = next;
  }
}

double mean_intervals(Direction direction, int n, double calls) {
  double sum = 0;
  for (int k = 1; k < n; ++k)
    sum += (n - 1) / (static_cast<double>(k) * (n - k) * calls * (direction == Direction::push_pull ? 2 : 1));
  return sum;
}

double growth_rate(double calls, double latency) {
  return latency == 0 ? calls : lambert_w(calls * latency) / latency;
}

double lambert_w(double x) {
  double w = std::log1p(x);
  for (int i = 0; i < 50; ++i) {
    const double e = std::exp(w);
    w -= (w * e - x) / (e * (w + 1));
  }
  return w;
}

double residue(double copies_each, double loss) {
  // From 0 the iteration climbs to the smallest root.
  double s = 0;
  for (int i = 0; i < 10'000; ++i) s = std::exp(-copies_each * (1 - loss) * (1 - s));
  return s;
}

double held(double share, double rate, double nodes, double t) {
  return -std::expm1(-share * rate * t / nodes);
}

double distinct_contents(std::span<const double> popularity, double rate, double t) {
  double sum = 0;
  for (const double share : popularity) sum += held(share, rate, 1, t);
  return sum;
}

double copies(std::span<const double> popularity, double rate, double nodes, double t) {
  double sum = 0;
  for (const double share : popularity) sum += nodes * held(share, rate, nodes, t);
  return sum;
}

double local_hits(std::span<const double> popularity, double rate, double nodes, double t) {
  double sum = 0;
  for (const double share : popularity) sum += share * held(share, rate, nodes, t);
  return sum;
}

std::vector<double> zipf(int contents, double exponent) {
  std::vector<double> shares;
  for (int i = 1; i <= contents; ++i) shares.push_back(std::pow(i, -exponent));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

double erlang_b(int slots, double load) {
  double blocked = 1;
  for (int k = 1; k <= slots; ++k) blocked = load * blocked / (k + load * blocked);
  return blocked;
}

double erlang_c(int slots, double load) {
  const double blocked = erlang_b(slots, load);
  return blocked / (1 - load / slots * (1 - blocked));
}

double mean_wait(int slots, double rate, double mean_service) {
  const double load = rate * mean_service;
  return erlang_c(slots, load) * mean_service / (slots - load);
}

double mean_wait_general(double rate, double mean_service, double mean_square_service) {
  return rate * mean_square_service / (2 * (1 - rate * mean_service));
}

}  // namespace fleetsim::tests::theory
