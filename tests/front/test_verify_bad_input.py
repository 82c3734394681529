"""Bad input to `verify`: one clear line and exit status 2, never a traceback; nothing is written.

Expectations: the issue's list.  The files are built byte by byte from the safetensors format: 8 bytes of length, a
JSON header, the tensors.
"""

import json
import struct

import numpy as np
import pytest

from tailbound.tensor_file import to_bytes
from tailbound.trace import FORMAT, LayerTrace, Trace, save_trace


@pytest.fixture
def refuses(refused, tmp_path):
    """refuses(path): the line for this trace; no report may appear."""

    def run(path, *more):
        line = refused("verify", "--rows", 8, "--trace", path, "--json", tmp_path / "r.json", *more)
        assert not (tmp_path / "r.json").exists() and not list(tmp_path.glob("*.part"))
        return line

    return run


def altered(path, change):
    """The file with its tensors' header changed."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    change(header)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size :])
    return path


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_a_trace_cut_short(share, small_trace, refuses):
    data = small_trace.read_bytes()
    small_trace.write_bytes(data[: int(share * len(data))])
    line = refuses(small_trace)
    assert line.startswith(f"trace {small_trace}: ") and "cut short" in line


@pytest.mark.parametrize("content", [b"hello, this is no trace at all", b"\x00" * 64, b"PK\x03\x04" + b"x" * 100])
def test_a_file_that_is_no_safetensors(content, tmp_path, refuses):
    path = tmp_path / "other.safetensors"
    path.write_bytes(content)
    assert refuses(path).startswith(f"trace {path}: ")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("part", ["q", "k", "v"])
def test_a_value_that_is_not_finite(part, value, small_trace, refuses):
    """The bytes of one number are overwritten: such a file cannot be made through the package."""
    data = bytearray(small_trace.read_bytes())
    (size,) = struct.unpack("<Q", data[:8])
    entry = json.loads(data[8 : 8 + size])[f"layers.0.{part}"]
    kind = {"F16": np.float16, "F32": np.float32, "F64": np.float64}[entry["dtype"]]
    width = np.dtype(kind).itemsize
    at = 8 + size + entry["data_offsets"][0] + 5 * width
    data[at : at + width] = kind(value).tobytes()
    small_trace.write_bytes(data)
    line = refuses(small_trace)
    assert f"layers.0.{part}: the value at (0, 0, 5) is " in line and "every value must be finite" in line


def test_a_file_that_is_not_there(tmp_path, refuses):
    assert refuses(tmp_path / "none.safetensors").endswith("No such file or directory")


def test_a_folder_for_a_file(tmp_path, refuses):
    assert refuses(tmp_path).endswith("Is a directory")


def test_a_tensor_that_is_missing(small_trace, refuses):
    def rename(header):
        header["layers.0.value"] = header.pop("layers.0.v")

    assert "layers.0.value" in refuses(altered(small_trace, rename))


def test_another_format_version(small_trace, refuses):
    def newer(header):
        header["__metadata__"]["format"] = "tailbound-trace/2"

    assert "tailbound-trace/2" in refuses(altered(small_trace, newer))


@pytest.mark.parametrize(
    ("shapes", "why"),
    [
        (((2, 3, 4), (1, 9, 4), (1, 8, 4)), "k has shape (1, 9, 4) but v has shape (1, 8, 4)"),
        (((2, 3, 4), (1, 9, 5), (1, 9, 5)), "q has head size 4 but k has head size 5"),
        (((3, 3, 4), (2, 9, 4), (2, 9, 4)), "3 query heads are not a multiple of 2 key-value heads"),
        (((2, 2, 4), (1, 9, 4), (1, 9, 4)), "layers.0.positions: shape (3,), but q has 2 rows"),
    ],
)
def test_shapes_that_do_not_match(shapes, why, tmp_path, refuses):
    tensors = {f"layers.0.{part}": np.ones(shape) for part, shape in zip("qkv", shapes, strict=True)}
    tensors["layers.0.positions"] = np.array([1, 4, 8])
    path = tmp_path / "shapes.safetensors"
    path.write_bytes(to_bytes(tensors, {"format": FORMAT, "scale": "0.5"}))
    assert why in refuses(path)


def test_a_row_of_one_key_is_said_to_have_nothing_to_drop(tmp_path, refuses, quick):
    """Position 0 sees itself only."""
    one = np.ones((1, 1, 2))
    save_trace(Trace((LayerTrace(0, one, one, one, np.array([0])),), 1.0, {}), tmp_path / "one.safetensors")
    assert (
        refuses(tmp_path / "one.safetensors") == "every row of the trace sees one key only: there is nothing to drop"
    )


def test_values_beyond_what_distances_can_hold(tmp_path, refuses, quick):
    one = np.ones((1, 3, 2))
    trace = Trace((LayerTrace(0, one, one, one * 1e200, np.arange(3)),), 1.0, {})
    save_trace(trace, tmp_path / "large.safetensors")
    assert "v exceeds 2^400" in refuses(tmp_path / "large.safetensors")


@pytest.mark.parametrize("rows", ["7", "0", "-1", "x", "8.5"])
def test_too_few_rows(rows, refused):
    assert "--rows" in refused("verify", "--rows", rows)


def test_a_seed_below_zero(refused):
    assert "--seed" in refused("verify", "--seed", "-1")


def test_a_report_in_a_folder_that_is_not_there(refused, tmp_path):
    path = tmp_path / "none" / "r.json"
    assert refused("verify", "--json", path) == f"{path}: the folder does not exist"


def test_a_report_that_is_a_folder(refused, tmp_path):
    assert refused("verify", "--json", tmp_path) == f"{tmp_path}: a folder, not a file"


def test_rows_of_one_key_are_left_out_and_said_so(cli, tmp_path, quick):
    """Positions 0, 3, 8 of 2 heads: 2 rows see one key, 4 see more."""
    rng = np.random.default_rng(0)
    layer = LayerTrace(0, *(rng.normal(size=s) for s in ((2, 3, 4), (1, 9, 4), (1, 9, 4))), np.array([0, 3, 8]))
    save_trace(Trace((layer,), 0.5, {"model": "toy"}), tmp_path / "t.safetensors")
    result = cli("verify", "--rows", 8, "--trace", tmp_path / "t.safetensors", "--json", tmp_path / "r.json")
    assert result.exit_code == 0, result.output
    real = json.loads((tmp_path / "r.json").read_text())["measurements"]["real"]
    assert (real["rows"], real["rows_of_one_key_left_out"], real["violations"]) == (4, 2, 0)
    assert "2 real rows see one key, have nothing to drop, and are left out." in result.stdout
