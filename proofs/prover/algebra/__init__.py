"""Engines of algebra: linear combinations, factors, equations, roots, integers."""
