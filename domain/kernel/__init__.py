"""The kernel of the law's chapters: acts, changes, lives, units and refusals."""
