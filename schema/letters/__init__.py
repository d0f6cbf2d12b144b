"""The nouns of letters: recipients, choices and the ladder of reminders (ours)."""
