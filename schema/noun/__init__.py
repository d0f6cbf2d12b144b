"""How a noun is declared, stored, constrained and paged."""
