"""How good the matching is, measured on `knowledge/cases`."""
