"""The two-way selection (双向选择, TX-43…45): cadres' intents meet units' nominations."""
