"""What the tests of the front door share: the command line in this process, a small trace, certificates to damage."""

import shutil

import pytest
from typer.testing import CliRunner

from tailbound.cli import app
from tailbound.proofs.catalogue import build
from tailbound.trace import LayerTrace, Trace, save_trace, shipped_trace
from tailbound.verify import precision, synthetic


@pytest.fixture
def cli():
    """cli("show", "D3"): the result, with exit_code, stdout and stderr; an exception that escapes fails the test."""

    def run(*arguments):
        result = CliRunner().invoke(app, [str(a) for a in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def refused(cli):
    """refused("show", "X9"): the one line on standard error with which bad input is answered."""

    def run(*arguments):
        result = cli(*arguments)
        assert result.exit_code == 2, result.output
        (line,) = result.stderr.splitlines()
        assert line.startswith("tailbound: ") and "Traceback" not in result.output
        assert result.stdout == ""
        return line.removeprefix("tailbound: ")

    return run


@pytest.fixture(scope="session")
def cut():
    """One layer, three query heads and their key-value head, four rows of the shipped trace."""
    whole = shipped_trace()
    layer = whole.layers[0]
    rows = [0, 100, 101, 383]
    keys = layer.positions[383] + 1
    few = LayerTrace(layer.layer, layer.q[:3, rows], layer.k[:1, :keys], layer.v[:1, :keys], layer.positions[rows])
    return Trace((few,), whole.scale, whole.provenance)


@pytest.fixture
def small_trace(cut, tmp_path):
    """The cut as a file."""
    path = tmp_path / "small.safetensors"
    save_trace(cut, path)
    return path


@pytest.fixture
def quick(monkeypatch):
    """The cross-check at 8 points a bound, and two short lengths of synthetic rows: their own tests use all."""
    shortest = [[(kind, rule, n) for kind, rule, n in group if n in (3, 9)] for group in synthetic.plan()]
    monkeypatch.setattr(precision, "POINTS", 8)
    monkeypatch.setattr(synthetic, "plan", lambda: [group for group in shortest if group])


@pytest.fixture
def certificates(tmp_path, monkeypatch):
    """A copy of all certificates, in the place of the real ones for this test."""
    folder = tmp_path / "certificates"
    shutil.copytree(build.CERTIFICATES, folder)
    monkeypatch.setattr(build, "CERTIFICATES", folder)
    return folder
