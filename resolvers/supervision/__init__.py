"""The verbs of tasks, inspections, difficulties and circulars (Art. 4-6, 13)."""
