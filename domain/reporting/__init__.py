"""Quarterly reporting: form, filings owed, reports, consolidations and reviews (Art. 14)."""
