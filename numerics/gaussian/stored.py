"""Certificates as canonical JSON: what one machine found, another verifies.

Rationals are written "p/q", floats by `float.hex`: nothing is rounded on the way.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from typing import Any

from tailbound.numerics.gaussian.certificate import RowCertificate
from tailbound.numerics.gaussian.lower_certificate import LowerCertificate
from tailbound.numerics.gaussian.quick_certificate import QuickLowerCertificate, QuickUpperCertificate
from tailbound.numerics.gaussian.upper_certificate import UpperCertificate

KINDS: dict[str, type[RowCertificate]] = {
    f"{kind.method} {kind.side}": kind
    for kind in (UpperCertificate, LowerCertificate, QuickUpperCertificate, QuickLowerCertificate)
}
_READERS: dict[str, Callable[[Any], Any]] = {"Fraction": Fraction, "float": float.fromhex, "int": int}


def to_json(certificate: RowCertificate) -> str:
    """The certificate's data as one line of JSON, its keys sorted.

    >>> from tailbound.numerics.gaussian.quick_search import find_quick_upper
    >>> found = find_quick_upper(100_000, 316, Fraction(2), Fraction(1, 100))
    >>> from_json(to_json(found)) == found
    True
    """
    data = {f.name: _written(getattr(certificate, f.name)) for f in fields(certificate)}
    return json.dumps({"claim": f"{certificate.method} {certificate.side}"} | data, sort_keys=True)


def from_json(text: str) -> RowCertificate:
    """The certificate that `to_json` wrote; nothing is verified.

    Errors: ValueError if the text is no certificate: other keys, or a value of another kind.
    """
    try:
        data = json.loads(text)
        kind = KINDS[data.pop("claim")]
        types = {f.name: str(f.type) for f in fields(kind)}
        if data.keys() != types.keys():
            raise ValueError("other fields")
        return kind(**{name: _read(value, types[name]) for name, value in data.items()})
    except (ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError, OverflowError) as error:
        raise ValueError(f"this is no certificate of a Gaussian row: {error}") from None


def _written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_written(x) for x in value]
    return value.hex() if isinstance(value, float) else str(value) if isinstance(value, Fraction) else value


def _read(value: Any, declared: str) -> Any:
    if declared.startswith("tuple["):
        if not isinstance(value, list):
            raise ValueError(f"{value!r:.40} is no list")
        return tuple(_read(x, declared[6:].partition(",")[0]) for x in value)
    if isinstance(value, bool) or not isinstance(value, int if declared == "int" else str):
        raise ValueError(f"{value!r:.40} is no {declared}")
    return _READERS[declared](value)
