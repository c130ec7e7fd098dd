"""`solve()`: the procedures in the policy's order, verified at the end."""

from rengang.campaign.solve import STAGES, only, resolve_policy, run, solve

__all__ = ["STAGES", "only", "resolve_policy", "run", "solve"]
