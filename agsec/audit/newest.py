"""Read the newest records from the end of the log, so that listing them needs no index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .log import opened
from .own import is_own
from .records import APPROVED, Line, parsed, shown

LINES = 500  # of the end that a call is looked for in


def newest(path: Path, count: int) -> list[dict[str, Any]] | None:
    """The newest ``count`` records, newest first; None where the index has to be asked.

    That is where there are fewer, where a line's number has to be told, and where the log does not end in a newline.
    """
    with opened(path) as log:
        lines = None if log is None else log.newest(3 * count + 1)  # An action that was approved, and ran, has three.
    found: list[dict[str, Any]] = []
    completions: dict[str, tuple[Any, str]] = {}
    for each in lines or []:
        fields, text = parsed(Line(0, each, 0))
        if fields is None:
            return None
        if "completes" in fields:
            _keep(completions, str(fields["completes"]), fields.get("outcome"), text)
        else:
            found.append(shown(json.dumps(fields), _completion(completions, fields)))
        if len(found) == count:
            return found
    return None


def last_call(path: Path) -> dict[str, Any] | None:
    """The newest record of a call that somebody else than agsec made; None where there is none among the last lines."""
    with opened(path) as log:
        lines = None if log is None else log.newest(LINES)
    found = (parsed(Line(0, each, 0))[0] for each in lines or ())
    calls = (each for each in found if each is not None and "completes" not in each and not is_own(each.get("session")))
    return next(calls, None)


def _keep(completions: dict[str, tuple[Any, str]], id: str, outcome: Any, text: str) -> None:
    """The first word counts, and it is met last; but an approval only where nothing came of the action yet."""
    known = completions.get(id)
    if known is None or known[0] == APPROVED or outcome != APPROVED:
        completions[id] = outcome, text


def _completion(completions: dict[str, tuple[Any, str]], fields: dict[str, Any]) -> str | None:
    outcome, text = completions.get(str(fields.get("id")), (None, None))
    return None if outcome == APPROVED and fields.get("outcome") is not None else text
