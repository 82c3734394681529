"""Reading, validating and writing traces: every malformed file gets one line."""

import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save
from safetensors.torch import save_file as torch_save_file

from tailbound.trace import FORMAT, LayerTrace, Trace, load_trace, save_trace

METADATA = {"format": FORMAT, "scale": "0.5", "model": "toy"}


def tensors(**changes):
    """A well-formed file's tensors (H = 4, H_kv = 2, R = 3, S = 6, D = 4), with some replaced or removed."""
    rng = np.random.default_rng(1)
    parts = {
        "layers.3.q": rng.normal(size=(4, 3, 4)).astype(np.float32),
        "layers.3.k": rng.normal(size=(2, 6, 4)).astype(np.float32),
        "layers.3.v": rng.normal(size=(2, 6, 4)).astype(np.float32),
        "layers.3.positions": np.array([1, 4, 5]),
    }
    parts.update({f"layers.3.{name}": value for name, value in changes.items()})
    return {name: value for name, value in parts.items() if value is not None}


def write(path: Path, arrays, metadata=None) -> Path:
    path.write_bytes(save(arrays, METADATA if metadata is None else metadata))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ValueError) as caught:
        load_trace(path)
    line = str(caught.value)
    assert line.startswith(f"trace {path}: ") and "\n" not in line
    return line.removeprefix(f"trace {path}: ")


def replaced(array, index, value):
    array = array.copy()
    array[index] = value
    return array


GOOD = {name.removeprefix("layers.3."): value for name, value in tensors().items()}

# Each case breaks one rule of docs/trace-format.md; the words are what the one line must say.
BAD_TENSORS = {
    "no tensors": ({"q": None, "k": None, "v": None, "positions": None}, "at least one layer"),
    "no q": ({"q": None}, "layers.3.q is missing"),
    "no k": ({"k": None}, "layers.3.k is missing"),
    "no v": ({"v": None}, "layers.3.v is missing"),
    "no positions": ({"positions": None}, "layers.3.positions is missing"),
    "unknown tensor": ({"o": GOOD["v"]}, "unknown tensor 'layers.3.o'"),
    "q of rank 2": ({"q": GOOD["q"][0]}, "layers.3.q: expected (heads, tokens, head size)"),
    "empty k": ({"k": GOOD["k"][:, :0]}, "layers.3.k: expected (heads, tokens, head size), none of them 0"),
    "no heads": ({"q": GOOD["q"][:0]}, "none of them 0"),
    "k and v differ in tokens": (
        {"v": GOOD["v"][:, :5].copy()},
        "k has shape (2, 6, 4) but v has shape (2, 5, 4)",
    ),
    "k and v differ in heads": ({"v": GOOD["v"][:1].copy()}, "but v has shape (1, 6, 4)"),
    "head size": ({"q": GOOD["q"][..., :3].copy()}, "q has head size 3 but k has head size 4"),
    "heads not a multiple": ({"q": GOOD["q"][:3].copy()}, "3 query heads are not a multiple of 2"),
    "fewer heads than kv heads": ({"q": GOOD["q"][:1].copy()}, "1 query heads are not a multiple of 2"),
    "NaN in q": ({"q": replaced(GOOD["q"], (2, 1, 0), np.nan)}, "layers.3.q: the value at (2, 1, 0) is nan"),
    "inf in k": ({"k": replaced(GOOD["k"], (1, 5, 3), np.inf)}, "layers.3.k: the value at (1, 5, 3) is inf"),
    "-inf in v": (
        {"v": replaced(GOOD["v"], (0, 0, 0), -np.inf)},
        "layers.3.v: the value at (0, 0, 0) is -inf",
    ),
    "NaN in half": ({"v": replaced(GOOD["v"], 0, np.nan).astype(np.float16)}, "(0, 0, 0) is nan"),
    "integer q": (
        {"q": np.ones((4, 3, 4), np.int32)},
        "layers.3.q: expected a float of 16, 32 or 64 bits, got int32",
    ),
    "boolean v": (
        {"v": np.ones((2, 6, 4), bool)},
        "layers.3.v: expected a float of 16, 32 or 64 bits, got bool",
    ),
    "float positions": (
        {"positions": np.array([1.0, 4.0, 5.0])},
        "positions must be int32 or int64, got float64",
    ),
    "unsigned positions": (
        {"positions": np.array([1, 4, 5], np.uint64)},
        "positions must be int32 or int64, got uint64",
    ),
    "one position short": ({"positions": np.array([1, 4])}, "shape (2,), but q has 3 rows"),
    "positions of rank 2": ({"positions": np.array([[1, 4, 5]])}, "shape (1, 3), but q has 3 rows"),
    "position = S": ({"positions": np.array([1, 4, 6])}, "position 6 is outside 0..5"),
    "position < 0": ({"positions": np.array([-1, 4, 5])}, "position -1 is outside 0..5"),
    "a row twice": ({"positions": np.array([1, 4, 4])}, "increase strictly"),
    "positions fall": ({"positions": np.array([4, 1, 5])}, "increase strictly"),
    "logits overflow": (
        {"q": np.full((4, 3, 4), 1e200), "k": np.full((2, 6, 4), 1e200)},
        "a logit may overflow",
    ),
}
BAD_METADATA = {
    "no metadata": ({}, "format is None"),
    "no format": ({"scale": "0.5"}, "format is None"),
    "newer format": ({**METADATA, "format": "tailbound-trace/2"}, "format is 'tailbound-trace/2'"),
    "no scale": ({"format": FORMAT}, "no 'scale'"),
    **{
        f"scale {text!r}": ({**METADATA, "scale": text}, "scale must be")
        for text in ("", "x", "nan", "inf", "-0.5", "0", "0.0", "1e999", "1_0", " 0.5", "0.5\n", "1/8", "٠.٥")
    },
}


