"""From applications to shortlists: entries, conditions, cancelled posts, re-application."""
