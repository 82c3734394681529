"""The command line apart from `verify`: help, list, show, evaluate.

Expectations: the catalogue, values computed by mpmath at 60 digits, and the issue's rule that bad input is one line
and exit status 2.
"""

import json
import subprocess
import sys
from fractions import Fraction

import mpmath
import pytest

from tailbound import __version__
from tailbound.proofs.catalogue import find, refutations, theorems
from tailbound.proofs.text import show

COMMANDS = ("verify", "show", "list", "evaluate", "capture")


def flat(text):
    """Help is wrapped to the terminal: the text without its frame and line ends."""
    return " ".join(text.replace("│", " ").split())


def test_help_lists_the_commands_with_examples(cli):
    result = cli("--help")
    assert result.exit_code == 0
    assert all(command in result.stdout for command in COMMANDS)
    assert "tailbound evaluate D3 k=64 Delta=3" in flat(result.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_s_help_has_an_example(command, cli):
    result = cli(command, "--help")
    assert result.exit_code == 0 and f"Example: tailbound {command}" in flat(result.stdout)


def test_the_exit_statuses_of_verify_are_in_its_help(cli):
    assert "Exit status: 0 all is well, 1 a violation or an unproved step, 2 bad input" in flat(
        cli("verify", "--help").stdout
    )


def test_version(cli):
    assert cli("--version").stdout.strip() == __version__


def test_list_has_every_entry(cli):
    lines = cli("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [e.id for e in (*theorems(), *refutations())]
    assert sum("REFUTED" in line for line in lines) == len(refutations())


def test_list_as_json(cli):
    listed = json.loads(cli("list", "--json").stdout)
    assert {tuple(sorted(line)) for line in listed} == {("id", "kind", "title")}
    assert [(e["id"], e["title"]) for e in listed] == [(e.id, e.title) for e in (*theorems(), *refutations())]
    assert {e["id"] for e in listed if e["kind"] == "refuted"} == {r.id for r in refutations()}


def test_show_prints_everything_about_a_theorem(cli):
    result = cli("show", "D3")
    assert result.exit_code == 0
    theorem, text = find("D3"), result.stdout
    assert theorem.title in text and theorem.source in text
    for formula in (*theorem.statement.hyps, theorem.statement.concl):
        assert show(formula) in text
    assert all(meaning in text for meaning in theorem.symbols.values())
    assert "Proved; trust: exact" in text and "Example (holds there)" in text
    assert "(  1) " in text and f" {show(theorem.statement.concl)}\n" in text


def test_show_without_steps_is_shorter(cli):
    full, short = cli("show", "D3").stdout, cli("show", "D3", "--no-steps").stdout
    assert "(  1) " not in short and len(short) < len(full) / 2
    assert show(find("D3").statement.concl) in short


def test_show_of_a_refuted_claim(cli):
    text = cli("show", "C2.inf").stdout
    assert "REFUTED by (hypotheses hold and the conclusion fails, exactly)" in text and "(3, 2, 2, 2, 2)" in text


@pytest.mark.parametrize("name", ["D3", "C2.inf", "B2"])
def test_show_latex(name, cli):
    assert cli("show", name, "--latex").stdout.strip() == find(name).statement.latex()


@pytest.mark.parametrize("name", ["A5.l2", "D3.top", "B4.rate", "I2"])
def test_show_of_a_theorem_that_uses_others(name, cli):
    text = cli("show", name).stdout
    assert f"Uses {', '.join(find(name).uses)}" in text and "Proved; trust: exact" in text


@pytest.mark.parametrize("name", ["X9", "D3.nothing", "", "d3"])
def test_an_unknown_id_is_one_line(name, refused):
    assert "no theorem" in refused("show", name)
    assert "no theorem" in refused("evaluate", name, "k=1")


def mp_value(k, Delta):
    """E/(E + k - 1) of theorems.md D3, by mpmath."""
    E = mpmath.exp(mpmath.mpf(Delta))
    return E / (E + k - 1)


@pytest.mark.parametrize(("k", "Delta"), [(64, 3), (1, 0), (2, 700), (10**12, "0.5")])
@pytest.mark.parametrize("digits", [15, 30])
def test_evaluate_encloses_the_value_of_mpmath(k, Delta, digits, cli):
    out = json.loads(cli("evaluate", "D3", f"k={k}", f"Delta={Delta}", "--json", "--digits", digits).stdout)
    low, high = Fraction(out["lower"]), Fraction(out["upper"])
    with mpmath.workdps(60):
        value = mp_value(k, Delta)
        assert mpmath.mpf(low.numerator) / low.denominator <= value * (1 + mpmath.mpf(10) ** -58)
        assert mpmath.mpf(high.numerator) / high.denominator >= value * (1 - mpmath.mpf(10) ** -58)
    assert high - low <= Fraction(1, 10**digits) * high  # as many digits as were asked for


def test_evaluate_in_words(cli):
    out = cli("evaluate", "D3", "k=64", "Delta=3").stdout
    with mpmath.workdps(30):
        assert out.startswith("exp(Delta)/(exp(Delta) + k - 1) = [")
        assert mpmath.nstr(mp_value(64, 3), 12)[:12] in out


def test_evaluate_at_exact_rationals_is_exact(cli):
    """theorems.md D2: 1 - k/n at k = 1, n = 3."""
    out = json.loads(cli("evaluate", "D2.upper", "k=1", "n=3", "--json").stdout)
    assert Fraction(out["lower"]) <= Fraction(2, 3) <= Fraction(out["upper"])


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("D3", "k=64"), "the parameter Delta is missing"),
        (("D3", "k=64", "Delta=x"), "Delta is 'x', which is no rational number"),
        (("D3", "k=64", "Delta=nan"), "Delta is 'nan', which is no rational number"),
        (("D3", "k=64", "Delta=inf"), "Delta is 'inf', which is no rational number"),
        (("D3", "k=1.5", "Delta=1"), "the parameter k is 3/2, an integer is needed"),
        (("D3", "k=0", "Delta=1"), "D3 says nothing there: k is 0, and must be at least 1"),
        (("D3", "k=64", "Delta=-1"), "D3 says nothing there: Delta is -1, and must be at least 0"),
        (("D2.upper", "k=5", "n=4"), "D2.upper says nothing there: k is 5, and n is 4"),
        (("A1", "tau=2"), "A1 says nothing there: tau is 2, and must be at most 1"),
        (
            ("D3.head", "n=5", "k=2", "Delta=9"),
            "D3.head says nothing there: exp(Delta)^2 <= (k - 1)*(n - 1) is false",
        ),
        (("D3", "k=64", "Delta=1", "m=2"), "D3 has no parameter m: its bound is in Delta, k"),
        (("D3", "k64", "Delta=1"), "values are written NAME=VALUE, each name once"),
        (("D3", "k=1", "k=2", "Delta=1"), "values are written NAME=VALUE, each name once"),
        (("D10.range", "n=9", "k=2", "tau=0"), "division by zero"),
        (("C2.inf", "k=2"), "C2.inf has no bound in scalar variables"),
        (("A3.kept", "k=2"), "A3.kept has no bound in scalar variables"),
        (("D3", "k=1", "Delta=1e999999"), "Delta is a number of more than 10000 digits"),
    ],
)
def test_evaluate_refuses_what_no_row_has(arguments, why, refused):
    assert why in refused("evaluate", *arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("show",),
        ("nothing",),
        ("show", "D3", "D4"),
        ("show", "D3", "--bogus"),
        ("evaluate", "D3"),
        ("verify", "x"),
    ],
)
def test_a_wrong_call_is_answered_with_status_2(arguments, cli):
    result = cli(*arguments)
    assert result.exit_code == 2
    if arguments:
        assert len(result.stderr.splitlines()) == 1
    else:
        assert "verify" in result.output  # the help


@pytest.mark.parametrize("digits", ["0", "-3", "1001", "x"])
def test_digits_out_of_range(digits, refused):
    assert "--digits" in refused("evaluate", "D3", "k=64", "Delta=3", "--digits", digits)


def test_capture_refuses_layers_that_are_no_numbers(refused, tmp_path):
    assert refused("capture", tmp_path / "t.safetensors", "--layers", "0,x").startswith("--layers 0,x: ")
    assert not list(tmp_path.iterdir())


def test_the_console_script_and_a_second_command_in_one_process(cli):
    """The catalogue's names must not be shadowed by modules that the first command imported."""
    assert cli("show", "A1").exit_code == cli("evaluate", "D3", "k=2", "Delta=1").exit_code == 0
    done = subprocess.run([sys.executable, "-m", "tailbound.cli", "show", "X9"], capture_output=True, text=True)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and done.stdout == ""
