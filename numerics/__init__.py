"""How a number is known.  This room imports none of the others; import what you need from its modules.

expression      a scalar expression as plain data, the node table of a certificate
arb             `enclose`: rigorous enclosures by Arb, precision raised as needed
high_precision  an independent value to 50 digits by mpmath
intervals       `evaluate_intervals`: outward-rounded float64 intervals on whole arrays
decisions       `decide_below`: measured against bound, floats first, Arb for the rest
special         Phi, Q, the normal quantile and exact binomial tails, enclosed
inequality      an inequality decided at exact points
parameter_space, domains   named parameters, corners, constraints, deterministic exact points
crosscheck      Arb against mpmath at hundreds of points
refute          search for an exact point where an inequality fails
rounding, enclosure   exact numbers, directed rounding, intervals with exact ends
"""
