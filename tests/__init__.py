"""Tests, laid out as the floors are."""
