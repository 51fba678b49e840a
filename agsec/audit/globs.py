"""Spell a policy's glob over actions as SQLite's GLOB, which negates and closes classes in ways of its own."""

from __future__ import annotations

from ..exceptions import AuditError


def sqlite_glob(glob: str) -> str:
    """What matches the same texts in SQLite. Raises ``AuditError`` for a class that is not closed, or is none."""
    spelled, at = [], 0
    while at < len(glob):
        if glob[at] != "[":
            spelled.append(glob[at])
            at += 1
            continue
        first = at + 2 if glob.startswith("[!", at) else at + 1
        end = glob.find("]", first + 1)  # Right after the opening, it is a member.
        if end < 0:
            raise AuditError(f"`{glob}` is no glob: its `[` is not closed", "write `[[]` where a `[` is meant")
        spelled.append(_class(_ranges(glob, first, end), glob[at + 1] == "!"))
        at = end + 1
    return "".join(spelled)


def _ranges(glob: str, at: int, end: int) -> list[tuple[str, str]]:
    found = []
    while at < end:
        step = 3 if glob[at + 1] == "-" and at + 2 < end else 1
        low, high = glob[at], glob[at + step - 1]
        if low > high:
            raise AuditError(f"`{glob}` is no glob: bad character range `{low}-{high}`", "write the lower one first")
        found.append((low, high))
        at += step
    return found


def _class(ranges: list[tuple[str, str]], negated: bool) -> str:
    """A `]` counts as a member only if it is the first one, and a `^` only if it is not."""
    if ranges == [("^", "^")] * len(ranges) and not negated:
        return "^"
    bracket = "]" if any(low == "]" for low, _ in ranges) else ""
    rest = [("^" if low == "]" else low, high) for low, high in ranges if (low, high) != ("]", "]")]
    rest.sort(key=lambda each: (each[1] == "^", each[0] == "^"))
    lead = "" if negated or bracket or rest[0][0] != "^" else rest[0][1]
    return f"[{'^' if negated else ''}{bracket}{lead}{''.join(f'{low}-{high}' for low, high in rest)}]"
