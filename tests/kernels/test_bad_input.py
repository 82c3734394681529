"""Bad input gets one clear line, and what no row can see is never read."""

import subprocess
import sys

import numpy as np
import pytest

from tailbound.kernels import measure, measure_rows, top_k_mask

ENGINES = ["numpy", "torch"]
RNG = np.random.default_rng(0)
Q, K, V = RNG.standard_normal((1, 4, 3, 8)), RNG.standard_normal((1, 2, 5, 8)), RNG.standard_normal((1, 2, 5, 2))


def poisoned(array, index, value):
    copy = array.copy()
    copy[index] = value
    return copy


def mask_without(row):
    mask = np.ones((1, 4, 3, 5), dtype=bool)
    mask[row] = False
    return mask


BAD = {
    "NaN in q": ({"q": poisoned(Q, (0, 1, 2, 3), np.nan), "top_k": 2}, "q contains NaN or inf"),
    "inf in k": ({"k": poisoned(K, (0, 1, 2, 3), np.inf), "top_k": 2}, "k contains NaN or inf"),
    "NaN in v": ({"v": poisoned(V, (0, 0, 4, 1), np.nan), "top_k": 2}, "v contains NaN or inf"),
    "visible NaN under a mask": (
        {"k": poisoned(K, (0, 0, 1, 0), np.nan), "top_k": 1, "causal": "top-left"},
        "k contains NaN or inf",
    ),
    "k = 0": ({"top_k": 0}, r"k = 0 is not between 1 and n = 5"),
    "k > n": ({"top_k": 6}, r"row \(b=0, h=0, l=0\): k = 6 is not between 1 and n = 5"),
    "k > S, causal": ({"top_k": 6, "causal": "top-left"}, "k = 6 is not between 1 and n = 5"),
    "k > visible, mask": ({"top_k": 5, "mask": np.arange(5) < 4}, "k = 5 is not between 1 and n = 4"),
    "k not an integer": ({"top_k": 2.5}, "k must be an integer"),
    "one bad budget": ({"top_k": [2, 9]}, "k = 9"),
    "empty keep row": ({"keep": mask_without((0, 3, 1))}, r"row \(b=0, h=3, l=1\) keeps no visible key"),
    "keep only what is masked": (
        {"keep": np.arange(5) == 4, "causal": "top-left"},
        "keeps no visible key",
    ),
    "masked row": (
        {"mask": mask_without((0, 2, 1)), "top_k": 1},
        r"row \(b=0, h=2, l=1\) has no visible key: it has no softmax",
    ),
    "L > S bottom-right": (
        {"q": RNG.standard_normal((1, 4, 7, 8)), "top_k": 1, "causal": "bottom-right"},
        r"row \(b=0, h=0, l=0\) has no visible key",
    ),
    "D differs": ({"k": K[..., :7], "top_k": 1}, "shapes do not match"),
    "S differs": ({"v": V[:, :, :4], "top_k": 1}, "shapes do not match"),
    "kv heads differ": ({"v": V[:, :1], "top_k": 1}, "shapes do not match"),
    "three dimensions": ({"q": Q[0], "top_k": 1}, r"must have shapes \(B, H, L, D\)"),
    "no keys": ({"k": K[:, :, :0], "v": V[:, :, :0], "top_k": 1}, "at least 1"),
    "heads": ({"q": RNG.standard_normal((1, 3, 3, 8)), "top_k": 1}, "3 query heads are not a multiple of 2"),
    "causal name": ({"top_k": 1, "causal": "upper-left"}, "causal must be None"),
    "integers": ({"q": np.ones((1, 4, 3, 8), dtype=np.int64), "top_k": 1}, "q has dtype"),
    "keep not boolean": ({"keep": np.ones((1, 4, 3, 5))}, "keep must be boolean"),
    "keep shape": ({"keep": np.ones((2, 5), dtype=bool)}, "does not broadcast"),
    "budgets shape": ({"top_k": np.ones((7,), dtype=int)}, "does not broadcast"),
    "neither": ({}, "exactly one of keep and top_k"),
    "both": ({"top_k": 1, "keep": np.ones(5, dtype=bool)}, "exactly one of keep and top_k"),
    "scale": ({"top_k": 1, "scale": float("nan")}, "scale must be finite"),
    "overflow": ({"q": Q * 1e200, "k": K * 1e200, "top_k": 1}, "logits overflow"),
    "values too large": ({"v": V * 1e200, "top_k": 1}, "v exceeds"),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", BAD)
def test_tensors(engine, case):
    change, message = BAD[case]
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=message) as caught:
        measure(**{"q": Q, "k": K, "v": V, **change}, engine=engine)
    assert "\n" not in str(caught.value)


