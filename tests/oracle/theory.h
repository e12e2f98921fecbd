#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace fleetsim::tests::theory {

// Results that were derived without the simulator: what a faithful one must reproduce. Doubles throughout:
// they judge, and decide nothing.

/// Who sends to whom in a contact: the caller, the called one, or both.
enum class Direction { push, pull, push_pull };

// ---- gossip of one fact in rounds. In each round every node (of push: every informed one) calls `calls`
// distinct others,
// ---- uniformly; what counts is who was informed when the round began.

/// How likely so many are informed after each round, exactly, from one: the Markov chain on their number. Row
/// r, column k: after r rounds, k of n.
std::vector<std::vector<double>> informed_by_round(Direction direction, int n, int calls, int rounds);
/// Mean rounds until all are informed, exactly, when each message is lost with the probability `loss` (a call
/// by which somebody pulls takes two).
double mean_rounds(Direction direction, int n, int calls = 1, double loss = 0);
/// The share that is not informed after one more round, in the limit of many nodes: with f calls of which
/// each is lost with the probability `loss`.
double next_uninformed(Direction direction, double uninformed, double calls, double loss = 0);
/// Rounds for many nodes: mean field from 1/n until less than one node is expected to be left out. The
/// fraction counts.
double mean_field_rounds(Direction direction, double n, double calls, double loss = 0);

// ---- in continuous time: each node calls one other, uniformly, `calls` times in each interval on average
// (Poisson).

/// Mean intervals until all n are informed, without latency, exactly: a sum of exponential times.
double mean_intervals(Direction direction, int n, double calls = 1);
/// The growth rate, per interval, of the number informed by push while they are few, when what is sent takes
/// `latency` intervals: r exp(r latency) = calls.
double growth_rate(double calls, double latency);
/// The principal branch: w exp(w) = x, for x >= 0.
double lambert_w(double x);

/// The share that a rumour leaves out which each informed node sends `copies` times in all, of which `loss`
/// are lost: the root below 1 of s = exp(-copies (1 - loss)(1 - s)).
double residue(double copies, double loss = 0);

// ---- content: contents of shares `popularity` are asked for at `rate` in all (Poisson), uniformly at
// `nodes` nodes,
// ---- of which each keeps what it got.

/// The probability that a given node has content of that share at time t.
double held(double share, double rate, double nodes, double t);
/// Contents asked for by time t, on average: the fewest computations that any strategy can do with.
double distinct_contents(std::span<const double> popularity, double rate, double t);
/// Copies at all the nodes at time t, on average; and entries in a full index of them.
double copies(std::span<const double> popularity, double rate, double nodes, double t);
/// The share of requests at time t that find the content at their own node.
double local_hits(std::span<const double> popularity, double rate, double nodes, double t);
/// Zipf's law: 1, 1/2^exponent, 1/3^exponent ... scaled to a sum of 1.
std::vector<double> zipf(int contents, double exponent);

// ---- queues with Poisson arrivals, first come first served; `load` is arrival rate times mean service.

/// The share of arrivals that find all of `slots` busy, where those are lost.
double erlang_b(int slots, double load);
/// The share of arrivals that find all busy, where those wait. Requires load < slots.
double erlang_c(int slots, double load);
/// Mean wait before service begins, exponential service.
double mean_wait(int slots, double rate, double mean_service);
/// Mean wait at one slot, any service (Pollaczek and Khinchine).
double mean_wait_general(double rate, double mean_service, double mean_square_service);

}  // namespace fleetsim::tests::theory
