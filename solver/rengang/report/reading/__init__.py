"""A result folder read back, as strictly as it was written."""