@pytest.mark.parametrize("case", BAD_TENSORS)
def test_a_file_whose_tensors_break_the_format_is_refused(tmp_path, case):
    changes, words = BAD_TENSORS[case]
    assert words in refusal(write(tmp_path / "t.safetensors", tensors(**changes)))


@pytest.mark.parametrize("case", BAD_METADATA)
def test_a_file_whose_metadata_break_the_format_is_refused(tmp_path, case):
    metadata, words = BAD_METADATA[case]
    assert words in refusal(write(tmp_path / "t.safetensors", tensors(), metadata))


@pytest.mark.parametrize("name", ["q", "layers.3", "layers.03.q", "layers.-1.q", "layers.3.q.x", "layers.x.q"])
def test_a_misspelt_tensor_is_refused_rather_than_dropped(tmp_path, name):
    arrays = {**tensors(), name: np.ones((1, 1, 1))}
    assert f"unknown tensor {name!r}" in refusal(write(tmp_path / "t.safetensors", arrays))


def test_a_file_cut_short_at_any_byte_is_refused(tmp_path):
    whole = write(tmp_path / "t.safetensors", tensors()).read_bytes()
    for length in range(len(whole)):
        path = tmp_path / "cut.safetensors"
        path.write_bytes(whole[:length])
        assert "cut short" in refusal(path), length
    path.write_bytes(whole + b"\0")
    refusal(path)


def test_a_damaged_header_never_raises_anything_but_one_line(tmp_path):
    whole = bytearray(write(tmp_path / "t.safetensors", tensors()).read_bytes())
    path = tmp_path / "damaged.safetensors"
    refused = 0
    for index in range(8 + int.from_bytes(whole[:8], "little")):
        for flip in (0x01, 0x10, 0x80):
            path.write_bytes(whole[:index] + bytes([whole[index] ^ flip]) + whole[index + 1 :])
            try:
                load_trace(path)  # harmless when the flip renames provenance or swaps two equal shapes
            except ValueError as error:
                refused += 1
                assert str(error).startswith(f"trace {path}: ") and "\n" not in str(error)
    assert refused > 0


@pytest.mark.parametrize("content", [b"", b"\0" * 7, b"\0" * 8, b"hello, this is not safetensors", b"PK\3\4" * 50])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "t.safetensors"
    path.write_bytes(content)
    assert "safetensors" in refusal(path)


def test_a_deeply_nested_header_is_refused(tmp_path):
    header = b'{"a":' * 100_000
    path = tmp_path / "t.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    assert "safetensors" in refusal(path)


def test_paths_that_cannot_be_read_are_refused(tmp_path):
    assert "No such file" in refusal(tmp_path / "missing.safetensors")
    assert "directory" in refusal(tmp_path)


def same(a: Trace, b: Trace) -> bool:
    parts = ("q", "k", "v", "positions")
    pairs = zip(a.layers, b.layers, strict=True)
    equal = all(
        x.layer == y.layer and all(np.array_equal(getattr(x, p), getattr(y, p)) for p in parts) for x, y in pairs
    )
    return equal and a.scale == b.scale and a.provenance == b.provenance


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_round_trip_is_exact_and_keeps_the_narrowest_dtype(tmp_path, dtype):
    rng = np.random.default_rng(2)
    shapes = {"q": (6, 2, 8), "k": (3, 9, 8), "v": (3, 9, 8)}
    layers = [
        LayerTrace(n, **{p: rng.normal(size=s).astype(dtype) for p, s in shapes.items()}, positions=np.array([4, 8]))
        for n in (11, 2)
    ]
    trace = Trace((layers[1], layers[0]), 8**-0.5, {"model": "toy", "note": 'ünïcode\n"quoted"'})
    path = tmp_path / "t.safetensors"
    save_trace(trace, path)
    assert same(load_trace(path), trace)
    # safetensors itself says how the arrays lie in the file
    assert {array.dtype for name, array in load_file(path).items() if "pos" not in name} == {np.dtype(dtype)}
    assert [entry.name for entry in tmp_path.iterdir()] == ["t.safetensors"]


