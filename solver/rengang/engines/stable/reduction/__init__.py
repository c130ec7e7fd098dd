"""Pairs that no best matching needs, and the regions that the others fall into."""
