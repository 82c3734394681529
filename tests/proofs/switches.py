"""The checker with a switch on each of its checks: one module, compiled once, in which any one check can be off.

A check is a call of `need`, each of its conjuncts, a `raise`, or a `zip(..., strict=True)`.
"""

import ast
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tailbound.proofs import checker

OFF = "SWITCHED_OFF"


@dataclass(frozen=True)
class Switch:
    """One check: where it is and what it says or asks."""

    number: int
    function: str
    text: str
    whole: bool  # a whole `need` or `raise`, not one of several conjuncts

    @property
    def name(self) -> str:
        return f"{self.function}: {self.text}"


class Wirer(ast.NodeTransformer):
    """Puts `SWITCHED_OFF == n or ...` before each check."""

    def __init__(self) -> None:
        self.functions: list[str] = []
        self.switches: list[Switch] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.name == "need":
            return node
        self.functions.append(node.name)
        self.generic_visit(node)
        self.functions.pop()
        return node

    def switch(self, text: str, whole: bool) -> ast.Compare:
        number, function = len(self.switches), ".".join(self.functions)
        earlier = sum(s.function == function and s.text.split(" (twin ")[0] == text for s in self.switches)
        self.switches.append(Switch(number, function, text + f" (twin {earlier})" * bool(earlier), whole))
        return ast.Compare(ast.Name(OFF, ast.Load()), [ast.Eq()], [ast.Constant(number)])

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        source = ast.unparse(node)
        if name == "need":
            return self.wired(node)
        self.generic_visit(node)
        if name == "zip":
            for keyword in node.keywords:
                keyword.value = ast.UnaryOp(ast.Not(), self.switch(source, True))
        return node

    def wired(self, node: ast.Call) -> ast.AST:
        """`need(a and b, why)` with a switch on the whole, on a and on b."""
        condition, why = node.args
        texts = [ast.unparse(p) for p in condition.values] if isinstance(condition, ast.BoolOp) else []
        self.generic_visit(node)
        off = self.switch(str(why.value) if isinstance(why, ast.Constant) else ast.unparse(why), True)
        condition = node.args[0]
        if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And):
            parts = zip(texts, condition.values, strict=True)
            condition.values = [ast.BoolOp(ast.Or(), [self.switch(text, False), p]) for text, p in parts]
        return ast.BoolOp(ast.Or(), [off, node])

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        self.generic_visit(node)
        return ast.If(ast.UnaryOp(ast.Not(), self.switch(ast.unparse(node), True)), [node], [])


class SwitchableChecker:
    """The checker, and its checks.  `accepts` says whether bytes get through with one check off (None: all on)."""

    def __init__(self) -> None:
        wirer = Wirer()
        tree = ast.fix_missing_locations(wirer.visit(ast.parse(Path(checker.__file__).read_text())))
        self.switches = wirer.switches
        self.module = ModuleType("switchable_checker")
        self.module.__dict__[OFF] = None
        sys.modules["switchable_checker"] = self.module  # dataclasses look their module up
        exec(compile(tree, "switchable_checker", "exec"), self.module.__dict__)
        self.constants = dict(self.module._table)

    def accepts(self, data: bytes, uses: tuple[bytes, ...], off: int | None) -> bool:
        """Anything but `Reject` counts as getting through."""
        self.module.__dict__[OFF] = off
        known = {}
        try:
            for earlier in uses:
                theorem = self.module.check(earlier, known)
                known[theorem.statement_sha256] = theorem
            self.module.check(data, known)
        except self.module.Reject:
            return False
        except Exception:
            return True
        finally:
            self.forget()
        return True

    def forget(self) -> None:
        """No term made while a check was off may be found again."""
        self.module._normal.clear()
        self.module._table.clear()
        self.module._table.update(self.constants)
