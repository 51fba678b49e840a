"""Run cases against policies: each is decided as a hook would decide it, and compared with what is expected."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from agsec_runtime.decision import Decision, Request

from ..decisions import ask_about
from ..exceptions import AgsecError
from ..explaining import Explanation, Policies, explain
from ..explaining.explanation import covers
from .cases import Case
from .model import Fixture
from .trees import Situation, situation


@dataclass(frozen=True)
class Result:
    """What became of a case; ``problem`` says what is wrong, None if nothing is."""

    case: Case
    policies: Policies
    request: Request | None
    decision: Decision | None
    problem: str | None

    @property
    def passed(self) -> bool:
        return self.problem is None

    @cached_property
    def explanation(self) -> Explanation | None:
        """Why it was decided so; None where there is no decision to explain."""
        return explain(self.policies, self.request) if self.request and self.decision else None


def run(policies: Policies, cases: Iterable[Case], observed: bool = False) -> list[Result]:
    """The results in the order of the cases, those that failed with their explanation; all of them, if ``observed``.

    Explanations need the fixture's files, which are gone afterwards.
    """
    listed = list(cases)
    results: dict[int, Result] = {}
    for fixture, numbers in _by_fixture(listed):
        with contextlib.ExitStack() as stack:
            try:
                made: Situation | AgsecError = stack.enter_context(situation(fixture))
            except AgsecError as error:
                made = error
            for at in numbers:
                results[at] = _run(policies, listed[at], made)
                if observed or not results[at].passed:
                    _ = results[at].explanation
    return [results[at] for at in sorted(results)]


def _by_fixture(cases: list[Case]) -> list[tuple[Fixture, list[int]]]:
    """The numbers of the cases of each fixture."""
    found: dict[int, tuple[Fixture, list[int]]] = {}
    for at, case in enumerate(cases):
        found.setdefault(id(case.fixture), (case.fixture, []))[1].append(at)
    return list(found.values())


def _run(policies: Policies, case: Case, made: Situation | AgsecError) -> Result:
    try:
        if isinstance(made, AgsecError):
            raise made
        request = Request(case.action, made.filled(dict(case.params)), made.context(case.context), made.platform)
        decision = ask_about(policies.bundle, request)
    except AgsecError as error:
        problem = f"{error.message}; {error.help}" if error.help else error.message
        return Result(case, policies, None, None, problem)
    return Result(case, policies, request, decision, problem_of(case, decision.effect, decision.sid, policies))


def meets(case: Case, effect: str, sid: str | None) -> bool:
    """Whether a decision is what a case expects."""
    return effect == case.expect and (not case.names_sid or sid == case.sid)


def problem_of(case: Case, effect: str, sid: str | None, policies: Policies) -> str | None:
    """In what a decision is not what a case expects."""
    if meets(case, effect, sid):
        return None
    expected = f"{case.expect}{_by(case.sid) if case.names_sid else ''}"
    return f"expected {expected}, got {effect}{_by(sid)}{_unknown(case, policies)}"


def _by(sid: str | None) -> str:
    return f" by {sid}" if sid else " by default"


def _unknown(case: Case, policies: Policies) -> str:
    """A word on a sid that no statement has, or none that is about the action."""
    known = {each.sid: each for each in policies.program.statements} if policies.program else {}
    if case.sid is None or not known:
        return ""
    if case.sid in known:
        is_about = covers(known[case.sid].actions, case.action)
        return "" if is_about else f"; {case.sid} is not about `{case.action}`"
    close = get_close_matches(case.sid, known, n=1)
    return f"; no statement is called {case.sid}" + (f", did you mean {close[0]}?" if close else "")
