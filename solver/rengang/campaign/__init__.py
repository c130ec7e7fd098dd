"""`solve()`: the procedures in the policy's order, verified at the end."""

from rengang.campaign.solve import resolve_policy, run, solve

__all__ = ["resolve_policy", "run", "solve"]
