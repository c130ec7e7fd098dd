"""The judge of the two-way selection: admissible pairs, blocking pairs, a peer's opinion."""
