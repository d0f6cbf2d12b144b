"""The verbs of letters: recipients, choices and the ladder of reminders (ours)."""
