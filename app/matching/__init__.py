"""A citizen's words → a `Reading`: scam types, techniques, situation, verdict."""
