"""The nouns of services: the ledger of activities, archives, files and disclosures (Art. 7, 10, 11)."""
