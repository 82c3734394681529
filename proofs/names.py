"""Names: how a variable's name is set in LaTeX, and which letter a bound variable gets."""

import re
from collections.abc import Collection, Sequence

LETTER_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon "
    "phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK = frozenset(LETTER_NAMES.split())
SPECIAL = {"eps": r"\varepsilon", "ell": r"\ell", "inf": r"\infty", "ps": "p^{S}"}
ACCENTS = {"hat": r"\hat{%s}", "bar": r"\bar{%s}", "tilde": r"\tilde{%s}", "prime": "%s'"}
LETTERS = {"real": "xyzuvw", "int": "mijlr", "outcome": "w", "index": "ijlmr"}


def _word(part: str) -> str:
    if part in SPECIAL:
        return SPECIAL[part]
    if part in GREEK:
        return "\\" + part
    return part if len(part) == 1 or part.isdigit() else rf"\mathrm{{{part}}}"


def latex_name(name: str, subscripts: Sequence[str] = ()) -> str:
    r"""A variable's name in LaTeX, with the arguments of a family as further subscripts; ps is the book's p^S.

    >>> latex_name("tau"), latex_name("mu_H"), latex_name("p_S", ["i"]), latex_name("x1"), latex_name("p_hat", ["i"])
    ('\\tau', '\\mu_{H}', 'p_{S,i}', 'x_{1}', '\\hat{p}_{i}')
    """
    head, *parts = [part for part in name.split("_") if part] or [name]
    digits = re.fullmatch(r"([A-Za-z]+)([0-9]+)", head)
    if digits:
        head, parts = digits[1], [digits[2], *parts]
    text = _word(head)
    for accent in [part for part in parts if part in ACCENTS]:
        text = ACCENTS[accent] % text
    below = [_word(part) for part in parts if part not in ACCENTS] + list(subscripts)
    return text + (f"_{{{','.join(below)}}}" if below else "")


def bound_name(sort: str, used: Collection[str]) -> str:
    """A letter for a bound variable of this sort that is not among the names used, nor printed like a part of one:
    beside a_i no variable may be called i, or the sum of the constants a_i reads as the sum of a family.

    >>> bound_name("J", {"i", "a"}), bound_name("int", ()), bound_name("Omega", {"w"}), bound_name("J", {"a_i"})
    ('j', 'm', 'w1', 'j')
    """
    kind = sort if sort in LETTERS else "outcome" if sort.startswith("Omega") else "index"
    letters = LETTERS[kind]
    taken = {word for name in used for word in (name, name.replace("_", ""), *name.split("_"))}
    for round_number in range(len(taken) + 1):
        for letter in letters:
            name = letter if round_number == 0 else f"{letter}{round_number}"
            if name not in taken:
                return name
    raise AssertionError("more names used than there are")
