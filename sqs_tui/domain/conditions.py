"""When a criterion applies: small whitelisted expressions over case facts and earlier answers."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import field
from difflib import get_close_matches
from typing import Any, Protocol

from sqs_tui.domain.particulars import CONDITION_NAMES
from sqs_tui.values import dataclass

#: How an answer may stand, in the words conditions use.
STATES = ("yes", "no", "na", "unknown", "parked", "blank")
#: The standings that close a gate (rules.md, Gates): No, or being not applicable itself.
CLOSED = frozenset({"no", "na"})
#: Longer conditions are not read: Python's own parser can be brought down by depth alone.
LONGEST = 2000

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda value, among: value in among,
    ast.NotIn: lambda value, among: value not in among,
}


class View(Protocol):
    """What a condition may look at: one case, as it stands."""

    def word(self, criterion: str) -> str:
        """How a criterion stands, one of `STATES`."""

    def factors(self, criterion: str) -> tuple[str, ...]:
        """The factors marked on a criterion."""

    def particular(self, name: str) -> str | int | None:
        """A particular of the case, or a fact of the catalogue, by name."""


class ConditionError(ValueError):
    """A condition that cannot be read; the message says what is wrong and what was meant."""


@dataclass(frozen=True)
class _Term:
    """One part of a condition: how to work it out, and what to blame when it is false."""

    value: Callable[[View], Any]
    blame: Callable[[View], str]


@dataclass(frozen=True)
class Condition:
    """An expression that holds, or does not, for a case.

    `criteria` are the ids it looks at, `gates` those in `open(...)`, `names` the facts and particulars;
    `values` are the codes a particular is compared with, `marked` the factors looked for on a criterion.
    """

    source: str
    criteria: tuple[str, ...]
    gates: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    marked: tuple[tuple[str, str], ...]
    _term: _Term = field(compare=False, repr=False)

    def holds(self, view: View) -> bool:
        """Whether the condition is true of the case in view."""
        return bool(self._term.value(view))

    def blocker(self, view: View) -> str:
        """What makes it false: the id of a criterion, the name of a fact, or the expression itself."""
        return self._term.blame(view) or self.source


def parse(source: str, facts: frozenset[str] = frozenset(), *, for_check: bool = False) -> Condition:
    """Read a condition.

    `facts` are the names the catalogue defines; `for_check` also allows `has(...)` and `count(...)`.
    Raises `ConditionError`.
    """
    if len(source) > LONGEST:
        raise ConditionError("it is too long; split it into facts")
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConditionError(f"it does not read as an expression: {source!r}") from error
    if sum(1 for _ in ast.walk(tree)) > 300:
        raise ConditionError("it is too long; split it into facts")
    reader = _Reader(facts, for_check)
    term = reader.read(tree.body)
    return Condition(
        source=source.strip(),
        criteria=tuple(dict.fromkeys(reader.criteria)),
        gates=tuple(dict.fromkeys(reader.gates)),
        names=tuple(dict.fromkeys(reader.names)),
        values=tuple(dict.fromkeys(reader.values)),
        marked=tuple(dict.fromkeys(reader.marked)),
        _term=term,
    )


class _Reader:
    """Turns a syntax tree into terms and notes what it looks at."""

    def __init__(self, facts: frozenset[str], for_check: bool) -> None:
        self.facts = facts
        self.for_check = for_check
        self.criteria: list[str] = []
        self.gates: list[str] = []
        self.names: list[str] = []
        self.values: list[tuple[str, str]] = []
        self.marked: list[tuple[str, str]] = []

    def read(self, node: ast.expr) -> _Term:
        match node:
            case ast.BoolOp(op=ast.And(), values=parts):
                return self._all([self.read(part) for part in parts])
            case ast.BoolOp(op=ast.Or(), values=parts):
                return self._any([self.read(part) for part in parts])
            case ast.UnaryOp(op=ast.Not(), operand=part):
                term = self.read(part)
                return _Term(lambda view: not term.value(view), lambda view: "")
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
                return self._comparison(left, op, right)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._call(name, args)
            case ast.Name(id=name) if name in self.facts:
                return self._named(name)
            case ast.Name(id=name) if name in CONDITION_NAMES:
                raise ConditionError(f'compare {name} with something, as in {name} == "…"')
            case ast.Name(id=name):
                raise ConditionError(self._bare(name))
        raise ConditionError(f"{ast.unparse(node)} is not allowed here; sqs help catalogue-author says what is")

    def _bare(self, name: str) -> str:
        close = get_close_matches(name, self.facts, n=1)
        meant = f"did you mean {close[0]}?" if close else f"for a criterion write open({name}) or {name} == yes"
        return f"{name} is neither a fact nor a comparison; {meant}"

    def _all(self, terms: list[_Term]) -> _Term:
        def blame(view: View) -> str:
            return next((term.blame(view) for term in terms if not term.value(view)), "")

        return _Term(lambda view: all(term.value(view) for term in terms), blame)

    def _any(self, terms: list[_Term]) -> _Term:
        return _Term(lambda view: any(term.value(view) for term in terms), lambda view: terms[0].blame(view))

    def _named(self, name: str) -> _Term:
        self.names.append(name)
        return _Term(lambda view: view.particular(name), lambda view: name)

    def _call(self, name: str, args: list[ast.expr]) -> _Term:
        if name == "open":
            criterion = self._criterion(name, args, 0, 1)
            self.gates.append(criterion)
            return _Term(lambda view: view.word(criterion) not in CLOSED, lambda view: criterion)
        if name == "has" and self.for_check:
            criterion = self._criterion(name, args, 0, 2)
            factor = self._literal(args[1], str)
            self.marked.append((criterion, factor))
            return _Term(lambda view: factor in view.factors(criterion), lambda view: criterion)
        if name == "count" and self.for_check:
            return self._count(args)
        raise ConditionError(f"{name}(…) is not known; what can be written is open(CRITERION)")

    def _count(self, args: list[ast.expr]) -> _Term:
        if len(args) < 2:
            raise ConditionError("count needs a state and criteria, as in count(no, AS01, AS02)")
        state = self._state(args[0])
        counted = [self._criterion("count", args, place, len(args)) for place in range(1, len(args))]
        return _Term(lambda view: sum(view.word(one) == state for one in counted), lambda view: counted[0])

    def _criterion(self, call: str, args: list[ast.expr], place: int, expected: int) -> str:
        if len(args) != expected or not isinstance(args[place], ast.Name):
            raise ConditionError(f"{call}(…) takes the id of a criterion, as in {call}(RR01{', …' * (expected > 1)})")
        name: str = args[place].id  # type: ignore[attr-defined]
        self.criteria.append(name)
        return name

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> _Term:
        compare = _COMPARISONS[type(op)]
        if isinstance(left, ast.Call):
            term, number = self._call_compared(left), self._expected("count(…)", op, right, int)
            return _Term(lambda view: compare(term.value(view), number), term.blame)
        if not isinstance(left, ast.Name):
            raise ConditionError(f"{ast.unparse(left)} cannot be compared; put a name on the left")
        name = left.id
        if name in CONDITION_NAMES:
            expected = self._expected(name, op, right, int if name == "age" else str)
            self.names.append(name)
            self.values += [(name, one) for one in _each(expected) if isinstance(one, str)]
            return _Term(lambda view: _compared(compare, view.particular(name), expected), lambda view: "")
        if name in self.facts:
            raise ConditionError(f"{name} is true or false by itself; write {name} or not {name}")
        wanted = self._expected(name, op, right, None)
        self.criteria.append(name)
        return _Term(lambda view: compare(view.word(name), wanted), lambda view: name)

    def _expected(self, name: str, op: ast.cmpop, node: ast.expr, kind: type | None) -> Any:
        """What something is compared with: numbers, words in quotes, or (for a criterion, `kind` None) states."""

        def one(part: ast.expr) -> Any:
            return self._state(part) if kind is None else self._literal(part, kind)

        if isinstance(op, ast.In | ast.NotIn):
            if not isinstance(node, ast.Tuple | ast.List | ast.Set) or not node.elts:
                raise ConditionError(
                    f"after `in` write what {name} may be in brackets, (…, …); for a single one write =="
                )
            return tuple(one(part) for part in node.elts)
        if kind is not int and not isinstance(op, ast.Eq | ast.NotEq):
            what = "is yes, no, …" if kind is None else "is a word"
            raise ConditionError(f"{name} {what}; compare it with == or in")
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            raise ConditionError(f"{name} cannot be all of {ast.unparse(node)}; write `in`")
        return one(node)

    def _call_compared(self, call: ast.Call) -> _Term:
        if isinstance(call.func, ast.Name) and call.func.id == "count" and not call.keywords:
            return self._call("count", call.args)
        raise ConditionError(f"{ast.unparse(call)} cannot be compared")

    def _state(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name) and node.id in STATES:
            return node.id
        raise ConditionError(f"{ast.unparse(node)} is not how an answer can stand; write one of {', '.join(STATES)}")

    def _literal(self, node: ast.expr, kind: type) -> Any:
        if isinstance(node, ast.Constant) and type(node.value) is kind:
            return node.value
        raise ConditionError(f"{ast.unparse(node)} must be a {'number' if kind is int else 'word in quotes'}")


def _each(expected: Any) -> tuple[Any, ...]:
    return expected if isinstance(expected, tuple) else (expected,)


def _compared(compare: Callable[[Any, Any], bool], value: Any, expected: Any) -> bool:
    """Compare, where nothing recorded is never less, more or among."""
    try:
        return compare(value, expected)
    except TypeError:
        return False
