"""Forgeries of `sets` and `subset`: truth tables, weights of sums, and premises that are no inclusions."""

from forging import Collection, Writer

from tailbound.proofs.checker import Term, make, number

forgery = Collection()
SETS = {"A": "set J", "B": "set J", "C": "set J", "i": "J", "a": ("real", "J")}
ONE = number(1)


def weights(w: Writer, claim: str, terms: list[tuple[int, str]], *prem: int, body: Term | None = None) -> bytes:
    """The combination of the cardinalities of these sets, or of the sums of `body` over them."""
    w.step("sets", concl=claim.split("|-")[1], prem=prem, terms=terms, body=body or ONE)
    return w.theorem(claim)


# ---------------------------------------------------------------- sets


@forgery("sets", "fails in a row of the truth table", **SETS)
def a_union_counts_the_intersection_once(w: Writer, bad: bool) -> bytes:
    right = "card(A) + card(B)" if bad else "card(A) + card(B) - card(A & B)"
    terms = [(1, "A"), (1, "B"), (-1, "A | B")] + ([] if bad else [(-1, "A & B")])
    return weights(w, f"|- card(A | B) == {right}", terms)


@forgery("sets", "fails in a row of the truth table", **SETS)
def a_difference_is_not_subtracted_without_inclusion(w: Writer, bad: bool) -> bytes:
    h = "all(j in A for j in B)"
    prem = [] if bad else [w.hyp(h)]
    claim = f"{'' if bad else h} |- card(A - B) == card(A) - card(B)"
    return weights(w, claim, [(1, "A"), (-1, "B"), (-1, "A - B")], *prem)


@forgery("sets", "fails in a row of the truth table", **SETS, j="J")
def two_singletons_may_be_one(w: Writer, bad: bool) -> bytes:
    """card {i, j} = 2 only if i and j differ."""
    h = "i in J - {j}"
    prem = [] if bad else [w.hyp(h)]
    return weights(w, f"{'' if bad else h} |- card({{i, j}}) == 2", [(1, "{i}"), (1, "{j}"), (-1, "{i, j}")], *prem)


@forgery("sets", "fails in a row of the truth table", **SETS)
def a_cover_that_is_none(w: Writer, bad: bool) -> bytes:
    """Two sets that cover the whole may overlap: their sums do not add up to the sum over all."""
    cover, disjoint = "all(j in A | B for j in J)", "all(j in J - B for j in A)"
    prem = [w.hyp(cover)] + ([] if bad else [w.hyp(disjoint)])
    claim = "|- sum(a[j] for j in J) == sum(a[j] for j in A) + sum(a[j] for j in B)"
    hyps = cover if bad else f"{cover}; {disjoint}"
    return weights(w, hyps + claim, [(1, "A"), (1, "B"), (-1, "J")], *prem, body=w.body("j", "J", "a[j]"))


EVENTS = {"A": "set Omega", "B": "set Omega"}


@forgery("sets", "fails in a row of the truth table", **EVENTS)
def an_intersection_is_no_union_bound(w: Writer, bad: bool) -> bytes:
    event = "A | B" if bad else "A & B"
    w.step("sets", concl=f"pr({event}) <= pr(A)", prem=[], terms=[(1, "A"), (-1, event)], body=None)
    return w.theorem(f"|- pr({event}) <= pr(A)")


@forgery("sets", "fails in a row of the truth table", **EVENTS)
def probabilities_do_not_add_up_without_disjointness(w: Writer, bad: bool) -> bytes:
    terms = [(1, "A"), (1, "B"), (-1, "A | B")] if not bad else [(1, "A | B"), (-1, "A"), (-1, "B")]
    claim = "pr(A) + pr(B) <= pr(A | B)" if bad else "pr(A | B) <= pr(A) + pr(B)"
    w.step("sets", concl=claim, prem=[], terms=terms, body=None)
    return w.theorem(f"|- {claim}")


