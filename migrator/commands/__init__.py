"""One room for each command: it reads arguments, wires ports, calls the states, and answers."""
