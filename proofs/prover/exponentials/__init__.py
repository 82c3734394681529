"""Engines for exponentials and logarithms: tangents, powers compared, polynomials times exponentials."""
