"""Several Ray nodes on this machine: what they read together is what one process reads."""
