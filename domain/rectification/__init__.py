"""Rectification after a failed evaluation (Art. 19)."""
