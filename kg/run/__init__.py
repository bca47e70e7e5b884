"""A run over many documents: what reads them, on how many processes, what it remembers, and which are copies of one another."""
