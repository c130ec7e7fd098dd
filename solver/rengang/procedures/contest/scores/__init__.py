"""Scores from marks, votes and records, in exact fractions, and their derivations."""
