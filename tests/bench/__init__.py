"""The measurements of `python3 dev.py bench`: ours beside what a competent user would write by hand, in one run."""
