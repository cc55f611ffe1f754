"""Act: the state machine, its one loop, one file per state, and the ports they need."""
