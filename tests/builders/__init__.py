"""Builders of what tests begin with, once each."""
