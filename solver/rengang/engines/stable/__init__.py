"""Weakly stable matchings with ties and conflicts, exactly."""
