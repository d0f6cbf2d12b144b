"""The verbs of targets, letters of responsibility and assessments (Art. 4, 12)."""
