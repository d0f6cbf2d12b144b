"""The verbs of rectification after a failed evaluation (Art. 19)."""
