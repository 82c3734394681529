"""tailbound: machine-checked error bounds for sparse attention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tailbound.proofs.outcomes import Proved, Refuted, Undecided
    from tailbound.proving import prove

__version__ = "0.1.0"
__all__ = ["Proved", "Refuted", "Undecided", "prove"]


def __getattr__(name: str) -> Any:
    """The prover is loaded when it is first asked for: the import itself loads nothing heavy."""
    if name not in __all__:
        raise AttributeError(f"module 'tailbound' has no attribute {name!r}")
    from tailbound.proofs import outcomes
    from tailbound.proving import prove

    globals().update(prove=prove, Proved=outcomes.Proved, Refuted=outcomes.Refuted, Undecided=outcomes.Undecided)
    return globals()[name]
