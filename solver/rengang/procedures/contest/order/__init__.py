"""How posts order candidates: inspection, votes, lots, and the literal reading."""
