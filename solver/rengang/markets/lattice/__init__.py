"""The lattice of stable matchings: rotations, both ends, all members, and the best by a measure."""
