"""Decide about actions that are asked about again and again, as a program does that goes on: a shortcut, and no more.

What the statements about an action ask is prepared once. Most of them cannot match a text without some literal, and are
passed over where it does not occur; most others ask one operator about one value. What neither says is left to
`evaluator`, and so is the whole request as soon as anything about it is undecidable.
"""

from __future__ import annotations

from . import abi
from .decision import by_default
from .evaluator import decided, facts_of, holds
from .operators import OPERATORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .bundle import Bundle, Row
    from .decision import Decision, Request

    Verdict = bool | None
    Ready = tuple[int, Callable[[Request], Verdict], int, int]  # place, how to ask, ordinal, effect
    Literals = list[tuple[str, Ready]]
    Field = tuple[int, str, bool]  # root, key, whether the literals are lower-case ASCII for any case
    Prepared = tuple[()] | tuple[list[tuple[int, str, bool, Literals]], list[Ready]]

MEMO = 50_000  # statements prepared, for all actions together: action names come from the agent
MAX_TEXT = abi.MAX_TEXT // 4  # characters that are certainly few enough for a pattern
FEW = 8  # literals by one of which a statement is passed over
CONTAINS, STARTS_WITH, ENDS_WITH, REGEX = [
    abi.OPERATORS.index(name) for name in ("contains", "starts_with", "ends_with", "regex")
]


class Repeated:
    """What is prepared of a bundle. Safe to share between threads, as the bundle is."""

    __slots__ = ("_actions", "_bundle", "_decisions", "_default", "_rows")

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._actions: dict[str, Prepared] = {}
        self._rows = 0
        self._decisions: dict[int, Decision] = {}
        self._default = by_default(bundle.default, ())

    def decision(self, request: Request) -> Decision | None:
        """The decision, where all that counts for it is decided; None where `evaluator` has to look."""
        prepared = self._actions.get(request.action) or self._prepare(request.action)
        params, context = request.params, request.context
        if not prepared or type(params) is not dict or type(context) is not dict:
            return None
        texts, ready = prepared
        found: list[Ready] = []
        for root, name, folded, literals in texts:
            text = (context if root else params).get(name)
            if type(text) is not str or len(text) > MAX_TEXT or (folded and not text.isascii()):
                found += [each for _, each in literals]
                continue
            if folded:
                text = text.lower()
            for literal, each in literals:
                if literal in text:
                    found.append(each)
        for _, ask, ordinal, effect in sorted(found + ready) if found else ready:
            verdict = ask(request)
            if verdict:
                return self._decisions.get(ordinal) or self._decided(ordinal, effect)
            if verdict is None:
                return None
        return self._default

    def _decided(self, ordinal: int, effect: int) -> Decision:
        if len(self._decisions) >= MEMO:
            self._decisions.clear()
        self._decisions[ordinal] = decision = decided(self._bundle, ordinal, effect, [])
        return decision

    def _prepare(self, action: str) -> Prepared:
        """Nothing for an action whose statements stand in indexes."""
        ranks = self._bundle.candidates(action)
        rows = [(row, effect) for effect in range(3) for row in ranks[effect]]
        self._rows += len(rows) + 1
        if self._rows > MEMO:
            self._actions.clear()
            self._rows = len(rows) + 1
        self._actions[action] = prepared = () if ranks[3] or len(rows) > MEMO else _prepared(self._bundle, rows)
        return prepared


def _prepared(bundle: Bundle, rows: list[tuple[Row, int]]) -> Prepared:
    texts: dict[Field, Literals] = {}
    ready: list[Ready] = []
    for place, (row, effect) in enumerate(rows):
        condition = bundle.opened(row)
        each = place, _ask(condition, row[3]), row[0], effect
        needed = None if row[3] else _needed(condition)
        if needed is None:
            ready.append(each)
        else:
            field, literals = needed
            texts.setdefault(field, []).extend([(literal, each) for literal in literals])
    return [(*field, literals) for field, literals in texts.items()], ready


def _needed(condition: list[Any]) -> tuple[Field, list[str]] | None:
    """A field, and literals of which a text there must contain one, or the condition is false."""
    if condition[0] == abi.ALL:
        return next((found for term in condition[1] if (found := _needed(term))), None)
    if not _is_plain(condition):
        return None
    for operator, operand in condition[3]:
        literals, folded = _literals(operator, operand)
        if literals and len(literals) <= FEW:
            return (condition[1], condition[2][0], folded), literals
    return None


def _is_plain(condition: list[Any]) -> bool:
    """Whether a condition tests one value of params or context that stands there under a key."""
    if condition[0] != abi.TEST or condition[1] not in (abi.PARAMS, abi.CONTEXT):
        return False
    return len(condition[2]) == 1 and type(condition[2][0]) is str


def _literals(operator: int, operand: Any) -> tuple[list[str], bool]:
    if operator in (CONTAINS, STARTS_WITH, ENDS_WITH):
        return (operand if all([type(each) is str for each in operand]) else []), False
    if operator != REGEX or len(operand) != 1:
        return [], False
    [pattern] = operand
    if pattern[0] in (abi.AUTOMATON, abi.SEARCH):
        return pattern[1], pattern[2]
    return (pattern[1] if pattern[0] == abi.ONE_OF else [pattern[1]]), False


def _ask(condition: list[Any], facts: int) -> Callable[[Request], Verdict]:
    """How to ask about a condition that needs one of the ``facts``, a set of `abi.LISTED`, if it is not empty."""
    if facts:
        return lambda request: holds(condition, request) if facts_of(request).any_of(facts) else False
    if not _is_plain(condition) or len(condition[3]) != 1:
        return lambda request: holds(condition, request)
    _, root, [name], [[opcode, operand]] = condition
    operator = OPERATORS[opcode]

    def of_params(request: Request) -> Verdict:
        value = request.params.get(name)
        kind = type(value)
        return operator(value, operand) if kind is str or kind is int else holds(condition, request)

    def of_context(request: Request) -> Verdict:
        value = request.context.get(name)
        kind = type(value)
        return operator(value, operand) if kind is str or kind is int else holds(condition, request)

    return of_params if root == abi.PARAMS else of_context
