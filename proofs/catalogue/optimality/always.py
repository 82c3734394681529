"""C2.one and C2.half: with one key, or with at least half of the keys, top-k always has the least largest error."""

from sympy import Eq, Le

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.optimality.duel import both
from tailbound.proofs.catalogue.optimality.exchange import THEOREM as EXCHANGE
from tailbound.proofs.catalogue.optimality.largest import ERROR, LARGEST, OWN, RIVAL, WORST, error
from tailbound.proofs.catalogue.optimality.largest import THEOREM as WITH_HALF_THE_MASS
from tailbound.proofs.catalogue.optimality.mass import less_dropped
from tailbound.proofs.catalogue.optimality.moves import DROPPED, DROPPED2, Moves
from tailbound.proofs.catalogue.optimality.rival import meanings, rival
from tailbound.proofs.catalogue.row import given, k, n
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.counting import empty_sum
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.instances import settled

ONE_KEY = Statement.from_sympy(
    where=[
        *given("weights"),
        *rival("kept", "no more"),
        *given("k"),
        Eq(k, 1),
        *given("H", "Z", "p", "ps", "top-k"),
        *rival("H2", "ps2")[:-1],
        Eq(error, LARGEST),
    ],
    claim=Le(error, RIVAL),
)

HALF_THE_KEYS = Statement.from_sympy(
    where=[
        *given("weights"),
        *rival("kept", "no more"),
        *given("n", "k"),
        Le(n, 2 * k),
        *given("H", "Z", "p", "ps", "top-k"),
        *rival("H2", "ps2"),
        Eq(error, LARGEST),
    ],
    claim=Le(error, RIVAL),
)


def prove_one(proof: Proof) -> bytes:
    """The kept key moves by tau, every dropped key by at most tau; the rival's kept key moves by its tau."""
    row = RowFacts(proof)
    own, other = both(proof, row, DROPPED)
    single = proof.have("card(S) <= 1", row.hypothesis("k == 1"), row.k)
    single2 = proof.have("card(S2) <= 1", row.hypothesis("card(S2) <= card(S)"), single)
    inverse = proof.schema("inv_pos", "Z", prem=[row.Z_positive])
    less = proof.have(f"{DROPPED}/Z <= {DROPPED2}/Z", products=[[less_dropped(proof, row, DROPPED), inverse]])
    least = proof.have(f"{DROPPED}/Z <= {WORST}", less, rival_moves(proof, row, other, single2))
    e = proof.declare("e", "J")
    goal = f"abs(p[e] - ps[e]) <= {WORST}"
    inside, outside = proof.assume("e in S"), proof.assume("e in J - S")
    on = proof.have(goal, own.on(e, inside), moves_by_dropped(proof, row, own, inside, single), least)
    parts = proof.split("J - S", ["{e}", "J - S - {e}"], "sum(a[i] for i in S)", outside)
    rest = proof.nonnegative("sum(a[i] for i in J - S - {e})")
    at_p = proof.at(row.hypothesis("all(p[i] == a[i]/Z for i in J)"), e)
    below = proof.have(f"a[e] <= {DROPPED}", parts, rest)
    small = proof.have(f"p[e] <= {DROPPED}/Z", at_p, products=[[below, inverse]])
    off = proof.have(goal, own.off(e, outside), small, least)
    worst = proof.sup_le("J", e, proof.cases("e in S", on, off), proof.positive("card(J)"))
    return proof.qed(proof.have(proof.goal, worst, row.hypothesis(f"error == {OWN}")))


def moves_by_dropped(proof: Proof, row: RowFacts, moves: Moves, inside: Step, single: Step) -> Step:
    """e in A |- p_e T/H = T/Z, from card A <= 1: the one kept key holds all of H."""
    e, over = inside.concl.args[0].data[0], moves.S
    parts = [f"{{{e}}}", f"{over} - {{{e}}}"]
    count = proof.split_card(over, parts, inside)
    none = empty_sum(proof, f"sum(a[i] for i in {parts[1]})", proof.have(f"card({parts[1]}) <= 0", count, single))
    total = proof.split(over, parts, "sum(a[i] for i in S)", inside)
    kept = row.hypothesis(f"{moves.H} == sum(a[i] for i in {over})")
    at_p = proof.at(row.hypothesis("all(p[i] == a[i]/Z for i in J)"), e)
    share = proof.have(f"p[{e}] == {moves.H}/Z", at_p, total, none, kept)
    return proof.have(f"p[{e}]*{moves.odds} == {moves.T}/Z", share, multipliers=[moves.odds])


