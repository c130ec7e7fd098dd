"""What follows from one choice, and what that settles."""
