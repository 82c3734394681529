"""Places in a term: a path of argument positions from the root, and the term with another subterm put there."""

from __future__ import annotations

from collections.abc import Iterator

from tailbound.proofs.checker import Term, make

Path = tuple[int, ...]


def sites(t: Term, path: Path = ()) -> Iterator[tuple[Path, Term]]:
    """Every subterm with its path, the term itself first.

    >>> from tailbound.proofs.text import parse, show
    >>> x = parse("x + 2", {"x": ("real", ())})
    >>> [(path, show(s)) for path, s in sites(x)]
    [((), 'x + 2'), ((0,), 'x'), ((1,), '2')]
    """
    yield path, t
    for i, a in enumerate(t.args):
        yield from sites(a, (*path, i))


def put(t: Term, path: Path, new: Term) -> Term:
    """t with `new` at the path.  Raises checker.Reject where the sorts do not fit.

    >>> from tailbound.proofs.text import parse, show
    >>> x = parse("x + 2", {"x": ("real", ())})
    >>> show(put(x, (1,), x))
    'x + (x + 2)'
    """
    if not path:
        return new
    args = list(t.args)
    args[path[0]] = put(args[path[0]], path[1:], new)
    return make(t.op, *args, data=t.data)
