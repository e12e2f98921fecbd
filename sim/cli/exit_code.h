#pragma once

namespace fleetsim::sim {

/// The exit code of two runs together: the graver one. From grave to light: a broken invariant (70 and
/// anything unknown), 4 (two runs of one seed differed), 1 (a check failed), 3 (liveness or a limit), 0.
int graver_exit(int a, int b);

}  // namespace fleetsim::sim
