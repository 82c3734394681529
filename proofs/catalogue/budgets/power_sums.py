"""I1: what it costs to keep alpha m^C keys of every row of length m up to L."""

from sympy import Expr, Le, Symbol, exp, log

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Theorem
from tailbound.proofs.language import Element, IntegerRange, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.powers import power_compare, power_of_one

alpha, C = Symbol("alpha", real=True), Symbol("C", real=True)
L, m = Symbol("L", integer=True), Element("m", "int")
lengths = IntegerRange(1, L)


def power(x: Expr, y: Expr) -> Expr:
    """x^y."""
    return exp(y * log(x))


COST = SumOver(m, lengths, alpha * power(m, C))
MEANING = {
    "alpha": "keys kept per length to the power C",
    "C": "the exponent of the budget",
    "L": "the largest length",
}

LOWER = Statement.from_sympy(
    where=[Le(0, alpha), Le(0, C), Le(1, L)], claim=Le(alpha * power(L, C + 1) / (C + 1), COST)
)
UPPER = Statement.from_sympy(
    where=[Le(0, alpha), Le(0, C), Le(0, L)], claim=Le(COST, alpha * power(L + 1, C + 1) / (C + 1))
)


def total(end: str) -> str:
    """1^C + ... + end^C."""
    return f"sum(exp(C*log(m)) for m in rng(1, {end}))"


def area(x: str) -> str:
    """The integral of t^C from 0 to x."""
    return f"exp((C + 1)*log({x}))/(C + 1)"


def cost_guards(proof: Proof, some: str) -> None:
    """The guards of the cost and of its bounds, from 0 <= C and 1 <= L or 0 <= L."""
    from_length = proof.assume(some)
    proof.have("0 < C + 1", proof.assume("0 <= C"))
    proof.have("1 <= L + 1", from_length)
    proof.have("0 < L" if some == "1 <= L" else "0 < 1 + L", from_length)
    x, inside = proof.fix("m", "rng(1, L)")
    first = proof.schema("range_lo", x, "1", "L", prem=[inside])
    proof.gen(proof.have("0 < m", first), x, "rng(1, L)")


def last(proof: Proof, end: str, before: str, some: Step) -> Step:
    """1^C + ... + end^C = 1^C + ... + before^C + end^C."""
    body = proof.t(total(end)).args[1]
    return proof.have(
        f"{total(end)} == {total(before)} + exp(C*log({end}))", proof.schema("sum_last", "1", end, body, prem=[some])
    )


def slope(proof: Proof, positive: Step) -> Step:
    """d/dx x^(C + 1)/(C + 1) = x^C for 0 < x, the left side as the derivative rule writes it."""
    back = proof.schema("exp_log", "x", prem=[positive])
    goal = "exp((C + 1)*log(x))*((C + 1)*(1/x))/(C + 1) == exp(C*log(x))"
    return proof.have(goal, back, positive, multipliers=["exp(C*log(x))/x"])


def prove_lower(proof: Proof) -> bytes:
    """Induction on L: (L + 1)^C is at least the area from L to L + 1, as t^C increases."""
    cost_guards(proof, "1 <= L")
    n = proof.declare("n", "int")
    claim = f"{area('n')} <= {total('n')}"
    one = last(proof, "1", "0", proof.identity("1 <= 1"))
    ones = power_of_one(proof, "C"), power_of_one(proof, "C + 1")
    start = proof.have(f"{area('1')} <= {total('1')}", one, nothing(proof), *ones, proof.assume("0 <= C"))
    some = proof.assume("1 <= n")
    more = last(proof, "n + 1", "n", proof.have("1 <= n + 1", some))
    step = proof.have(f"{area('n + 1')} <= {total('n + 1')}", proof.assume(claim), more, area_at_most(proof, some))
    every = proof.induct(start, step, n, "1", claim)
    instance = proof.use(every, [proof.assume("1 <= L")], sub={"n": "L"})
    return proof.qed(proof.have(proof.goal, products=[[instance, proof.assume("0 <= alpha")]]))


def nothing(proof: Proof) -> Step:
    """The sum over no lengths is 0."""
    x, inside = proof.fix("x0", "rng(1, 0)")
    ends = [proof.schema(name, x, "1", "0", prem=[inside]) for name in ("range_lo", "range_hi")]
    zero = proof.absurd("exp(C*log(x0)) == 0", proof.have("0 < 0", *ends))
    return proof.have(f"{total('0')} == 0", proof.sum_compare("rng(1, 0)", x, zero))


