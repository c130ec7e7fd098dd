"""Joint choices over a frontier of hospitals: what propagation leaves in narrow parts."""
