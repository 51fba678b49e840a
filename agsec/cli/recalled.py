"""A recorded decision that a statement is to be written about: `agsec policy add --from-decision ID`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any

from rich.text import Text

from agsec_compiler import Compilation
from agsec_compiler.diagnostics import visible
from agsec_runtime.abi import EFFECTS
from agsec_runtime.bundle import load
from agsec_runtime.decision import Decision

from ..audit.brief import brief
from ..decisions import ask_about
from ..editing.drafts import Draft
from ..exceptions import AgsecError
from ..explaining.records import context_of
from ..suggesting.observed import Call
from ..suggesting.single import call_of, commands_of, drafts
from .audit.source import Source
from .output import effect_text, say

OTHERWISE = {"allow": "deny", "deny": "allow", "review": "allow"}  # what a person most likely wants instead


@dataclass(frozen=True)
class Recalled:
    """The record, and the request that it keeps."""

    record: dict[str, Any]
    call: Call

    @property
    def proposed_effect(self) -> str:
        return OTHERWISE.get(str(self.record["effect"]), "deny")

    def offered(self, draft: Draft) -> list[Draft]:
        """``draft`` with each of the conditions that tell the request apart, the narrowest first.

        Raises ``AgsecError`` if there are none.
        """
        return [replace(draft, conditions=each.conditions) for each in drafts(self.call, draft.effect)]

    def narrowest(self, draft: Draft) -> Draft:
        """The first of these, where nobody can be asked. Raises ``AgsecError`` where that would be a guess."""
        commands = commands_of(self.call)
        if draft.effect != "allow" and len(commands) > 1:
            message = (
                f"record {self.record['id']} runs {len(commands)} commands, and nobody can be asked which is meant"
            )
            raise AgsecError(message, f"say it, e.g. `--condition {quote(f'shell.commands == {commands[-1]}')}`")
        return self.offered(draft)[0]

    def show(self) -> None:
        """What it is about, for the person who is asked next."""
        by = f"by {self.record['sid']}" if self.record["sid"] else "by default"
        told = brief({"params": self.call.params})[:100]
        say(visible(f"record {self.record['id']}: {self.record['effect']} {by}, {self.call.action}  {told}"))

    def row(self, policies: Compilation) -> dict[str, Any]:
        """For machines: what was decided, and what ``policies`` decide about it."""
        now = self._now(policies)
        was = {name: self.record.get(name) for name in ("id", "effect", "sid")}
        return {**was, "now": {"effect": now.effect, "sid": now.sid}}

    def told(self, sid: str, policies: Compilation) -> Text:
        """What becomes of it under ``policies``, and why, if that is not what the statement of that sid says."""
        now = self._now(policies)
        text = Text(f"record {self.record['id']}: ") + effect_text(str(self.record["effect"]))
        text += Text(" -> ") + effect_text(now.effect) + Text(visible(f"  by {now.sid or 'the default'}"))
        remark = _remark(now, sid, policies)
        return text + Text("\n  ") + Text(visible(remark), "yellow") if remark else text

    def _now(self, policies: Compilation) -> Decision:
        return ask_about(load(policies.bundle or b""), self.call.request())


def _remark(now: Decision, sid: str, policies: Compilation) -> str | None:
    if now.sid == sid:
        return None
    by = now.sid or "the default"
    statements = policies.program.statements if policies.program else ()
    wanted = next((EFFECTS[each.effect] for each in statements if each.sid == sid), now.effect)
    if now.effect == wanted:
        return f"{by} says the same already"
    return f"{now.effect} wins over {wanted}: where {by} matches, the new statement changes nothing"


def recall(place: Source, id: str) -> Recalled:
    """Raises ``AgsecError`` if there is no such record, or if it keeps no request."""
    record = place.record(id)
    return Recalled(record, call_of(record, context_of(record, Path.cwd())))