def area_at_most(proof: Proof, some: Step) -> Step:
    """1 <= n |- the area from n to n + 1 is at most (n + 1)^C: x (n + 1)^C less the area to x increases to then."""
    x = proof.declare("x", "real")
    positive, below = proof.assume("0 < x"), proof.assume("x <= n + 1")
    height = power_compare(proof, below, positive, proof.assume("0 <= C"))
    rising = "0 <= exp(C*log(n + 1)) - exp((C + 1)*log(x))*((C + 1)*(1/x))/(C + 1)"
    sign = proof.have(rising, height, slope(proof, positive))
    f = f"x*exp(C*log(n + 1)) - {area('x')}"
    grown = proof.mono([sign, positive], x, [positive.concl, below.concl], f, "n", "n + 1")
    ends = ["0 < n", "0 < n + 1", "n <= n + 1", "n + 1 <= n + 1"]
    found = proof.discharge(grown, *(proof.have(t, some) for t in ends))
    return proof.have(f"{area('n + 1')} - {area('n')} <= exp(C*log(n + 1))", found)


def prove_upper(proof: Proof) -> bytes:
    """Induction on L: (L + 1)^C is at most the area from L + 1 to L + 2."""
    cost_guards(proof, "0 <= L")
    n = proof.declare("n", "int")
    claim = f"{total('n')} <= {area('n + 1')}"
    start = proof.have(f"{total('0')} <= {area('0 + 1')}", nothing(proof), proof.positive(area("0 + 1")))
    some = proof.assume("0 <= n")
    more = last(proof, "n + 1", "n", proof.have("1 <= n + 1", some))
    step = proof.have(
        f"{total('n + 1')} <= {area('(n + 1) + 1')}", proof.assume(claim), more, area_at_least(proof, some)
    )
    every = proof.induct(start, step, n, "0", claim)
    instance = proof.use(every, [proof.assume("0 <= L")], sub={"n": "L"})
    return proof.qed(proof.have(proof.goal, products=[[instance, proof.assume("0 <= alpha")]]))


def area_at_least(proof: Proof, some: Step) -> Step:
    """0 <= n |- (n + 1)^C is at most the area from n + 1 to n + 2: the area up to x minus x (n + 1)^C increases."""
    x = proof.declare("x", "real")
    above, start = proof.assume("n + 1 <= x"), proof.have("0 < n + 1", some)
    positive = proof.have("0 < x", start, above)
    height = power_compare(proof, above, start, proof.assume("0 <= C"))
    rising = "0 <= exp((C + 1)*log(x))*((C + 1)*(1/x))/(C + 1) - exp(C*log(n + 1))"
    sign = proof.have(rising, height, slope(proof, positive))
    f = f"{area('x')} - x*exp(C*log(n + 1))"
    grown = proof.mono([sign, positive], x, [above.concl], f, "n + 1", "(n + 1) + 1")
    ends = ["n + 1 <= n + 1", "n + 1 <= (n + 1) + 1"]
    found = proof.discharge(grown, *(proof.have(t) for t in ends))
    return proof.have(f"exp(C*log(n + 1)) <= {area('(n + 1) + 1')} - {area('n + 1')}", found)


I1_LOWER = Theorem(
    id="I1.lower",
    title="The cost of a budget alpha m^C is at least alpha L^(C + 1)/(C + 1)",
    statement=LOWER,
    prove=prove_lower,
    source="tailbound theorem book, I1",
    symbols=MEANING,
    witness=Example({}, {"alpha": 1, "C": "1/2", "L": 3}),
    extremal=Example({}, {"alpha": 1, "C": 0, "L": 3}),
)

I1_UPPER = Theorem(
    id="I1.upper",
    title="The cost of a budget alpha m^C is at most alpha (L + 1)^(C + 1)/(C + 1)",
    statement=UPPER,
    prove=prove_upper,
    source="tailbound theorem book, I1",
    symbols=MEANING,
    witness=Example({}, {"alpha": 1, "C": "1/2", "L": 3}),
    remark="Attained only at alpha = 0; the quotient of the two sides tends to 1 as L grows.",
)

THEOREMS = (I1_LOWER, I1_UPPER)
