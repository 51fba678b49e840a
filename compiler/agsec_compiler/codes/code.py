"""A code that a diagnostic can have, and the short forms in which the tables of codes write their examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Files = Mapping[str, str | bytes]
CLASSES = ("syntax", "schema", "meaning", "security", "style")
PAGE = "https://github.com/agsec/agsec/blob/main/docs/rules.md"


@dataclass(frozen=True, slots=True)
class Code:
    """What a finding of this code is, why it matters, and an example of bad and of good.

    The examples map file names to contents, and are the code's tests. ``waivable``: a comment in the policy may say
    that the finding is known; that of an error may only where the author can know more than the compiler does.
    """

    code: str
    name: str
    severity: str  # error | warning
    why: str
    bad: Files
    good: Files
    waivable: bool

    @property
    def kind(self) -> str:
        """Its class: one of ``CLASSES``."""
        return CLASSES[int(self.code[3])]

    @property
    def page(self) -> str:
        """Where it is explained."""
        return f"{PAGE}#{self.code.lower()}"


def entry(
    code: str,
    severity: str,
    name: str,
    why: str,
    bad: str | Files,
    good: str | Files,
    waivable: bool | None = None,
) -> Code:
    """A row of a table. A lone text is ``policy.yaml``; warnings are waivable, errors are not unless it is said."""
    can_be = severity == "warning" if waivable is None else waivable
    return Code(code, name, severity, why, _files(bad), _files(good), can_be)


def _files(example: str | Files) -> Files:
    return {"policy.yaml": example} if isinstance(example, str) else example


def statement(body: str, sid: str = "Example", effect: str = "deny", actions: str = "[payment.charge]") -> str:
    return f"statements:\n  - sid: {sid}\n    effect: {effect}\n    actions: {actions}\n{body}"


def condition(body: str, actions: str = "[payment.charge]", effect: str = "deny") -> str:
    return statement(f"    conditions:\n      {body}\n", effect=effect, actions=actions)


def two(first: str, second: str, actions: str = "[payment.charge]") -> str:
    """Two statements of one action, each given as its effect and, behind a `/`, the condition that it has."""
    rows = [f"{name}/{each}".split("/", 2) for name, each in (("First", first), ("Second", second))]
    return "statements:\n" + "".join(
        f"  - sid: {sid}\n    effect: {effect}\n    actions: {actions}\n"
        + (f"    conditions:\n      {rest[0]}\n" if rest else "")
        for sid, effect, *rest in rows
    )


FINE = statement("")
