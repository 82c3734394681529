"""Engines of calculus: slopes, cuts, limits, and boxes."""
