"""Staffing the sections of a bureau: people to sections with seats, goals in order, composition at the end."""
