"""What can become of a part of the kernel; apart from the compiled loops, so that naming one compiles nothing."""

SOLVED, IMPOSSIBLE, TOO_WIDE = 0, 1, 2
"""The best choice is known; there is no stable one; there would be too many states."""
