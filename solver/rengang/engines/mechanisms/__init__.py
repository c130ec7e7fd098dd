"""Mechanisms: deferred and immediate acceptance, trading cycles."""
