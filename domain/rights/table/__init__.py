"""The one table of rights, a file a chapter."""
