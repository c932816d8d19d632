"""The pages citizens read in a browser: HTML from templates, words from `prompts/pages.yaml`."""