ROWS = np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]])
BAD_ROWS = {
    "NaN": ({"logits": poisoned(ROWS, (1, 1), np.nan), "keep_or_k": 1}, "NaN or inf"),
    "minus infinity": ({"logits": poisoned(ROWS, (1, 1), -np.inf), "keep_or_k": 1}, "NaN or inf"),
    "k": ({"logits": ROWS, "keep_or_k": [1, 4]}, "row 0: k = 4"),
    "k of one row": ({"logits": ROWS, "keep_or_k": np.array([1, 0])}, "row 1: k = 0"),
    "k > visible": ({"logits": ROWS, "keep_or_k": 3, "visible": [True, True, False]}, "row 0: k = 3"),
    "empty": ({"logits": ROWS, "keep_or_k": ROWS > 5}, "row 0 keeps no visible key"),
    "unseen": (
        {"logits": ROWS, "keep_or_k": 1, "visible": ROWS > [[-1], [5]]},
        "row 1 has no visible key: it has no softmax",
    ),
    "one dimension": ({"logits": ROWS[0], "keep_or_k": 1}, r"shape \(R, n\)"),
    "no rows": ({"logits": ROWS[:0], "keep_or_k": 1}, r"shape \(R, n\)"),
    "values": ({"logits": ROWS, "keep_or_k": 1, "values": np.ones((4, 2))}, "values have shape"),
    "NaN values": ({"logits": ROWS, "keep_or_k": 1, "values": poisoned(ROWS.T, (2, 0), np.nan)}, "NaN or inf"),
    "range overflow": ({"logits": np.array([[1.5e308, -1.5e308]]), "keep_or_k": 1}, "logits overflow"),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", BAD_ROWS)
def test_rows(engine, case):
    arguments, message = BAD_ROWS[case]
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=message) as caught:
        measure_rows(**arguments, engine=engine)
    assert "\n" not in str(caught.value)


def test_unknown_engine():
    with pytest.raises(ValueError, match='engine must be "numpy" or "torch"'):
        measure_rows(ROWS, 1, engine="jax")


def test_top_k_mask_refuses_bad_budgets():
    for k in (0, 4, -1):
        with pytest.raises(ValueError, match="is not between 1 and n"):
            top_k_mask(ROWS, k)


def every_bit(rows):
    for name in rows.__slots__:
        x = getattr(rows, name)
        if x is not None:
            for array in (x.value, x.error) if hasattr(x, "error") else (x,):
                yield name, array.tobytes()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("poison", [np.nan, np.inf, 1e300])
def test_what_no_query_sees_changes_no_bit(engine, poison):
    visible = np.arange(5) != 2
    kept = {"top_k": 2, "mask": visible, "engine": engine, "pairs": True, "spectral": True}
    clean = measure(Q, K, V, **kept)
    dirty = measure(Q, poisoned(K, (0, slice(None), 2), poison), poisoned(V, (0, slice(None), 2), poison), **kept)
    assert list(every_bit(clean)) == list(every_bit(dirty))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_future_changes_no_bit(engine):
    """Under the top-left mask three queries see three keys; keys 3 and 4 are poisoned."""
    clean = measure(Q, K, V, top_k=2, causal="top-left", engine=engine)
    future = (0, slice(None), slice(3, None))
    dirty = measure(
        Q, poisoned(K, future, np.nan), poisoned(V, future, np.nan), top_k=2, causal="top-left", engine=engine
    )
    assert list(every_bit(clean)) == list(every_bit(dirty))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("shared", [True, False])
def test_hidden_logits_and_values_of_a_row_change_no_bit(engine, shared):
    visible = np.array([[1, 1, 0, 1], [1, 1, 0, 1]], dtype=bool)
    logits, values = RNG.standard_normal((2, 4)), RNG.standard_normal((4, 2) if shared else (2, 4, 2))
    clean = measure_rows(logits, 2, values, visible, engine=engine, pairs=True)
    dirty = measure_rows(
        poisoned(logits, (slice(None), 2), np.nan),
        2,
        poisoned(values, (..., 2, slice(None)), np.nan),
        visible,
        engine=engine,
        pairs=True,
    )
    assert list(every_bit(clean)) == list(every_bit(dirty))


@pytest.mark.parametrize("engine", ENGINES)
def test_hidden_keys_are_not_part_of_the_row(engine):
    """Removing invisible keys, or masking them, is the same row up to the order of summation."""
    logits, values = RNG.standard_normal((3, 9)), RNG.standard_normal((9, 2))
    visible = np.arange(9) % 3 != 1
    masked = measure_rows(logits, 2, values, visible, engine=engine, pairs=True)
    removed = measure_rows(logits[:, visible], 2, values[visible], engine=engine, pairs=True)
    assert (masked.n == removed.n).all()
    assert (masked.logit_min == removed.logit_min).all()
    for name in ("tau", "l1", "kl", "chi2", "p_next", "output_l2", "variance", "spread_l2", "cross_diameter_l2"):
        x, y = getattr(masked, name), getattr(removed, name)
        assert (np.abs(x.value - y.value) <= x.error + y.error).all(), name


def test_importing_the_room_does_not_import_torch():
    code = "import sys, tailbound.kernels; assert 'torch' not in sys.modules; import numpy as np; \
tailbound.kernels.measure_rows(np.zeros((1, 2)), 1); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
