"""How the stored nouns came to be."""
