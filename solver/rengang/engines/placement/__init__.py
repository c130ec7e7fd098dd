"""Placement of people at sites: features, flows, conflicts."""
