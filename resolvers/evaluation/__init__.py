"""The verbs of the yearly evaluation: scheme, round, panel, result and notice (Art. 15-17)."""
