"""A condition as a request met it: each part with its verdict, each test with the values that it was asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from agsec_compiler import ir
from agsec_runtime import abi
from agsec_runtime.decision import Request
from agsec_runtime.elements import Element, asker
from agsec_runtime.evaluator import holds, root_value, spelled
from agsec_runtime.facts import Facts
from agsec_runtime.operators import test
from agsec_runtime.values import ABSENT, UNREACHABLE, walk, walk_each

from ..facts import is_list
from .operands import Operand, of_bundle, of_check

Verdict = bool | None
_FACTS = (abi.FACT_ANY, abi.FACT_ALL)


@dataclass(frozen=True)
class Value:
    """What a field was; ``state`` is `present`, `absent`, or `undecidable` where it could not be reached or derived.

    ``verdicts`` says of each test what it came to, None for what could not be decided.
    """

    state: str
    value: Any
    verdicts: tuple[Verdict, ...]

    @property
    def verdict(self) -> Verdict:
        return False if False in self.verdicts else None if None in self.verdicts else True


@dataclass(frozen=True)
class Leaf:
    """The tests of one field. ``each``: they are to hold for "any" of several values, for "all", or for one ("")."""

    verdict: Verdict
    field: str
    each: str
    operators: tuple[str, ...]
    operands: tuple[Operand, ...]
    values: tuple[Value, ...]

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for conditions that ask the same; one whose pattern is not known asks like no other."""
        asked = tuple(repr(each.value) if each.is_known else each for each in self.operands)
        own = () if all(each.is_known for each in self.operands) else (id(self),)
        return self.field, self.each, self.operators, asked, own


@dataclass(frozen=True)
class Group:
    """Conditions of which "all" must hold, or "any"."""

    verdict: Verdict
    match: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Always:
    """What holds, or does not, whatever the request."""

    verdict: Verdict


Term = Leaf | Group | Always


def leaves(term: Term) -> Iterator[Leaf]:
    """The conditions of a term, in their order."""
    match term:
        case Leaf():
            yield term
        case Group(terms=terms):
            for each in terms:
                yield from leaves(each)


def observe(condition: list[Any], request: Request, written: ir.Expr | None = None) -> Term:
    """Ask a condition, as the bundle has it, part by part. ``written`` is the same one as the compiler has it.

    Raises what the evaluator raises.
    """
    verdict, opcode = holds(condition, request), condition[0]
    if opcode in (abi.ALL, abi.ANY):
        parts: Any = written.terms if isinstance(written, ir.All | ir.Any) else [None] * len(condition[1])
        terms = [observe(term, request, part) for term, part in zip(condition[1], parts, strict=True)]
        return Group(verdict, "all" if opcode == abi.ALL else "any", tuple(terms))
    return Always(verdict) if opcode in (abi.TRUE, abi.FALSE) else _leaf(verdict, condition, request, written)


def _leaf(verdict: Verdict, condition: list[Any], request: Request, written: ir.Expr | None) -> Leaf:
    opcode, root, steps = condition[:3]
    reached, tests, ask = _asked(condition, request)
    values = [_value(each, tuple(ask(number, each, expected) for number, expected in tests)) for each in reached]
    operators, field = tuple(abi.OPERATORS[number] for number, _ in tests), spelled(root, steps)
    return Leaf(verdict, field, _each(opcode, field), operators, _operands(tests, written), tuple(values))


def _each(opcode: int, field: str) -> str:
    if opcode == abi.TEST or (opcode in _FACTS and not is_list(field)):
        return ""
    return "any" if opcode in (abi.EACH_ANY, abi.FACT_ANY) else "all"


def _operands(tests: list[Any], written: ir.Expr | None) -> tuple[Operand, ...]:
    if isinstance(written, ir.Field | ir.Fact):
        checks = written.checks or (written.folded if isinstance(written, ir.Fact) else ())
        return tuple(map(of_check, checks))
    return tuple(of_bundle(number, expected) for number, expected in tests)


def _asked(condition: list[Any], request: Request) -> tuple[list[Any], list[Any], Callable[..., Verdict]]:
    """The values that a field reaches, the tests that count, and how an operator asks about one of the values."""
    opcode, root, steps, tests = condition[:4]
    if opcode == abi.TEST:
        return [walk(root_value(request, root), steps)], tests, test
    if opcode not in _FACTS:
        return walk_each(root_value(request, root), steps), tests, test
    folded = condition[4]
    folds = bool(folded) and (not tests or request.platform in abi.FOLDING)
    if request.facts is None:
        request.facts = Facts(request)
    return request.facts.get(root, steps[0]), folded if folds else tests, asker(opcode, folds)


def _value(reached: Any, verdicts: tuple[Verdict, ...]) -> Value:
    if reached is ABSENT:
        return Value("absent", None, verdicts)
    if reached is UNREACHABLE:
        return Value("undecidable", None, verdicts)
    return Value("present", reached.written if isinstance(reached, Element) else reached, verdicts)
