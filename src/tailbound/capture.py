"""Run a language model once and keep the queries, keys and values of chosen layers and rows.

This is the only part of tailbound that needs a model, hence the optional extra ``tailbound[capture]``. The
model's own attention still computes its output: it is watched through transformers' attention interface,
where queries and keys arrive after rotary embedding and keys and values before they are repeated per group.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tailbound.trace import LayerTrace, Trace, save_trace

if TYPE_CHECKING:
    import torch

ATTENTION_NAME = "tailbound_capture"
FLOAT16_MAX = 65504.0

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Recorder:
    """Keeps post-rotary q (chosen rows only), k and v of the chosen layers, rounded to float16.

    ``positions`` are the token positions of the rows; ``progress(done, total)`` is called once per layer.
    """

    layers: Sequence[int]
    positions: NDArray[np.int64]
    total: int = 0
    progress: Progress | None = None
    scale: float | None = None
    kept: dict[int, LayerTrace] = field(default_factory=dict)
    done: int = 0

    def see(self, layer: int, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, scale: float) -> None:
        """Keep one layer's ``(1, H, S, D)`` queries and ``(1, H_kv, S, D)`` keys and values, if it is chosen.

        Raises:
            ValueError: two layers have different scales, or a value does not fit in a float16.
        """
        if layer in self.layers:
            if self.scale is not None and scale != self.scale:
                raise ValueError(
                    f"layer {layer} has scale {scale}, an earlier one {self.scale}: one trace, one scale"
                )
            self.scale = scale
            kept_q, kept_k, kept_v = (_float16(x, layer) for x in (q[0, :, self.positions], k[0], v[0]))
            self.kept[layer] = LayerTrace(layer, kept_q, kept_k, kept_v, self.positions)
        self.done += 1
        if self.progress:
            self.progress(self.done, self.total)


def capture_from_model(
    model: Any,
    token_ids: Sequence[int],
    layers: Sequence[int],
    positions: Sequence[int],
    provenance: dict[str, str],
    progress: Progress | None = None,
) -> Trace:
    """Run a transformers decoder on ``token_ids`` and return the trace of ``layers`` at ``positions``.

    Args:
        model: a transformers causal language model (Llama and its kin), in evaluation mode.
        token_ids: the text, at most the model's context length.
        layers: layer numbers, counted from 0.
        positions: token positions of the query rows, strictly increasing.
        provenance: what is known of the model and the text; layers, positions and dtype are added.
        progress: called as ``progress(layers done, layers in all)``.

    Raises:
        ValueError: a layer or position does not exist, the text is longer than the context, a value does not
            fit in a float16, or the model does not pass its attention through transformers' interface.

    >>> capture_from_model(None, [1, 2], [0], [5], {})
    Traceback (most recent call last):
    ValueError: row positions must increase strictly within 0..1, got 5..5
    """
    rows = np.asarray(list(positions), dtype=np.int64)
    _check_positions(rows, len(token_ids))
    import torch

    depth, context = model.config.num_hidden_layers, model.config.max_position_embeddings
    _check_layers(layers, depth)
    if len(token_ids) > context:
        raise ValueError(f"{len(token_ids)} tokens are more than the model's context of {context}")
    recorder = Recorder(tuple(layers), rows, depth, progress)
    with _watched(model), torch.inference_mode():
        # The decoder alone: the vocabulary head's output is large and not needed.
        model.base_model(
            input_ids=torch.tensor([list(token_ids)], device=model.device),
            use_cache=False,
            tailbound_recorder=recorder,
        )
    missing = sorted(set(layers) - set(recorder.kept))
    if missing or recorder.scale is None:
        raise ValueError(f"the model did not pass layers {missing} through transformers' attention interface")
    facts = {
        "layers": ", ".join(str(n) for n in sorted(layers)),
        "token_positions": f"rows at {_runs(rows)} of tokens 0..{len(token_ids) - 1}",
        "causality": "the row at position t sees the keys 0..t",
        "libraries": f"torch {metadata.version('torch')}, transformers {metadata.version('transformers')}",
        "dtype": "computed in " + str(model.dtype).removeprefix("torch.") + ", stored as float16",
        "stage": "q and k after rotary embedding; k and v before they are repeated per query group",
    }
    kept = tuple(recorder.kept[n] for n in sorted(layers))
    return Trace(kept, recorder.scale, {**provenance, **facts})


def capture_trace(
    layers: Sequence[int],
    rows: int,
    length: int,
    text: str | None = None,
    *,
    out: str | os.PathLike[str],
    text_name: str = "text given by the user",
    text_licence: str = "not stated",
    show_progress: bool = True,
) -> Trace:
    """Run SmolLM2-135M (Q4_1) on real text, write the trace to ``out`` and return it.

    Args:
        layers: layer numbers, 0..29.
        rows: R, the number of query rows per head: the last ``rows`` tokens of the text.
        length: number of tokens read, at most the context of 8192; row r sees ``length - rows + r + 1`` keys.
        text: the text; None reads the King James Bible from Genesis 1:1 on.
        out: path of the safetensors file, written whole or not at all.
        text_name, text_licence: provenance of ``text``; not used for the Bible.
        show_progress: a progress bar on standard error.

    Raises:
        ValueError: the optional extra is missing (the line says how to install it), an argument is out of
            range, the text is too short, or the file cannot be written.

    >>> capture_trace([0], 0, 100, out="trace.safetensors")
    Traceback (most recent call last):
    ValueError: rows must lie in 1..length = 100, got 0
    """
    if length < 1:
        raise ValueError(f"length must be at least 1, got {length}")
    if not 1 <= rows <= length:
        raise ValueError(f"rows must lie in 1..length = {length}, got {rows}")
    from tailbound import smollm2
    from tailbound.capture_progress import capture_bar

    _check_layers(layers, smollm2.LAYERS)
    if length > smollm2.CONTEXT:
        raise ValueError(f"length {length} is more than the model's context of {smollm2.CONTEXT} tokens")
    # Said before the model runs, not after.
    if not Path(out).absolute().parent.is_dir():
        raise ValueError(f"cannot write {out}: its folder does not exist")
    smollm2.require_extra(bible=text is None)
    if text is None:
        text, about_text = smollm2.king_james(length), smollm2.ABOUT_KING_JAMES
    else:
        about_text = {"text": text_name, "text_licence": text_licence}
    if show_progress:
        print("loading SmolLM2 Q4_1 (about 20 s)", file=sys.stderr)
    model, tokenizer, about_model = smollm2.load()
    token_ids = smollm2.first_tokens(tokenizer, text, length)
    digest = hashlib.sha256(tokenizer.decode(token_ids).encode()).hexdigest()
    provenance = {**about_model, **about_text, "text_read_sha256": digest}
    with capture_bar(show_progress) as progress:
        positions = range(length - rows, length)
        trace = capture_from_model(model, token_ids, layers, positions, provenance, progress)
    save_trace(trace, out)
    return trace


@contextmanager
def _watched(model: Any) -> Iterator[None]:
    """Route the model's attention through :func:`_attend` and put the former implementation back."""
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS

    # Registered under both names: with no mask of that name, transformers passes no mask at all.
    AttentionInterface.register(ATTENTION_NAME, _attend)
    AttentionMaskInterface.register(ATTENTION_NAME, ALL_MASK_ATTENTION_FUNCTIONS["sdpa"])
    former = model.config._attn_implementation
    model.set_attn_implementation(ATTENTION_NAME)
    try:
        yield
    finally:
        model.set_attn_implementation(former)


