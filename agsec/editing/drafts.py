"""A statement that is about to be written: its text, and a name for it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ..exceptions import AgsecError
from .conditions import Condition
from .yamltext import written

_WORD = re.compile(r"[A-Za-z0-9]+")
_NOISE = re.compile(r"\\.|\[[^\]]*\]|\(\?[^:)]*[:)]|\{[0-9,]*\}")  # of a pattern: escapes, classes, flags, counts
_MAX_WORDS = 4
_MAX_SID = 40  # characters of a proposed one, before its number


@dataclass(frozen=True)
class Draft:
    """As `agsec policy add` was told; ``effect`` is deny, allow or review, ``match`` all or any."""

    effect: str
    actions: tuple[str, ...]
    sid: str = ""
    conditions: tuple[Condition, ...] = ()
    match: str = "all"
    reason: str | None = None
    suggestion: str | None = None

    def __post_init__(self) -> None:
        for text in self._texts():
            if any("\ud800" <= char <= "\udfff" for char in text):
                raise AgsecError(f"{text!a} is no text", "give it as UTF-8")
        self._refuse_a_misread_any()

    def _texts(self) -> list[str]:
        conditions = [text_within(each.value) for each in self.conditions]
        fields = [each.field for each in self.conditions]
        return [self.sid, *self.actions, *fields, *conditions, self.reason or "", self.suggestion or ""]

    def _refuse_a_misread_any(self) -> None:
        """Several tests of one field must all hold, also where any field is enough: seldom what is meant."""
        names = [each.field for each in self.conditions]
        twice = next((name for name in names if names.count(name) > 1), None)
        if self.match == "any" and twice:
            message = f"several tests of `{twice}` must all hold, even with `match: any`"
            raise AgsecError(message, "give one test with a list of values, or write a second statement")

    def data(self) -> dict[str, Any]:
        """As a mapping in the order of a policy file."""
        tests: dict[str, Any] = {}
        for each in self.conditions:
            tests.setdefault(each.field, []).append(each.test)
        conditions = {name: found[0] if len(found) == 1 else found for name, found in tests.items()}
        fields = {
            "sid": self.sid or None,
            "effect": self.effect,
            "actions": list(self.actions),
            "conditions": conditions or None,
            "match": "any" if self.match == "any" else None,
            "reason": self.reason,
            "suggestion": self.suggestion,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def block(self) -> str:
        """As the lines of a list's element, the dash in the first column."""
        rows: list[str] = []
        for name, value in self.data().items():
            rows += _rows(value) if name == "conditions" else [f"{name}: {written(value)}"]
        return "".join(f"{'  ' if number else '- '}{row}\n" for number, row in enumerate(rows))

    def flow(self) -> str:
        """In one line."""
        return written(self.data())


def action_names(text: str) -> tuple[str, ...]:
    """The globs in a text that has commas or blanks between them."""
    return tuple(text.replace(",", " ").split()) or (text,)


def text_within(value: Any) -> str:
    """All the text that is in a value."""
    if isinstance(value, dict):
        return " ".join(f"{name} {text_within(each)}" for name, each in value.items())
    return " ".join(map(text_within, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def _rows(conditions: dict[str, Any]) -> list[str]:
    rows = ["conditions:"]
    for name, tests in conditions.items():
        if isinstance(tests, list):
            rows += [f"  {written(name)}:", *(f"    - {written(test)}" for test in tests)]
        else:
            rows.append(f"  {written(name)}: {written(tests)}")
    return rows


def proposed_sid(draft: Draft, taken: Collection[str]) -> str:
    """A name that says what the statement does: ``DenyGitPush``; numbered, if it is taken."""
    words = [word for each in draft.conditions for word in _words(each.value)]
    if not words:
        words = [word for action in draft.actions for word in _WORD.findall(action)] or ["Everything"]
    name = "".join(word[0].upper() + word[1:] for word in [draft.effect, *words[:_MAX_WORDS]])[:_MAX_SID]
    numbered = (f"{name}{number or ''}" for number in (0, *range(2, len(taken) + 3)))
    return next(each for each in numbered if each not in taken)


def _words(value: Any) -> list[str]:
    return _WORD.findall(_NOISE.sub(" ", text_within(value)))
