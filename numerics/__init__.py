"""How a number is known: rigorous enclosures, an independent 50-digit value, fast intervals, refutation.

Imports none of the other rooms.  The names below are loaded on first use, so that importing the room is quick.

>>> from tailbound import numerics
>>> third = numerics.Expression([["q", "1/3"], ["exp", 0]], 1)
>>> numerics.enclose(third, {}).lower_float()
1.3956124250860895
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tailbound.numerics.arb import enclose
    from tailbound.numerics.crosscheck import CrosscheckReport, crosscheck
    from tailbound.numerics.decisions import Decision, decide_below
    from tailbound.numerics.domains import Integers, Reals
    from tailbound.numerics.enclosure import Enclosure, between
    from tailbound.numerics.expression import Expression, UndecidedHere, UndefinedHere
    from tailbound.numerics.high_precision import HighPrecisionValue, high_precision
    from tailbound.numerics.inequality import Inequality, Verdict
    from tailbound.numerics.intervals import evaluate_intervals
    from tailbound.numerics.parameter_space import ParameterSpace
    from tailbound.numerics.refute import Refutation, refute
    from tailbound.numerics.special import (
        binomial_cdf,
        binomial_upper_tail,
        normal_cdf,
        normal_quantile,
        normal_upper_tail,
    )

_MODULE_OF = {
    "enclose": "arb",
    "CrosscheckReport": "crosscheck",
    "Decision": "decisions",
    "decide_below": "decisions",
    "Integers": "domains",
    "Reals": "domains",
    "Enclosure": "enclosure",
    "between": "enclosure",
    "Expression": "expression",
    "UndecidedHere": "expression",
    "UndefinedHere": "expression",
    "HighPrecisionValue": "high_precision",
    "high_precision": "high_precision",
    "Inequality": "inequality",
    "Verdict": "inequality",
    "evaluate_intervals": "intervals",
    "ParameterSpace": "parameter_space",
    "Refutation": "refute",
    "binomial_cdf": "special",
    "binomial_upper_tail": "special",
    "normal_cdf": "special",
    "normal_quantile": "special",
    "normal_upper_tail": "special",
}
