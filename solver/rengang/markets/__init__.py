"""For researchers: mechanisms, the lattice, and the exact matchings of a market under one roof."""
