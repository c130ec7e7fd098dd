"""The judge of directed placement: who may be sent where, and at what cost."""
