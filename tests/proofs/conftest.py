"""What the tests of the catalogue share: every certificate on disk judged once in a session."""

import pytest

from tailbound.proofs.catalogue import refutations, theorems
from tailbound.proofs.catalogue.build import path_of
from tailbound.proofs.catalogue.ledger import judge_all, manifest
from tailbound.proofs.checker import check
from tailbound.proofs.model_oracle import oracle, step_sequents
from tailbound.proofs.tactics.guards import Proof


@pytest.fixture(scope="session")
def outcomes():
    """Theorem id -> Proved or Unproved."""
    return judge_all(theorems())


@pytest.fixture(scope="session")
def known(outcomes):
    """Statement hash -> what the checker accepted, as `check` takes it."""
    return {o.checked.statement_sha256: o.checked for o in outcomes.values()}


@pytest.fixture(scope="session")
def computed_manifest(outcomes):
    return manifest(outcomes, refutations())


@pytest.fixture(scope="session")
def derived(known):
    """Theorem id -> the sequent of each step of its certificate, derived by the checker's own rules."""
    return {t.id: list(step_sequents(path_of(t.id).read_bytes(), known)) for t in theorems()}


@pytest.fixture
def proving():
    """proving(scope, hyps, claim, script): the theorem that the checker makes of the script's last step.

    The statement accepted must be the one asked for, rest on nothing, and be refuted by no small model.
    """

    def run(scope, hyps, claim, script, known=()):
        proof = Proof(hyps, claim, scope, known={c.statement_sha256: c for c in known})
        checked = check(proof.qed(script(proof)), proof.known)
        assert checked.hyps == proof.statement and checked.concl is proof.goal
        assert checked.trust == frozenset()
        assert oracle(checked, tries=20).refutations == ()
        return checked

    return run
