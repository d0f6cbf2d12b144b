"""Who may, and what happens? The verbs; queries compiled; what is kept."""
