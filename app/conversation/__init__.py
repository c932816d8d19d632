"""A `Reading` → an `Answer`: what to say first, in the words of `prompts/`."""
