"""What does the law say? The regulation in pure Python: no I/O, no clock, no framework."""
