"""Algorithms on arrays: deferred acceptance, exact models, network flow, trading cycles."""
