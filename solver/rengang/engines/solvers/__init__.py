"""CP-SAT and min-cost flow with manners: what the other rooms call."""
