"""What the regulations say, each building a market and calling an engine."""
