"""All forgeries, in one list."""

import rejects_algebra
import rejects_box
import rejects_format
import rejects_functions
import rejects_gate
import rejects_limits
import rejects_monotone
import rejects_quantifiers
import rejects_schemas
import rejects_sets
import rejects_terms
import rejects_use
from forging import Forgery

FILES = (
    rejects_algebra,
    rejects_box,
    rejects_format,
    rejects_functions,
    rejects_gate,
    rejects_limits,
    rejects_monotone,
    rejects_quantifiers,
    rejects_schemas,
    rejects_sets,
    rejects_terms,
    rejects_use,
)
FORGERIES: list[Forgery] = [f for file in FILES for f in file.forgery.all]
