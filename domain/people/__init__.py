"""Accounts and offices (ours)."""
