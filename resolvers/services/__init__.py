"""The verbs of services: the ledger of activities, their archives, and what platforms make public (Art. 7, 10, 11)."""
