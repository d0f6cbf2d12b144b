"""The unit of work: what stands under every verb."""
