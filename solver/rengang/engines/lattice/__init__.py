"""All stable matchings of a market with strict lists, through its rotations."""
