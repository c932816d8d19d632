"""Files on disk → a checked `KnowledgeBase`."""
