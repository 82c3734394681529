"""Query, key and value tensors: torch's own scaled_dot_product_attention and softmax are the judge."""

import numpy as np
import pytest
import torch

from tailbound.kernels import attention_logits, causal_mask, measure, measure_rows, top_k_mask

ENGINES = ["numpy", "torch"]
UNIT = 2.0**-53


def tensors(seed=0, B=2, H=6, H_kv=2, L=5, S=7, D=16, D_v=3):
    """Multiples of 1/8 with scale 1/4: every product, sum and scaling of a logit is exact in float64 and in
    float32, in any order, so all implementations see the same rows."""
    rng = np.random.default_rng(seed)
    shapes = [(B, H, L, D), (B, H_kv, S, D), (B, H_kv, S, D_v)]
    return [np.round(8 * rng.standard_normal(shape)) / 8 for shape in shapes]


def sdpa(q, k, v, mask):
    q, k, v = (torch.from_numpy(x) for x in (q, k, v))
    groups = q.shape[1] // k.shape[1]
    k, v = (x.repeat_interleave(groups, dim=1) for x in (k, v))
    return torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=torch.from_numpy(mask.copy())).numpy()


def relative_error_of_torch(logits):
    """Relative error of torch's float64 softmax weights and of an average by them, for exact logits.

    exp: 4 ulp = 8u, and u |s - max| for its argument; the sum over n weights, the quotient, and the average over n
    products: (2n + 2)u. Doubled, since SDPA's kernels may rescale blocks of keys once more by an exponential.
    """
    delta = (logits.max(axis=3) - logits.min(axis=3)).max()
    return 2 * (8 + delta + 2 * logits.shape[3] + 2) * UNIT


def agree(x, y):
    """Two measurements of the same exact rows: their intervals meet."""
    return (np.abs(x.value - y.value) <= x.error + y.error).all()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("causal", [None, "bottom-right", "top-left"])
def test_output_error_against_sdpa(engine, causal):
    q, k, v = tensors()
    shape = (*q.shape[:3], k.shape[2])
    visible = np.broadcast_to(np.ones(shape[2:], bool) if causal is None else causal_mask(*shape[2:], causal), shape)
    keep = np.random.default_rng(1).random(shape) < 0.4
    keep[..., 0] = True
    found = measure(q, k, v, keep=keep, causal=causal, engine=engine)
    error = sdpa(q, k, v, visible) - sdpa(q, k, v, visible & keep)
    # two outputs, each a vector of D_v coordinates of size at most max|v|
    slack = 2 * np.sqrt(v.shape[3]) * np.abs(v).max() * relative_error_of_torch(attention_logits(q, k))
    assert (np.abs(found.output_l2.value - np.linalg.norm(error, axis=3)) <= found.output_l2.error + slack).all()
    assert (np.abs(found.output_linf.value - np.abs(error).max(axis=3)) <= found.output_linf.error + slack).all()
    assert (found.n == visible.sum(axis=3)).all()
    assert (found.k == (visible & keep).sum(axis=3)).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_tau_against_torch_softmax(engine):
    q, k, v = tensors(seed=3)
    found = measure(q, k, v, top_k=3, engine=engine)
    logits = attention_logits(q, k)
    p = torch.softmax(torch.from_numpy(logits), dim=3)
    tau = p.sort(dim=3, descending=True).values[..., 3:].sum(dim=3).numpy()
    assert (np.abs(found.tau.value - tau) <= found.tau.error + relative_error_of_torch(logits)).all()


def test_sdpa_is_causal_is_top_left():
    """The name "top-left" means what torch's is_causal does, also for L != S."""
    for L, S in ((3, 5), (5, 3), (4, 4)):
        q, k, v = tensors(seed=L, H_kv=6, L=L, S=S)
        masked = sdpa(q, k, v, causal_mask(L, S, "top-left"))
        q, k, v = (torch.from_numpy(x) for x in (q, k, v))
        causal = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        relative = relative_error_of_torch(attention_logits(q, k))
        assert np.abs(causal.numpy() - masked).max() <= 2 * relative * float(v.abs().max())


