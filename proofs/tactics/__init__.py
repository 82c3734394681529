"""Tactics: search outside the trusted file.  Each emits steps that the checker's own rules have already accepted."""
