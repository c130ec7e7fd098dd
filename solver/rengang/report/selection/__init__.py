"""The selection between units in a result folder: its figures and forms."""
