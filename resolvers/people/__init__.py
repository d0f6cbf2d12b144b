"""The verbs of accounts and offices (ours)."""
