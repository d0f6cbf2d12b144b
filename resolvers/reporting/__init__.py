"""The verbs of quarterly reporting: form, filings owed, reports, consolidations and reviews (Art. 14)."""
