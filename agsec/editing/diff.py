"""The difference that one edit in one place makes, in the unified form: linear in the size of the file."""

from __future__ import annotations

from itertools import takewhile

CONTEXT = 3  # lines


def unified(before: str, after: str, path: str, new: bool = False) -> list[str]:
    """The lines of the difference; none where there is none. ``new``: there was no file before."""
    old, fresh = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if old == fresh:
        return []
    head = _common(old, fresh)
    tail = min(_common(old[::-1], fresh[::-1]), len(old) - head, len(fresh) - head)
    start = max(0, head - CONTEXT)
    below = old[len(old) - tail :][:CONTEXT]
    gone, come = old[head : len(old) - tail], fresh[head : len(fresh) - tail]
    above = old[start:head]
    where = (f"{_range(start, len(above + each + below))}" for each in (gone, come))
    return [
        f"--- {'/dev/null' if new else path}",
        f"+++ {path}",
        "@@ -{} +{} @@".format(*where),
        *_marked(" ", above),
        *_marked("-", gone),
        *_marked("+", come),
        *_marked(" ", below),
    ]


def _common(one: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _range(start: int, count: int) -> str:
    return f"{start + 1 if count else start},{count}"


def _marked(sign: str, lines: list[str]) -> list[str]:
    rows = []
    for line in lines:
        rows.append(sign + line.rstrip("\n"))
        if not line.endswith("\n"):
            rows.append("\\ No newline at end of file")
    return rows
