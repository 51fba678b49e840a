"""Read the newest records from the end of the log, so that listing them needs no index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .log import opened
from .records import Line, parsed, shown


def newest(path: Path, count: int) -> list[dict[str, Any]] | None:
    """The newest ``count`` records, newest first; None where the index has to be asked.

    That is where there are fewer, where a line's number has to be told, and where the log does not end in a newline.
    """
    with opened(path) as log:
        lines = None if log is None else log.newest(2 * count + 1)  # An action that ran has a line for that as well.
    found: list[dict[str, Any]] = []
    completions: dict[Any, str] = {}
    for each in lines or []:
        fields, text = parsed(Line(0, each, 0))
        if fields is None:
            return None
        if "completes" in fields:
            completions[str(fields["completes"])] = text  # The first word counts, and it is met last.
        else:
            found.append(shown(json.dumps(fields), completions.get(str(fields.get("id")))))
        if len(found) == count:
            return found
    return None
