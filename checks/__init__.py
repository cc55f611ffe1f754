"""Judge: facts in, findings out; no I/O, no clock, no environment."""
