"""Exact search for what reduction, propagation and the frontier leave."""
