"""Engines that put another goal in place of this one: cases, simpler forms, new variables."""
