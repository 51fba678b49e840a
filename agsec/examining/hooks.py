"""Ask the installed hooks: about what must be blocked, about what must pass, and whether they left records."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agsec_compiler.ir import Program
from agsec_runtime.bundle import Bundle
from agsec_runtime.hosts import PRE_TOOL_USE
from agsec_runtime.hosts.claude_code import CONFIG_CHANGE

from ..audit import tail
from ..audit.own import DOCTOR
from ..exceptions import AgsecError
from ..hosts.host import Handler
from ..hosts.verdicts import BLOCKED, THROUGH
from ..installing.installed import Installed
from ..installing.problems import APPLY, again
from .asking import Answer, ask
from .calls import Call, count, event_of, find
from .check import FAILED, NOT_RUN, OK, WARNING, Check

_ASKED = (("malformed", "a malformed event"), ("deny", "a call that is denied"), ("allow", "a call that is allowed"))
_WORDS = {"deny": "denied", "allow": "allowed"}


@dataclass(frozen=True)
class Hooks:
    """The hooks of an installation, with what is known of the policies that they decide by.

    ``answered`` counts the decisions that they gave, by effect.
    """

    at: Installed
    bundle: Bundle | None
    program: Program | None
    answered: Counter[str] = field(default_factory=Counter)

    def checks(self) -> Iterator[Check]:
        log = Path(self.at.record.audit_log)
        before = tail.size_of(log)
        asked = [check for each in handlers(self.at) for check in self._of(each)]
        yield from asked or (Check(name, NOT_RUN, f"{what}: the settings hold no hook to ask") for name, what in _ASKED)
        if self.answered:
            yield self._recorded(log, before)

    def _of(self, handler: Handler) -> Iterator[Check]:
        if handler.event == PRE_TOOL_USE:
            yield self._malformed(handler)
            yield self._decided(handler, "deny")
            yield self._decided(handler, "allow")
        elif handler.event == CONFIG_CHANGE:
            yield self._change(handler)

    def _malformed(self, handler: Handler) -> Check:
        event = event_of(self.at, "Bash", {}, {})
        del event["tool_input"]
        try:
            answer = ask(self.at.host, handler, event, self.at.project)
        except AgsecError as error:
            return self._failed("malformed", error.message)
        if answer.verdict != BLOCKED:
            return self._failed("malformed", f"a malformed event is {answer.verdict} ({answer.said})", answer)
        return Check("malformed", OK, "a malformed event is blocked", None, answer.milliseconds)

    def _decided(self, handler: Handler, effect: str) -> Check:
        """A real call, where one is found of which the bundle says so."""
        call = None if self.bundle is None else find(self.at, self.bundle, self.program, effect)
        if call is None:
            return Check(effect, NOT_RUN, self._without(effect))
        try:
            answer = ask(self.at.host, handler, call.event, self.at.project)
        except AgsecError as error:
            return self._failed(effect, f"{call.told}: {error.message}")
        wrong = _not_denied(call, answer) if effect == "deny" else _not_allowed(call, answer)
        if wrong:
            return self._failed(effect, wrong, answer)
        self.answered[effect] += 1
        return Check(effect, OK, f"{call.told} is {_WORDS[effect]} by {call.by}", None, answer.milliseconds)

    def _without(self, effect: str) -> str:
        """Why nothing could be asked about."""
        if self.bundle is None:
            return f"nothing is known to be {_WORDS[effect]}, without a bundle"
        none = count(self.program, effect) == 0
        why = f", and no statement has the effect {effect}" if none else " among those that were tried"
        return f"no call is {_WORDS[effect]} by the policies in force{why}"

    def _change(self, handler: Handler) -> Check:
        """Changes of the settings in a session: one that switches hooks off, and none at all."""
        with tempfile.TemporaryDirectory(prefix="agsec-doctor-") as scratch:
            path = Path(scratch).resolve() / "settings.json"
            path.write_text(json.dumps({"disableAllHooks": True}), "utf-8")
            try:
                harmful = ask(self.at.host, handler, self._changed(path), self.at.project)
                none = ask(self.at.host, handler, self._changed(self.at.settings), self.at.project)
            except AgsecError as error:
                return self._failed("change", error.message)
        if harmful.verdict != BLOCKED:
            told = f"a change of settings that switches hooks off is {harmful.verdict} ({harmful.said})"
            return self._failed("change", told, harmful)
        if none.verdict != THROUGH:
            told = f"a running session takes no change of its settings: {none.said}"
            return Check("change", WARNING, told, f"see whether you changed it yourself, then {APPLY}")
        return Check(
            "change", OK, "a change of settings that switches hooks off is blocked", None, harmful.milliseconds
        )

    def _changed(self, path: Path) -> dict[str, Any]:
        said = {"hook_event_name": CONFIG_CHANGE, "source": "project_settings", "file_path": str(path)}
        return {"session_id": DOCTOR, "cwd": str(self.at.project), **said}

    def _recorded(self, log: Path, before: int) -> Check:
        """Whether the decisions that the hooks gave stand in the log."""
        try:
            records = [each for each in tail.added(log, before) if each.get("session") == DOCTOR]
        except AgsecError as error:
            return self._unrecorded(error.message)
        found = Counter(str(each.get("effect")) for each in records)
        if self.answered - found:
            return self._unrecorded(f"the hooks answered, and left no record in {log}")
        return Check("recorded", OK, f"the calls above stand in the log, in the session {DOCTOR}")

    def _unrecorded(self, told: str) -> Check:
        lenient = self.at.fields.get("audit") == "best-effort"
        return Check("recorded", WARNING if lenient else FAILED, told, again(self.at))

    def _failed(self, name: str, told: str, answer: Answer | None = None) -> Check:
        return Check(name, FAILED, told, again(self.at), answer.milliseconds if answer else None)


def handlers(at: Installed) -> list[Handler]:
    """What the settings have of our hooks, whatever was installed."""
    try:
        return at.editor.handlers(at.text())
    except AgsecError:
        return []


def waken(at: Installed) -> None:
    """Have a hook that compiles changed policies do so, before it is looked at by what it decides."""
    for each in handlers(at):
        if at.fields.get("watch") and each.event == PRE_TOOL_USE:
            try:
                ask(at.host, each, event_of(at, "AgsecDoctor", {}, {}), at.project)
            except AgsecError:
                return  # It is asked again, and told of then.


def _not_denied(call: Call, answer: Answer) -> str | None:
    if answer.verdict != BLOCKED:
        return f"{call.told}, which {call.by} denies, is {answer.verdict} ({answer.said})"
    if call.reason not in answer.err:
        return f"{call.told}, which {call.by} denies, is blocked for another reason ({answer.said})"
    return None


def _not_allowed(call: Call, answer: Answer) -> str | None:
    if answer.verdict != THROUGH:
        return f"{call.told}, which {call.by} allows, is {answer.verdict} ({answer.said})"
    return None
