"""The explanation of one decision, as a value and as rows for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from agsec_compiler.patterns.globs import compile_action
from agsec_runtime import abi
from agsec_runtime.bundle import Bundle
from agsec_runtime.decision import Decision, Request
from agsec_runtime.globs import matches_tokens

from ..decisions import ask_about
from ..facts import shown_facts
from .near import Asked, Change, near_misses
from .policies import Policies
from .terms import Always, Group, Leaf, Term, Value, Verdict, observe


@dataclass(frozen=True)
class Candidate:
    """A statement that is about the action. ``file`` and ``line`` are None where the policies imply it."""

    ordinal: int
    sid: str
    effect: str
    file: str | None
    line: int | None
    term: Term

    @property
    def matches(self) -> bool:
        """What is undecidable counts as matching in deny and review statements, and not in allow statements."""
        return self.effect != "allow" if self.term.verdict is None else self.term.verdict

    @property
    def blame(self) -> tuple[Leaf, ...]:
        """Why it does not match: the first condition that fails, or all of those of which one would do."""
        return tuple(_blame(self.term, self.effect != "allow"))


@dataclass(frozen=True)
class Explanation:
    """``candidates`` stand in the order in which they are asked: deny, review, allow, each in file order."""

    request: Request
    decision: Decision
    candidates: tuple[Candidate, ...]
    facts: dict[str, Any]
    default: str

    @cached_property
    def near(self) -> tuple[tuple[Change, ...], ...]:
        """Ways to an allow by other outcomes of a few conditions, the shortest first."""
        if self.decision.effect == "allow":
            return ()
        asked = [Asked(each.sid, each.effect == "allow", each.term) for each in self.candidates]
        return tuple(map(tuple, near_misses(asked, self.default == "allow")))

    @property
    def is_explicit(self) -> bool:
        """Whether a statement decided, and not the default."""
        return self.decision.sid is not None

    def row(self) -> dict[str, Any]:
        """For machines."""
        names = ("effect", "sid", "file", "line", "matched_by", "reason", "suggestion")
        return {
            "request": {name: jsonable(getattr(self.request, name)) for name in ("action", "params", "context")},
            **{name: getattr(self.decision, name) for name in names},
            "explicit": self.is_explicit,
            "default": self.default,
            "undecidable": [list(each) for each in self.decision.undecidable],
            "facts": self.facts,
            "statements": [self._candidate(each) for each in self.candidates],
            "near_misses": [[_change(change) for change in way] for way in self.near],
        }

    def _candidate(self, candidate: Candidate) -> dict[str, Any]:
        names = ("sid", "effect", "file", "line")
        return {
            **{name: getattr(candidate, name) for name in names},
            "matches": candidate.matches,
            "decides": candidate.sid == self.decision.sid,
            "verdict": _told(candidate.term.verdict),
            "condition": _term(candidate.term),
            "failed": [each.field for each in candidate.blame],
        }


def explain(policies: Policies, request: Request) -> Explanation:
    """Decide ``request``, then ask every candidate again. Raises ``AgsecError`` where it cannot be decided."""
    decision = ask_about(policies.bundle, request)
    found = tuple(
        sorted(candidates(policies, request), key=lambda each: (abi.EFFECTS.index(each.effect), each.ordinal))
    )
    default = abi.EFFECTS[policies.bundle.default] if policies.bundle.statements else "deny"
    return Explanation(request, decision, found, shown_facts(request), default)


def _order(candidate: Candidate) -> tuple[int, int]:
    return abi.EFFECTS.index(candidate.effect), candidate.ordinal


def candidates(policies: Policies, request: Request) -> Iterator[Candidate]:
    """The statements that are about the action of ``request``, each condition asked.

    Of a bundle alone, those that its indexes rule out by a value of the request are left out.
    """
    if policies.program is None:
        yield from _of_bundle(policies.bundle, request)
        return
    for each in policies.program.statements:
        if covers(each.actions, request.action):
            term = observe(policies.conditions[each.ordinal], request, each.condition)
            yield Candidate(each.ordinal, each.sid, abi.EFFECTS[each.effect], each.file, each.line, term)


def covers(actions: tuple[str, ...], action: str) -> bool:
    """Whether one of a statement's patterns matches an action."""
    return any(matches_tokens(_tokens(each), action) for each in actions)


@lru_cache(maxsize=4096)  # The same few patterns are asked about for each request.
def _tokens(pattern: str) -> list[Any]:
    return compile_action(pattern)


def _of_bundle(bundle: Bundle, request: Request) -> Iterator[Candidate]:
    every = bundle.candidates(request.action)
    ranks: Sequence[Iterable[Any]] = every
    if every[3]:
        from agsec_runtime.index import narrowed

        ranks = narrowed(bundle, every, request)
    for number, effect in enumerate(abi.EFFECTS):
        for row in ranks[number]:
            ordinal, condition = row[0], bundle.opened(row)
            shown = bundle.statement(ordinal)
            term = observe(condition, request)
            yield Candidate(ordinal, shown["sid"], effect, shown["file"], shown["line"], term)


def _blame(term: Term, closed: bool) -> Iterator[Leaf]:
    """The conditions that keep a term from holding; ``closed``: what is undecidable holds."""
    match term:
        case Leaf():
            yield term
        case Group(match="all", terms=terms):
            failing = next((each for each in terms if each.verdict is False), None)
            failing = failing or next((each for each in terms if each.verdict is None and not closed), None)
            yield from _blame(failing, closed) if failing else ()
        case Group(terms=terms):
            for each in terms:
                yield from _blame(each, closed)


def _told(verdict: Verdict) -> str | bool:
    return "undecidable" if verdict is None else verdict


def _term(term: Term) -> dict[str, Any]:
    match term:
        case Leaf():
            return _leaf(term)
        case Group(verdict=verdict, match=match, terms=terms):
            return {"verdict": _told(verdict), "match": match, "terms": [_term(each) for each in terms]}
        case Always(verdict=verdict):
            return {"verdict": _told(verdict), "always": True}


def _leaf(leaf: Leaf) -> dict[str, Any]:
    tests = [
        {"op": operator, **({} if operand.is_none else {"value": operand.value, "known": operand.is_known})}
        for operator, operand in zip(leaf.operators, leaf.operands, strict=True)
    ]
    shape = {"verdict": _told(leaf.verdict), "field": leaf.field, "each": leaf.each or None, "tests": tests}
    return {**shape, "values": [_value(each) for each in leaf.values]}


def _value(value: Value) -> dict[str, Any]:
    verdicts = [_told(each) for each in value.verdicts]
    return {"state": value.state, "value": jsonable(value.value), "verdicts": verdicts}


def _change(change: Change) -> dict[str, Any]:
    return {"sid": change.sid, "wanted": change.wanted, **_leaf(change.leaf)}


def jsonable(value: Any) -> Any:
    """A value of the request, which a program may have made of anything."""
    if isinstance(value, dict):
        return {str(name): jsonable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(each) for each in value]
    is_plain = value is None or isinstance(value, str | bool | int) or (isinstance(value, float) and value - value == 0)
    return value if is_plain else repr(value)
