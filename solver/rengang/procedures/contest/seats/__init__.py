"""Who gets which post: rules as arrays, the engine, and why somebody was not appointed."""
