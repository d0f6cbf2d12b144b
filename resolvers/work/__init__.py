"""The unit of work under every verb."""
