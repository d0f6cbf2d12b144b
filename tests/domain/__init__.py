"""The law, chapter by chapter."""
