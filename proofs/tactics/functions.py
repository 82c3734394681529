"""exp, log and sqrt: monotone, tangent lines, products."""

from tailbound.proofs.builder import Formula, Step
from tailbound.proofs.checker import ONE, ZERO, make, number
from tailbound.proofs.tactics.arithmetic import ArithmeticTactics


class FunctionTactics(ArithmeticTactics):
    """Facts about exp, log and sqrt, each derived by the mono rule or an inverse."""

    def exp_compare(self, step: Step) -> Step:
        """exp u R exp w from u R w (R is <= or <)."""
        u, w = step.concl.args
        x = self.fresh("real")
        slope = self.schema("exp_pos", x)
        if step.concl.op == "<=":
            slope = self.identity(make("<=", ZERO, slope.concl.args[1]), pos=[(1, [slope], [])])
        return self.discharge(self.mono([slope], x, [], make("exp", x), u, w), step)

    def log_compare(self, step: Step, positive: Step) -> Step:
        """log u R log w from u R w and 0 < u (R is <= or <)."""
        u, w = step.concl.args
        x = self.fresh("real")
        above = self.assume(make("<", ZERO, x))
        slope = self.schema("inv_pos", x, prem=[above])
        if step.concl.op == "<=":
            slope = self.identity(make("<=", ZERO, slope.concl.args[1]), pos=[(1, [slope], [])])
        grown = self.mono([slope, above], x, [above.concl], make("log", x), u, w)
        start = self.identity(make("<", ZERO, u), pos=[(1, [positive], [])])
        end = self.identity(make("<", ZERO, w), pos=[(1, [start], []), (1, [step], [])])
        return self.discharge(grown, step, start, end)

    def exp_tangent(self, t: Formula) -> Step:
        """1 + t <= exp t."""
        x, y = self.t(t), self.fresh("real")
        goal, right = make("<=", make("+", ONE, x), make("exp", x)), make("<=", ZERO, x)
        gap = make("-", make("exp", y), y)
        above = self.assume(make("<=", ZERO, y))
        slope = make("<=", ZERO, make("-", make("exp", y), ONE))
        rising = self.identity(slope, pos=[(1, [self.exp_compare(above)], [])])
        yes = self.assume(right)
        zero = self.identity(make("<=", ZERO, ZERO))
        up = self.discharge(self.mono([rising], y, [above.concl], gap, ZERO, x), zero, yes)
        below = self.assume(make("<=", y, ZERO))
        slope = make("<=", ZERO, make("-", ONE, make("exp", y)))
        falling = self.identity(slope, pos=[(1, [self.exp_compare(below)], [])])
        no = self.negation(right)
        weak = self.identity(make("<=", x, ZERO), pos=[(1, [no], [])])
        opposite = make("-", y, make("exp", y))
        down = self.discharge(self.mono([falling], y, [below.concl], opposite, x, ZERO), zero, weak)
        ends = [self.identity(goal, pos=[(1, [s], [])]) for s in (up, down)]
        return self.cases(right, *ends)

    def log_tangent(self, t: Formula, positive: Step) -> Step:
        """log t <= t - 1, from 0 < t."""
        x = self.t(t)
        tangent = self.exp_tangent(make("log", x))
        back = self.schema("exp_log", x, prem=[positive])
        goal = make("<=", make("log", x), make("-", x, ONE))
        return self.identity(goal, pos=[(1, [tangent], [])], eq=[(back, ONE)])

    def log_product(self, s: Formula, t: Formula, first: Step, second: Step) -> Step:
        """log(s*t) == log s + log t, from 0 < s and 0 < t."""
        x, y = self.t(s), self.t(t)
        total = make("+", make("log", x), make("log", y))
        of_x, of_y = self.schema("exp_log", x, prem=[first]), self.schema("exp_log", y, prem=[second])
        inverse = self.schema("log_exp", total)
        parts = make("*", make("exp", make("log", x)), make("exp", make("log", y)))
        split = self.identity(make("=", make("exp", total), parts))
        product = self.rewrite(of_y, self.rewrite(of_x, split))
        return self.rewrite(product, inverse)

    def log_quotient(self, s: Formula, t: Formula, first: Step, second: Step) -> Step:
        """log(s/t) == log s - log t, from 0 < s and 0 < t."""
        x, y = self.t(s), self.t(t)
        quotient = make("/", x, y)
        inverse = self.schema("inv_pos", y, prem=[second])
        positive = self.identity(make("<", ZERO, quotient), pos=[(1, [first, inverse], [])])
        product = self.log_product(quotient, y, positive, second)
        back = self.identity(make("=", make("*", quotient, y), x), clear=[second])
        goal = make("=", make("log", quotient), make("-", make("log", x), make("log", y)))
        return self.identity(goal, eq=[(self.rewrite(back, product), number(-1))])

    def sqrt_compare(self, step: Step, nonnegative: Step) -> Step:
        """sqrt u <= sqrt w from u <= w and 0 <= u: else (sqrt u)^2 > (sqrt w)^2."""
        u, w = step.concl.args
        roots = [make("sqrt", t) for t in (u, w)]
        goal = make("<=", *roots)
        yes, no = self.assume(goal), self.negation(goal)
        end = self.identity(make("<=", ZERO, w), pos=[(1, [nonnegative], []), (1, [step], [])])
        squares = [self.schema("sqrt_square", t, prem=[s]) for t, s in ((u, nonnegative), (w, end))]
        low = self.schema("sqrt_nonneg", w)
        false = self.identity(
            make("<", number(0), ZERO),
            pos=[(1, [no, no], []), (2, [no, low], []), (1, [step], [])],
            eq=[(squares[0], ONE), (squares[1], number(-1))],
        )
        return self.cases(goal, yes, self.absurd(goal, false))
