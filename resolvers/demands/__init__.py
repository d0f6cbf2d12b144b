"""The verbs of demands, complaints and follow-ups (Art. 7, 11, 13)."""
