"""Working days, the reporting norm and the city's clock (Art. 12, 14, 17)."""
