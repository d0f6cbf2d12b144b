"""The unit of work and its readers."""
