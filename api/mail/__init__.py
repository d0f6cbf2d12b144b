"""Mail: letters worded, sent and retried."""
