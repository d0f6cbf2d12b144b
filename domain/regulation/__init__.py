"""Regulations as data: rule packs, the copy a round keeps, and the Measures clause by clause."""
