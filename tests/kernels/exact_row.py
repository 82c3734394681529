"""One row recomputed in Arb at 1200 bits from its float64 logits: the judge of every measured quantity.

Nothing here is shared with the package: formulas are written from the definitions of the theorem book, section 1,
over p and p^S, without the identities of chapter A that the package's measurements are meant to test.
"""

from flint import arb, arb_mat, ctx

BITS = 1200


def at_high_precision(function):
    def wrapped(*arguments):
        before = ctx.prec
        ctx.prec = BITS
        try:
            return function(*arguments)
        finally:
            ctx.prec = before

    return wrapped


def total(terms):
    return sum(terms, arb(0))


def root(ball):
    """sqrt of a number known to be >= 0, whose ball may reach below."""
    return ball.nonnegative_part().sqrt()


def largest(terms):
    best = terms[0]
    for term in terms[1:]:
        best = best.max(term)
    return best


@at_high_precision
def exact_row(logits, keep, values=None):
    """Every field of RowMeasurements as an Arb ball (scaled sums relative to the largest logit)."""
    s = [arb(float(x)) for x in logits]
    n, S = len(s), [j for j in range(len(s)) if keep[j]]
    off = [j for j in range(n) if not keep[j]]
    top = arb(max(float(x) for x in logits))
    a = [(x - top).exp() for x in s]
    Z, H, T = total(a), total([a[j] for j in S]), total([a[j] for j in off])
    p = [x / Z for x in a]
    p_S = [a[j] / H if keep[j] else arb(0) for j in range(n)]
    gaps = [p[j] - p_S[j] for j in range(n)]
    order = sorted((float(x) for x in logits), reverse=True)
    row = {
        "delta": top - arb(order[-1]),
        "Z": Z,
        "H": H,
        "T": T,
        "log_Z": Z.log() + top,
        "tau": T / Z,
        "kept_mass": H / Z,
        "log_kept_mass": H.log() - Z.log(),
        "odds": T / H,
        "l1": total([abs(x) for x in gaps]),
        "l2": root(total([x * x for x in gaps])),
        "linf": largest([abs(x) for x in gaps]),
        "kl": total([p_S[j] * (p_S[j] / p[j]).log() for j in S]),
        "chi2": total([x * x / y for x, y in zip(gaps, p, strict=True)]),
        "bhattacharyya": total([root(x * y) for x, y in zip(p, p_S, strict=True)]),
        "p_max": largest(p),
        "p_min": -largest([-x for x in p]),
        "p_kept_max": largest([p[j] for j in S]),
        "p_dropped_max": largest([p[j] for j in off]) if off else arb(0),
        "p_next": (arb(order[len(S)]) - top).exp() / Z if off else arb(0),
        "kept_sum_squares": total([p[j] * p[j] for j in S]),
        "dropped_sum_squares": total([p[j] * p[j] for j in off]),
    }
    if off:
        row["log_tau"] = T.log() - Z.log()
        row["gap"] = arb(min(float(logits[j]) for j in S)) - arb(max(float(logits[j]) for j in off))
    if values is not None:
        row.update(exact_output(p, p_S, S, off, values))
    return row


def exact_output(p, p_S, S, off, values):
    n, m = len(p), len(values[0])
    v = [[arb(float(x)) for x in row] for row in values]
    o = [total([p[j] * v[j][c] for j in range(n)]) for c in range(m)]
    o_S = [total([p_S[j] * v[j][c] for j in S]) for c in range(m)]
    error = [x - y for x, y in zip(o, o_S, strict=True)]
    apart = [[v[i][c] - v[j][c] for c in range(m)] for i in S for j in off] or [[arb(0)]]
    centred = [[v[j][c] - o[c] for c in range(m)] for j in range(n)]
    covariance = arb_mat(
        [[total([p[j] * w[c] * w[d] for j, w in enumerate(centred)]) for d in range(m)] for c in range(m)]
    )
    return {
        "output_l2": norm(error),
        "output_linf": largest([abs(x) for x in error]),
        "variance": total([p[j] * x * x for j in range(n) for x in centred[j]]),
        "cross_diameter_l2": largest([norm(x) for x in apart]),
        "cross_diameter_linf": largest([abs(x) for w in apart for x in w]),
        "covariance": covariance,
    }


@at_high_precision
def exact_mean_gap(logits, keep, values):
    """||mu_T - mu_H|| in both norms, from the weighted means of the dropped and of the kept values."""
    a = [arb(float(x)).exp() for x in logits]
    means = []
    for kept in (False, True):
        side = [j for j in range(len(a)) if bool(keep[j]) == kept]
        mass = total([a[j] for j in side])
        means.append([total([a[j] * arb(float(values[j][c])) for j in side]) / mass for c in range(len(values[0]))])
    gap = [x - y for x, y in zip(*means, strict=True)]
    return {"mean_gap_l2": norm(gap), "mean_gap_linf": largest([abs(x) for x in gap])}


def norm(vector):
    return root(total([x * x for x in vector]))


@at_high_precision
def within(exact, value, error):
    """|exact - value| <= error, certified by Arb (False if it cannot be decided)."""
    if error == float("inf"):
        return True
    return bool(abs(exact - arb(float(value))) <= arb(float(error)))


@at_high_precision
def largest_eigenvalue_within(matrix, value, error):
    """Whether value - error <= lambda_max(C) <= value + error, by Sylvester's law of inertia.

    x I - C with positive pivots only proves lambda_max < x; a negative pivot proves lambda_max > x. C is positive
    semidefinite, so a lower end <= 0 needs no proof.
    """
    low, high = arb(float(value)) - arb(float(error)), arb(float(value)) + arb(float(error))
    below = pivot_signs(matrix, high)
    above = pivot_signs(matrix, low)
    return all(sign == 1 for sign in below) and (bool(low <= 0) or -1 in above)


def pivot_signs(matrix, x):
    """Signs of the pivots of x I - C (0: undecided), by elimination in balls, up to the first that is not 1."""
    m = matrix.nrows()
    rows = [[(x if i == j else arb(0)) - matrix[i, j] for j in range(m)] for i in range(m)]
    signs = []
    for c in range(m):
        pivot = rows[c][c]
        signs.append(1 if pivot > 0 else -1 if pivot < 0 else 0)
        if signs[-1] != 1:
            break
        for i in range(c + 1, m):
            factor = rows[i][c] / pivot
            rows[i] = [y - factor * z for y, z in zip(rows[i], rows[c], strict=True)]
    return signs


@at_high_precision
def relative_error_within(argument, value, function, bound):
    """Whether value is exp or log of argument to within a relative error."""
    exact = getattr(arb(float(argument)), function)()
    return bool(abs(exact - arb(float(value))) <= arb(bound) * abs(exact))
