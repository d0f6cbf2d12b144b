"""The verbs of money: awards, subsidies, lifetime caps, payments and the use of funds (Art. 13, 18)."""
