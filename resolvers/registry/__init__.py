"""The verbs of the registry: platforms, legal persons, titles and their changes (Art. 2, 12, 15, 19)."""