@forgery("sets", "fails in a row of the truth table", **EVENTS)
def an_equation_needs_every_row_to_vanish(w: Writer, bad: bool) -> bytes:
    claim = "pr(A & B) == pr(A)" if bad else "pr(A & B) <= pr(A)"
    w.step("sets", concl=claim, prem=[], terms=[(1, "A"), (-1, "A & B")], body=None)
    return w.theorem(f"|- {claim}")


@forgery("sets", "the conclusion is not this combination", **EVENTS)
def only_the_whole_has_probability_one(w: Writer, bad: bool) -> bytes:
    right = "pr(A)" if bad else "1"
    w.step("sets", concl=f"pr(B) <= {right}", prem=[], terms=[(1, "Omega"), (-1, "B")], body=None)
    return w.theorem(f"|- pr(B) <= {right}")


@forgery("sets", "the conclusion is not this combination", **SETS)
def the_conclusion_has_the_weights_of_the_table(w: Writer, bad: bool) -> bytes:
    k = 2 if bad else 1
    claim = f"|- {k}*card(A | B) == card(A) + card(B) - card(A & B)"
    return weights(w, claim, [(1, "A"), (1, "B"), (-1, "A | B"), (-1, "A & B")])


@forgery("sets", "the conclusion is not this combination", **SETS, b=("real", "J"))
def the_conclusion_sums_the_body_of_the_step(w: Writer, bad: bool) -> bytes:
    other = "b" if bad else "a"
    claim = f"|- sum(a[j] for j in J) == sum({other}[j] for j in A) + sum(a[j] for j in J - A)"
    return weights(w, claim, [(1, "A"), (1, "J - A"), (-1, "J")], body=w.body("j", "J", "a[j]"))


@forgery("sets", "= for sums, = or <= for probabilities", **SETS)
def sums_of_any_sign_are_not_monotone(w: Writer, bad: bool) -> bytes:
    relation = "<=" if bad else "=="
    terms = [(1, "A"), (-1, "A & B")] + ([] if bad else [(-1, "A - B")])
    right = "sum(a[j] for j in A)" + ("" if bad else " - sum(a[j] for j in A - B)")
    claim = f"|- sum(a[j] for j in A & B) {relation} {right}"
    return weights(w, claim, terms, body=w.body("j", "J", "a[j]"))


@forgery("sets", "= for sums, = or <= for probabilities", **EVENTS)
def an_event_is_not_strictly_less_likely_than_a_larger_one(w: Writer, bad: bool) -> bytes:
    relation = "<" if bad else "<="
    w.step("sets", concl=f"pr(A & B) {relation} pr(A)", prem=[], terms=[(1, "A"), (-1, "A & B")], body=None)
    return w.theorem(f"|- pr(A & B) {relation} pr(A)")


@forgery("sets", "without a body the sets are events", false=False)
def the_whole_index_sort_does_not_count_one(w: Writer, bad: bool) -> bytes:
    """Without a body `univ` weighs 1: right for probabilities, and no count of J."""
    w.step("sets", concl="0 <= 1", prem=[], terms=[(1, "J" if bad else "Omega")], body=None)
    return w.theorem("|- 0 <= 1")


@forgery("sets", "the conclusion is not this combination", false=False, **SETS)
def a_conclusion_with_a_loose_index(w: Writer, bad: bool) -> bytes:
    loose = make("b", data=(0, "real"))
    concl = make("=", loose, loose) if bad else "card(A) == card(A)"
    w.step("sets", concl=concl, prem=[], terms=[(1, "A"), (-1, "A")], body=ONE)
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("sets", "an argument of the wrong sort", false=False)
def outcomes_are_not_summed(w: Writer, bad: bool) -> bytes:
    """A sum over an outcome sort has no meaning: it may be infinite."""
    event = w.at("Omega" if bad else "J")
    summed = w.raw("sum", event, w.at("1"))
    w.step("sets", concl=w.raw("=", summed, summed), prem=[], terms=[(1, event), (-1, event)], body="1")
    return w.states([], w.raw("=", summed, summed))