def test_bottom_right_is_the_tail_of_a_longer_causal_mask():
    """flash-attention's alignment: the L queries are the last of S positions."""
    for L, S in ((3, 5), (1, 4), (4, 4)):
        assert (causal_mask(L, S, "bottom-right") == causal_mask(S, S, "top-left")[S - L :]).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_grouped_heads_are_repeated_heads(engine):
    q, k, v = tensors(seed=4)
    grouped = measure(q, k, v, top_k=2, engine=engine)
    repeated = measure(q, k.repeat(3, axis=1), v.repeat(3, axis=1), top_k=2, engine=engine)
    for name in ("tau", "l2", "kl", "output_l2", "variance", "spread_l2"):
        assert agree(getattr(grouped, name), getattr(repeated, name)), name


@pytest.mark.parametrize("engine", ENGINES)
def test_tensors_and_their_logits_give_the_same_rows(engine):
    """measure = measure_rows on the logits; a row keeps min(k, m) of its m visible keys under a causal mask."""
    q, k, v = tensors(seed=5, B=1, H=1, H_kv=1)
    found = measure(q, k, v, top_k=4, causal="bottom-right", engine=engine)
    logits = attention_logits(q, k)[0, 0]
    visible = causal_mask(5, 7, "bottom-right")
    rows = measure_rows(logits, 4, v[0, 0], visible, cap=True, engine=engine)
    assert (found.k[0, 0] == [3, 4, 4, 4, 4]).all()
    assert (found.k[0, 0] == rows.k).all()
    for name in ("tau", "l1", "chi2", "output_l2", "variance"):
        assert agree(getattr(found, name)[0, 0], getattr(rows, name)), name


def test_several_budgets_at_once_are_the_single_ones():
    q, k, v = tensors(seed=6)
    several = measure(q, k, v, top_k=[1, 3, 7])
    for budget, found in zip((1, 3, 7), several, strict=True):
        alone = measure(q, k, v, top_k=budget)
        assert (found.tau.value == alone.tau.value).all()
        assert (found.output_l2.value == alone.output_l2.value).all()


def test_top_k_of_tensors_is_the_top_k_mask_of_their_logits():
    q, k, v = tensors(seed=7)
    q, k = np.round(q), np.round(k)  # many ties
    logits = attention_logits(q, k)
    mask = top_k_mask(logits.reshape(-1, 7), 3).reshape(logits.shape)
    x, y = measure(q, k, v, top_k=3), measure(q, k, v, keep=mask)
    assert (x.output_l2.value == y.output_l2.value).all()
    assert (x.l2.value == y.l2.value).all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_torch_rows_are_those_of_the_logits_in_the_tensors_precision(dtype):
    """float32 logits are the exact row: measured in float64 they must agree with the numpy engine's rows.

    The logits here do round, and each precision rounds them differently.
    """
    q, k, v = ((torch.from_numpy(x) / 3).to(dtype) for x in tensors(seed=8, B=1, H=1, H_kv=1, D=8))
    found = measure(q, k, v, top_k=3, engine="torch")
    wide = torch.float32 if dtype == torch.bfloat16 else dtype
    logits = ((q[0, 0].to(wide) @ k[0, 0].to(wide).T) * (1 / np.sqrt(8))).double().numpy()
    rows = measure_rows(logits, 3, v[0, 0].double().numpy())
    for name in ("tau", "l1", "l2", "linf", "kl", "chi2", "output_l2", "variance", "spread_linf"):
        assert agree(getattr(found, name)[0, 0], getattr(rows, name)), name


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_agrees_within_the_two_errors():
    q, k, v = (torch.from_numpy(x).cuda() for x in tensors(seed=9))
    found = measure(q, k, v, top_k=3, engine="torch")
    rows = measure(q.cpu(), k.cpu(), v.cpu(), top_k=3, engine="torch")
    for name in ("tau", "l1", "l2", "linf", "output_l2"):
        assert agree(getattr(found, name), getattr(rows, name)), name
