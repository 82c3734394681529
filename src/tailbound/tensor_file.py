"""Named arrays in a safetensors file: read from bytes, written whole. Knows nothing of what they mean."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DTYPES = {
    "F16": "<f2",
    "F32": "<f4",
    "F64": "<f8",
    **{f"I{8 * size}": f"<i{size}" for size in (1, 2, 4, 8)},
    **{f"U{8 * size}": f"<u{size}" for size in (1, 2, 4, 8)},
    "BOOL": "?",
}


def from_bytes(content: bytes) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """Return the arrays and the metadata of a safetensors file; bfloat16 is widened to float32.

    Raises:
        ValueError: cut short, not safetensors, or of a dtype that numpy cannot hold.

    >>> from_bytes(to_bytes({"a": np.arange(3)}, {"by": "me"}))
    ({'a': array([0, 1, 2])}, {'by': 'me'})
    """
    from safetensors import SafetensorError, deserialize

    header = int.from_bytes(content[:8], "little")
    if len(content) < 8 or header > len(content) - 8:
        raise ValueError("cut short, or not a safetensors file")
    try:
        tensors = deserialize(content)  # type: ignore[no-untyped-call]
    except SafetensorError as error:
        kind = "cut short" if "incomplete" in str(error).lower() else "not a valid safetensors file"
        raise ValueError(f"{kind} ({' '.join(str(error).split())})") from None
    # Read only now that the library has accepted the header: it also bounds how deeply it may nest.
    metadata = json.loads(content[8 : 8 + header]).get("__metadata__") or {}
    return {name: _array(name, tensor) for name, tensor in tensors}, metadata


def to_bytes(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> bytes:
    """Return a safetensors file with these arrays and this metadata; see :func:`from_bytes`."""
    from safetensors.numpy import save

    content: bytes = save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, dict(metadata))
    return content


def narrowest(array: NDArray[np.float64]) -> NDArray[np.floating[Any]]:
    """Return ``array`` in the narrowest of float16, float32, float64 that holds every value exactly.

    >>> [narrowest(np.array([x])).dtype.name for x in (0.5, 1e5, 0.1)]
    ['float16', 'float32', 'float64']
    """
    for dtype in (np.float16, np.float32):
        with np.errstate(over="ignore"):
            narrow: NDArray[np.floating[Any]] = array.astype(dtype)
        if np.array_equal(narrow.astype(np.float64), array):
            return narrow
    return array


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` so that a reader sees the old file or the whole new one, never a part.

    Raises:
        ValueError: the file cannot be written there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "a", b"abc")
    ...     [entry.name for entry in Path(folder).iterdir()]
    ['a']
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        try:
            partial.write_bytes(content)
            os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise ValueError(f"cannot write {path}: {error.strerror or error}") from None


def _array(name: str, tensor: dict[str, Any]) -> NDArray[Any]:
    dtype, shape, data = tensor["dtype"], tuple(tensor["shape"]), tensor["data"]
    if dtype == "BF16":
        # bfloat16 is the upper half of a float32: numpy has no such dtype, so the bits are moved by hand.
        return (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32).reshape(shape)
    if dtype not in _DTYPES:
        raise ValueError(f"{name} has dtype {dtype}, which is not supported")
    return np.frombuffer(data, _DTYPES[dtype]).reshape(shape)