def rival_moves(proof: Proof, row: RowFacts, other: Moves, single: Step) -> Step:
    """The rival's discarded mass is at most its largest error: the one key it keeps moves by that much."""
    f, inside = proof.fix("f", "S2")
    moved = moves_by_dropped(proof, row, other, inside, single)
    below = proof.have(f"{DROPPED2}/Z <= {WORST}", proof.sup_ge(WORST, f), other.on(f, inside), moved)
    every = proof.gen(below, f, "S2")
    return proof.schema("inhabited", "S2", below.concl, prem=[row.hypothesis("0 < card(S2)"), every])


def prove_half(proof: Proof) -> bytes:
    """No more keys are dropped than kept, and smaller ones, so at most half of the mass; then C3.inf."""
    row = RowFacts(proof)
    both(proof, row, DROPPED)
    u = proof.declare("u", "J")
    weak = proof.gen(proof.have("0 <= a[u]", row.a_positive(u)), u, "J")
    count = proof.split_card("J", ["S", "J - S"])
    fewer = proof.have("card(J - S) <= card(S)", count, row.hypothesis("n <= 2*k"), row.n, row.k)
    lemma = proof.use(proof.cite(EXCHANGE.statement.sha256), sub={"w": (["e"], "a[e]"), "S2": "J - S"})
    less = proof.discharge(lemma, weak, row.top, fewer)
    whole = proof.split("J", ["S", "J - S"], DROPPED)
    half = proof.have(f"{DROPPED} <= Z/2", less, whole, row.Z)
    inverse = proof.schema("inv_pos", "Z", prem=[row.Z_positive])
    proof.have(f"{DROPPED}/Z <= 1/2", products=[[half, inverse]])
    cited = proof.cite(WITH_HALF_THE_MASS.statement.sha256)
    return proof.qed(settled(proof, proof.use(cited, sub={"T": DROPPED, "tau": f"{DROPPED}/Z"})))


SYMBOLS = meanings("J", "S", "S2", "a", "H", "H2", "Z", "p", "ps", "ps2") | ERROR

C2_ONE = Theorem(
    id="C2.one",
    title="The largest key alone has the least largest error of all single keys",
    statement=ONE_KEY,
    prove=prove_one,
    source="tailbound theorem book, C2",
    symbols=SYMBOLS | meanings("k"),
    witness=Example({"J": 3}, {"a": (2, 1, 1), "S": frozenset({0}), "S2": frozenset({1}), "ps2": (0, 1, 0)}),
    extremal=Example({"J": 3}, {"a": (2, 2, 1), "S": frozenset({0}), "S2": frozenset({1}), "ps2": (0, 1, 0)}),
    reading=Reading(quantity="linf", side="right", given={"k": "k", "error": "linf_top"}),
    uses=("C1.exchange",),
    remark="Whatever its mass: tau may be over 1/2.  Of the rival row only the one kept entry matters.",
)

C2_HALF = Theorem(
    id="C2.half",
    title="A top-k set with at least half of the keys has the least largest error",
    statement=HALF_THE_KEYS,
    prove=prove_half,
    source="tailbound theorem book, C2",
    symbols=SYMBOLS | meanings("n", "k"),
    witness=Example({"J": 3}, {"a": (2, 1, 1), "S": frozenset({0, 1}), "S2": frozenset({1, 2})}),
    extremal=Example({"J": 3}, {"a": (2, 1, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2})}),
    reading=Reading(quantity="linf", side="right", given={"n": "n", "k": "k", "error": "linf_top"}),
    uses=("C1.exchange", "C3.inf"),
    remark="The book has k = n - 1; k >= n/2 is enough, and then C3 and C3.two hold too.",
)
