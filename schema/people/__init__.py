"""The nouns of accounts and offices (ours)."""
