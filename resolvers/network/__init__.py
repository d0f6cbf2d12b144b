"""The verbs of the service network: partners, posts and support (Art. 3, 5, 7-10)."""
