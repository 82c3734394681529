"""Theorems of one family."""
