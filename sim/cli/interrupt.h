#pragma once

namespace fleetsim::sim {

/// From now on the first SIGINT or SIGTERM only asks for an end; a second one ends the program at once.
void catch_interrupts();

/// The signal that asked for an end; 0 when none did.
int interrupt_signal();

}  // namespace fleetsim::sim
