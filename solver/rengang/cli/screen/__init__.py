"""What the console shows: tables, progress, problems, help, and how a stop is heard."""
