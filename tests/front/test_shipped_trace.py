"""The shipped trace of SmolLM2 Q4_1: counts, provenance, and that it is what a rotary decoder computes."""

from importlib import resources

import numpy as np
import pytest

from tailbound.trace import SHIPPED, shipped_trace

ROPE_BASE = 100_000.0  # llama.rope.freq_base in the weights file


@pytest.fixture(scope="module")
def trace():
    return shipped_trace()


@pytest.fixture(scope="module")
def sample(trace):
    """Per layer, 24 rows a head: (rows, 3) of Delta, mass on the first key, tau at k = ceil(sqrt n)."""
    return {layer.layer: np.array(list(_row_facts(layer, trace.scale))) for layer in trace.layers}


def _row_facts(layer, scale):
    group = layer.q.shape[0] // layer.k.shape[0]
    for head, queries in enumerate(layer.q):
        for row in range(0, len(queries), 16):
            n = layer.visible[row]
            logits = scale * (layer.k[head // group, :n] @ queries[row])
            p = np.exp(logits - logits.max())
            p /= p.sum()
            k = int(np.ceil(np.sqrt(n)))
            yield logits.max() - logits.min(), p[0], np.sort(p)[:-k].sum()


def test_counts_and_size_are_those_the_main_job_needs(trace):
    with resources.as_file(resources.files("tailbound") / "data" / SHIPPED) as path:
        assert path.stat().st_size <= 8_000_000
    assert len(trace.layers) >= 3 and trace.rows >= 10_000
    for layer in trace.layers:
        assert layer.q.shape == (9, 384, 64)  # SmolLM2-135M: 9 query and 3 key-value heads of size 64
        assert layer.k.shape == layer.v.shape == (3, 2431, 64)
        assert layer.positions.tolist() == list(range(2047, 2431))
        assert layer.visible.min() >= 2048


def test_every_value_is_a_float16(trace):
    for layer in trace.layers:
        for array in (layer.q, layer.k, layer.v):
            assert np.array_equal(array, array.astype(np.float16).astype(np.float64))
            assert np.unique(array).size > 10_000


def test_provenance_says_what_ran_on_what_and_under_which_licence(trace):
    about = trace.provenance
    assert about["model"] == "SmolLM2-135M-Instruct" and "Q4_1" in about["quantisation"]
    assert about["weights_licence"] == "Apache-2.0" and about["text_licence"] == "public domain"
    assert about["text"] == "King James Bible from Genesis 1:1"
    assert about["dtype"] == "computed in float32, stored as float16"
    assert about["layers"] == ", ".join(str(layer.layer) for layer in trace.layers)
    assert about["token_positions"] == "rows at 2047..2430 of tokens 0..2430"
    assert "after rotary embedding" in about["stage"] and about["tool"].startswith("tailbound ")
    assert "Q4_1" in trace.source and "King James" in trace.source


def test_the_scale_is_one_over_the_square_root_of_the_head_size(trace):
    assert trace.scale == 1 / 8


def test_keys_of_layer_0_turn_with_position_as_rotary_embedding_says(trace):
    """In layer 0 a key before rotary embedding depends on the token alone, and so does the value.

    So where two tokens have the same values, their keys differ by the rotation of RoFormer (Su et al. 2021):
    plane i turns by (t2 - t1) base^(-i/32). Tolerance: each stored component is off by at most 2^-11 of
    itself (or 2^-25), so a plane's vector by 2^-11 of its length; the model's float32 angle t * frequency is
    off by a few units of 2^-24, bounded here by 2^-21 per radian and 2^-21 for its sine and cosine.
    """
    layer = trace.layers[0]
    assert layer.layer == 0
    values = layer.v.transpose(1, 0, 2).reshape(layer.v.shape[1], -1)
    _, token = np.unique(values, axis=0, return_inverse=True)
    planes = layer.k[:, :, :32] + 1j * layer.k[:, :, 32:]
    frequency = ROPE_BASE ** (-np.arange(32) / 32)
    compared = unturned = 0
    for one_token in range(token.max() + 1):
        at = np.flatnonzero(token == one_token)
        first, second = planes[:, at[:-1]], planes[:, at[1:]]
        turn = np.exp(1j * np.diff(at)[:, None] * frequency)
        stored = 2.0**-11 * (abs(first) + abs(second)) + 2.0**-23
        angle = 2.0**-21 * abs(first) * ((at[:-1] + at[1:])[:, None] * frequency + 2)
        assert (abs(second - first * turn) <= stored + angle).all()
        unturned += int((abs(second - first) > stored + angle).sum())
        compared += first.size
    # 2431 tokens of a vocabulary of some hundreds: the comparison is not empty, and needs the rotation.
    assert compared > 100_000 and unturned > compared / 2


def test_range_and_discarded_mass_are_those_measured_over_all_layers_before(sample):
    """An earlier, separate run over 4,320 rows of all 30 layers (n = 2048) found these q10..q90 ranges.

    Delta 14..29, tau at k = sqrt n .005..0.40. The medians of a varied choice of layers must lie inside: a
    missing scale makes Delta 8 times larger, a missing rotation moves both.
    """
    pooled = np.concatenate(list(sample.values()))
    delta, _, tau = np.median(pooled, axis=0)
    assert 14 <= delta <= 29
    assert 0.005 <= tau <= 0.40


def test_the_layers_differ_sinks_and_flat_heads_both_occur(sample):
    rows = np.concatenate(list(sample.values()))
    delta, sink, tau = rows.T
    assert (sink > 0.5).mean() > 0.1 and (sink < 0.001).mean() > 0.1  # with and without an attention sink
    assert (tau > 0.5).mean() > 0.1 and (tau < 0.01).mean() > 0.1  # flat, and peaked, at k = sqrt n
    assert delta.min() < 10 and delta.max() > 50