def test_layers_may_differ_in_shape_and_are_read_in_order(tmp_path):
    arrays = {**tensors(), **{name.replace("3", "12", 1): a for name, a in tensors().items()}}
    arrays["layers.12.q"] = arrays["layers.12.q"][:2, :1].copy()
    arrays["layers.12.positions"] = np.array([0], np.int32)
    trace = load_trace(write(tmp_path / "t.safetensors", arrays))
    assert [layer.layer for layer in trace.layers] == [3, 12]
    assert [layer.rows for layer in trace.layers] == [12, 2] and trace.rows == 14
    assert trace.layers[0].visible.tolist() == [2, 5, 6] and trace.layers[1].visible.tolist() == [1]
    assert all(layer.q.dtype == np.float64 for layer in trace.layers)
    assert trace.source == "toy" and trace.scale == 0.5


def test_bfloat16_is_widened_as_torch_widens_it(tmp_path):
    rng = np.random.default_rng(3)
    arrays = {name: torch.from_numpy(array) for name, array in tensors().items()}
    extremes = torch.tensor([0.0, -0.0, 3e38, -1e-40])  # a subnormal among them
    arrays["layers.3.k"] = torch.from_numpy(rng.normal(size=(2, 6, 4)))
    arrays["layers.3.v"] = extremes.expand(2, 6, 4).contiguous()
    for part in ("q", "k", "v"):
        arrays[f"layers.3.{part}"] = arrays[f"layers.3.{part}"].bfloat16()
    path = tmp_path / "t.safetensors"
    torch_save_file(arrays, path, METADATA)
    layer = load_trace(path).layers[0]
    for part in ("q", "k", "v"):
        assert np.array_equal(getattr(layer, part), arrays[f"layers.3.{part}"].double().numpy())
    arrays["layers.3.q"][0, 0, 0] = float("nan")
    torch_save_file(arrays, path, METADATA)
    assert "is nan" in refusal(path)


def test_a_trace_built_in_memory_is_checked_too():
    one = np.ones((1, 2, 2))
    layer = LayerTrace(0, one, one, one, np.array([0, 1]))
    with pytest.raises(ValueError, match="layer number"):
        LayerTrace(-1, one, one, one, np.array([0, 1]))
    with pytest.raises(ValueError, match="expected a float"):
        LayerTrace(0, one.astype(np.int64), one, one, np.array([0, 1]))
    with pytest.raises(ValueError, match="occurs twice"):
        Trace((layer, layer), 1.0)
    with pytest.raises(ValueError, match="at least one layer"):
        Trace((), 1.0)
    for scale in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="scale must be"):
            Trace((layer,), scale)
    for provenance in ({"format": "x"}, {"scale": "1"}, {"rows": 3}):
        with pytest.raises(ValueError, match="provenance"):
            Trace((layer,), 1.0, provenance)


def test_writing_replaces_whole_files_only(tmp_path, monkeypatch):
    one = np.ones((1, 2, 2))
    trace = Trace((LayerTrace(0, one, one, one, np.array([0, 1])),), 1.0)
    path = tmp_path / "t.safetensors"
    path.write_bytes(b"old")

    def full_disk(self, content):
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full_disk)
        with pytest.raises(ValueError, match=r"cannot write .*: No space left on device"):
            save_trace(trace, path)
    assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1
    with pytest.raises(ValueError, match="cannot write"):
        save_trace(trace, tmp_path / "no such folder" / "t.safetensors")
    save_trace(trace, path)
    assert same(load_trace(path), trace)


def test_the_example_in_the_documentation_writes_a_readable_trace(tmp_path, monkeypatch):
    page = Path(__file__).parents[2] / "docs" / "trace-format.md"
    (code,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, str(page), "exec"), {})
    trace = load_trace("mine.safetensors")
    assert trace.rows == 4 * 8 and trace.scale == 0.25 and trace.source == "random numbers"


def test_metadata_is_plain_json_in_the_header(tmp_path):
    """Anyone can read the provenance without this package: 8 bytes of length, then JSON."""
    one = np.ones((1, 2, 2))
    path = tmp_path / "t.safetensors"
    save_trace(Trace((LayerTrace(0, one, one, one, np.array([0, 1])),), 0.1, {"model": "toy"}), path)
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    assert header["__metadata__"] == {"format": FORMAT, "scale": "0.1", "model": "toy"}
    assert float(header["__metadata__"]["scale"]) == 0.1
