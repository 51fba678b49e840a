"""Decide a recorded request by two bundles, and say what differs, as far as the record still tells.

The log has not all of the context. What is missing is first given as a value that no operator can decide: where no
statement is left open by it, it made no difference. Otherwise the request is decided under each supposition about the
workspace and the branch that could, and only what all of them agree on is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from agsec_runtime.bundle import Bundle
from agsec_runtime.decision import Request
from agsec_runtime.values import ABSENT

from ..decisions import ask_about
from ..exceptions import AgsecError
from .changes import Access
from .recorded import Recorded
from .scope import EVERY, RECORDED, Asked, Scope

MEMO = 200_000  # requests remembered
NOWHERE = "/.agsec/no/such/place"  # a workspace that holds nothing, and a home that no policy speaks of
BRANCH = "agsec-no-such-branch"
BRANCH_FIELD = "context.git_branch"
_SUPPOSABLE = {BRANCH_FIELD, "files.in_workspace"}
OPEN = float("nan")  # undecidable for every operator, and no text that a fact would be derived from
_WIDTH = {"deny": 0, "review": 1, "allow": 2}

MASKED = "its params were masked or cut"
UNRECORDED = "statements ask for a context that is not recorded"
SUPPOSED = "it hangs on the workspace, the home directory or the branch of then"
FAILED = "it cannot be decided"


class _Closed(dict[str, Any]):
    """A context that facts are derived from, and that is undecidable for every statement that looks into it.

    So where it is not known which keys statements ask for, they are found out.
    """


class Verdict(NamedTuple):
    """``why`` is why it cannot be told; effects and sids are of before and after, empty where it cannot be told."""

    access: Access
    why: str = ""
    before: str = ""
    after: str = ""
    before_sid: str | None = None
    after_sid: str | None = None
    touched: bool = True


UNTOUCHED = Verdict(Access.same, touched=False)


@dataclass
class Judge:
    """Remembers what it decided: the same few calls are made again and again."""

    before: Bundle
    after: Bundle
    scope: Scope

    def __post_init__(self) -> None:
        self._memo: dict[tuple[Any, ...], Verdict] = {}

    def verdict(self, record: Recorded) -> Verdict:
        asked = self.scope.asked(record.action)
        if not asked.touched:
            return UNTOUCHED
        session = record.session if asked.names_session else None
        key = (record.action, json.dumps(record.params), record.host, session, record.cwd)
        found = self._memo.get(key)
        if found is None:
            found = self._told(record, asked)
            if len(self._memo) >= MEMO:
                self._memo.clear()
            self._memo[key] = found
        return found

    def _told(self, record: Recorded, asked: Asked) -> Verdict:
        if not record.labels_are_whole() or asked.misses(record.missing()):
            return Verdict(Access.unknown, MASKED)
        if "home" in asked.context:  # Paths hang on it as well.
            return Verdict(Access.unknown, UNRECORDED)
        return self._decided(record, asked)

    def _decided(self, record: Recorded, asked: Asked) -> Verdict:
        try:
            verdicts = list(self._supposing(record, asked))
        except AgsecError:
            return Verdict(Access.unknown, FAILED)
        same = all(each.access is verdicts[0].access for each in verdicts)
        return verdicts[0] if same else verdicts[0]._replace(access=Access.unknown, why=SUPPOSED)

    def _supposing(self, record: Recorded, asked: Asked) -> Iterator[Verdict]:
        about = json.dumps(record.params)
        homes = (str(Path.home()), NOWHERE) if "~" in about or "HOME" in about else (str(Path.home()),)
        unknown = dict.fromkeys(asked.context - RECORDED, OPEN)
        for home in homes:
            context = {"home": home, **unknown, **record.context}
            closed = _Closed(context) if EVERY in asked.context else context
            request = Request(record.action, record.params or {}, closed)
            verdict, hangs = self._verdict(request)
            pushes = _has_asked(request, "shell.pushes")
            if not hangs and not pushes:
                yield verdict
            elif hangs <= _SUPPOSABLE and not hangs & {BRANCH_FIELD} & _unnamed(asked):
                yield from self._each_supposition(request, hangs, pushes, asked.branches)
            else:
                yield verdict._replace(access=Access.unknown, why=UNRECORDED)

    def _each_supposition(
        self, request: Request, hangs: frozenset[str], pushes: bool, branches: frozenset[str]
    ) -> Iterator[Verdict]:
        """The first is the likeliest: the workspace is where the agent worked, and the branch is none that is named."""
        about = request.context
        cwd, host = about.get("cwd"), about.get("host")
        places = (cwd, "/", NOWHERE, *(() if host else (None,))) if "files.in_workspace" in hangs else (None,)
        names = (BRANCH, *sorted(branches), None) if pushes or BRANCH_FIELD in hangs else (None,)
        for place in places:
            for name in names:
                supposed = {**about, "workspace": place, "git_branch": name}
                context = type(about)({key: value for key, value in supposed.items() if value is not None})
                yield self._verdict(Request(request.action, request.params, context))[0]

    def _verdict(self, request: Request) -> tuple[Verdict, frozenset[str]]:
        """With the fields that leave a statement open for want of what is not recorded."""
        old, new = ask_about(self.before, request), ask_about(self.after, request)
        open_fields = {field for _, field, _ in (*old.undecidable, *new.undecidable)}
        hangs = {each for each in open_fields if each.startswith("context.") or each == "files.in_workspace"}
        verdict = Verdict(_access(old.effect, new.effect), "", old.effect, new.effect, old.sid, new.sid)
        return verdict, frozenset(hangs)


def _unnamed(asked: Asked) -> set[str]:
    """The branch, where it is not known which ones make a difference."""
    return {BRANCH_FIELD} if EVERY in asked.branches or EVERY in asked.context else set()


def _access(before: str, after: str) -> Access:
    if before == after:
        return Access.same
    return Access.widened if _WIDTH[after] > _WIDTH[before] else Access.tightened


def _has_asked(request: Request, field: str) -> bool:
    """Whether a statement asked for a fact that this action has, and it is not empty."""
    found = request.facts.derived().get(field, []) if request.facts is not None else []
    return bool(found) and found != [ABSENT]
