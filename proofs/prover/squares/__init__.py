"""Polynomials as sums of squares times facts: guessed in floats, rounded to rationals, exact in the end."""
