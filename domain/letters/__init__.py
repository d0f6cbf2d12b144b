"""Letters: recipients, choices and the ladder of reminders (ours)."""