@forgery("sets", "sets of several sorts", false=False, **SETS, D="set K")
def a_premise_speaks_of_the_same_sort(w: Writer, bad: bool) -> bytes:
    """An element of K tells nothing of J."""
    h = w.hyp("all(j in D for j in K)" if bad else "all(j in C for j in J)")
    w.step("sets", concl="card(A) == card(A)", prem=[h], terms=[(1, "A"), (-1, "A")], body=ONE)
    return w.theorem("all(j in D for j in K); all(j in C for j in J) |- card(A) == card(A)")


# ---------------------------------------------------------------- subset


@forgery("subset", "subset: does not follow", **SETS)
def membership_in_a_larger_set_is_not_membership(w: Writer, bad: bool) -> bytes:
    h = "i in A | B" if bad else "i in A & B"
    w.subset("i in A", w.hyp(h))
    return w.theorem(f"{h} |- i in A")


@forgery("subset", "subset: does not follow", **SETS)
def inclusions_do_not_turn_round(w: Writer, bad: bool) -> bytes:
    h = "all(j in B for j in A)"
    concl = "all(j in A for j in B)" if bad else "all(j in A | B for j in A)"
    w.subset(concl, w.hyp(h))
    return w.theorem(f"{h} |- {concl}")


@forgery("subset", "subset: does not follow", **SETS, j="J")
def another_element_is_not_in_the_set(w: Writer, bad: bool) -> bytes:
    w.subset("j in A" if bad else "i in A | B", w.hyp("i in A"))
    return w.theorem("i in A |- j in A" if bad else "i in A |- i in A | B")


@forgery("subset", "subset: does not follow", **SETS)
def two_conditions_are_two_atoms(w: Writer, bad: bool) -> bytes:
    second = "a[j] < 1" if bad else "a[j] <= 1"
    w.subset(f"i in {{j for j in B if {second}}}", w.hyp("i in {j for j in A if a[j] <= 1}"), w.hyp("i in B"))
    return w.theorem(f"i in B; i in {{j for j in A if a[j] <= 1}} |- i in {{j for j in B if {second}}}")


FAMILY = {"F": ("set J", "J"), "A": "set J", "i": "J", "j": "J"}


@forgery("subset", "a premise is not an inclusion", **FAMILY)
def membership_in_a_family_is_no_inclusion(w: Writer, bad: bool) -> bytes:
    """x in F(x) for all x of A does not say A is part of F(i)."""
    h = "all(j in F[j] for j in A)" if bad else "all(j in F[i] for j in A)"
    w.subset("i in F[i]" if not bad else "j in F[i]", w.hyp(h), w.hyp("j in A" if bad else "i in A"))
    return w.theorem(f"{h}; j in A |- j in F[i]" if bad else f"{h}; i in A |- i in F[i]")


@forgery("subset", "a premise is not an inclusion", **FAMILY)
def another_element_in_the_body_is_no_inclusion(w: Writer, bad: bool) -> bytes:
    """i in A for every x of B (say B empty, or i in A) is not B part of A."""
    h = "all(i in A for k in F[i])" if bad else "all(k in A for k in F[i])"
    w.subset("j in A", w.hyp(h), w.hyp("j in F[i]"))
    return w.theorem(f"{h}; j in F[i] |- j in A")


@forgery("subset", "a premise is not an inclusion", **SETS)
def a_quantified_relation_is_no_inclusion(w: Writer, bad: bool) -> bytes:
    h = "all(a[j] <= 1 for j in A)" if bad else "all(j in B for j in A)"
    w.subset("all(j in A for j in A)", w.hyp(h))
    w.subset("all(j in A for j in B)" if bad else "all(j in B for j in A)", 0)
    return w.theorem(f"{h} |- all(j in A for j in B)" if bad else f"{h} |- all(j in B for j in A)")


@forgery("subset", "a premise is not an inclusion", false=False, **SETS)
def a_relation_is_no_inclusion(w: Writer, bad: bool) -> bytes:
    h = "a[i] <= 1" if bad else "i in B"
    w.subset("i in A", w.hyp(h), w.hyp("i in A"))
    return w.theorem("a[i] <= 1; i in B; i in A |- i in A")
