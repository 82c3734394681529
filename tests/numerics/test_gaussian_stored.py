"""Certificates survive JSON exactly, and other text is refused."""

import json
from fractions import Fraction

import pytest

from tailbound.numerics.gaussian.lower_search import find_lower
from tailbound.numerics.gaussian.quick_search import find_quick_lower, find_quick_upper
from tailbound.numerics.gaussian.stored import from_json, to_json
from tailbound.numerics.gaussian.upper_search import find_upper

ROW = {"n": 50_000, "k": 500, "sigma": Fraction(7, 3), "failure": Fraction(1, 100)}


@pytest.mark.parametrize("find", [find_upper, find_lower, find_quick_upper, find_quick_lower])
def test_round_trip(find):
    found = find(**ROW)
    certificate = getattr(found, "certificate", found)
    again = from_json(to_json(certificate))
    assert again == certificate and type(again) is type(certificate) and again.verify()
    assert to_json(again) == to_json(certificate)


@pytest.mark.parametrize(
    "change",
    [
        {"claim": "E7 upper"}, {"bound": 0.5}, {"n": "50000"}, {"n": True}, {"edges": "0x1p0"}, {"edges": [1.0]},
        {"sigma": "1/0"}, {"extra": 1}, {"rates": ["x"]}, {"cells": ["1"]},
    ],
)  # fmt: skip
def test_other_text_is_refused(change):
    data = json.loads(to_json(find_upper(**ROW).certificate))
    with pytest.raises(ValueError, match="no certificate"):
        from_json(json.dumps(data | change))


@pytest.mark.parametrize("text", ["", "[]", "1", "{}", '{"claim": "E9 upper"}'])
def test_text_that_is_no_certificate(text):
    with pytest.raises(ValueError, match="no certificate"):
        from_json(text)


def test_a_changed_claim_is_read_but_not_verified():
    data = json.loads(to_json(find_upper(**ROW).certificate))
    data["bound"] = str(Fraction(data["bound"]) * Fraction(9, 10))
    assert not from_json(json.dumps(data)).verify()