def _attend(
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    scaling: float,
    tailbound_recorder: Recorder | None = None,
    **kwargs: Any,
) -> Any:
    from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

    if tailbound_recorder is not None:
        tailbound_recorder.see(module.layer_idx, query, key, value, float(scaling))
    sdpa: Any = ALL_ATTENTION_FUNCTIONS["sdpa"]
    return sdpa(module, query, key, value, attention_mask, scaling=scaling, **kwargs)


def _float16(x: torch.Tensor, layer: int) -> NDArray[Any]:
    array = x.float().cpu().numpy()
    largest = float(np.abs(array).max())
    if not largest <= FLOAT16_MAX:
        raise ValueError(f"layer {layer}: a value of size {largest:g} does not fit in a float16")
    return array.astype(np.float16)


def _check_layers(layers: Sequence[int], depth: int) -> None:
    if not layers or len(set(layers)) != len(layers):
        raise ValueError(f"layers must be given, each once, got {list(layers)}")
    for number in layers:
        if not 0 <= number < depth:
            raise ValueError(f"layer {number} does not exist: the model has layers 0..{depth - 1}")


def _check_positions(rows: NDArray[np.int64], length: int) -> None:
    if rows.size == 0:
        raise ValueError("at least one row position is needed")
    if rows[0] < 0 or rows[-1] >= length or (np.diff(rows) <= 0).any():
        raise ValueError(f"row positions must increase strictly within 0..{length - 1}, got {rows[0]}..{rows[-1]}")


def _runs(rows: NDArray[np.int64]) -> str:
    """Positions as text, consecutive ones as ``a..b``."""
    cuts = np.flatnonzero(np.diff(rows) != 1) + 1
    parts = np.split(rows, cuts)
    return ", ".join(f"{p[0]}..{p[-1]}" if len(p) > 1 else f"{p[0]}" for p in parts)
