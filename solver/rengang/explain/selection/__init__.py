"""Why the selection between units went as it did: intents, directed placement, exchange."""
