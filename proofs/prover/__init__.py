"""The prover: engines that search for checkable steps, and a driver that lets the cheap ones go first.

Nothing here is trusted: floats guess, and every step is made by the checker's own rules.
"""
