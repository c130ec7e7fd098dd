"""The largest balanced exchange."""
