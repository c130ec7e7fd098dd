"""One file for each carrier of an instance, reading and writing."""
