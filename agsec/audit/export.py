"""Write records as JSON, JSON lines or CSV: one after the other, and to a file whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ..files import replacing
from .records import NAMES

FORMATS = ("json", "jsonl", "csv")
# A spreadsheet takes what begins so for a formula; a wide one too, and at any place where it may begin a cell.
_FORMULA = re.compile(
    r"^(?= *[=+\-@＝＋－＠\t\r\n])|(?<=[;\t\r\n])(?= *[=+\-@＝＋－＠])|(?<=,)(?=[=+\-@＝＋－＠])"  # noqa: RUF001
)


def to_file(path: Path, form: str, records: Iterable[dict[str, Any]]) -> int:
    """Replace the file at ``path``, which a new one is made for its owner alone; how many. Raises ``AgsecError``."""
    counted = _Counted(records)
    with replacing(path, 0o600) as stream:
        for text in written(form, counted):
            stream.write(text.encode("utf-8", "backslashreplace"))
    return counted.number


def written(form: str, records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The text of an export, in pieces."""
    return _WRITERS[form](records)


class _Counted:
    """An iterable that knows how many it gave."""

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self._records = records
        self.number = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for record in self._records:
            self.number += 1
            yield record


def _json(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield '{"version": 1, "records": ['
    separator = "\n"
    for record in records:
        yield separator + json.dumps(record)
        separator = ",\n"
    yield "\n]}\n"


def _jsonl(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    for record in records:
        yield json.dumps(record) + "\n"


def _csv(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield _row(NAMES)
    for record in records:
        yield _row([_cell(record.get(name)) for name in NAMES])


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _cell(value: Any) -> str:
    """As text; what a spreadsheet would take for a formula gets an apostrophe in front, wherever it cuts the cell."""
    if value is None:
        return ""
    if type(value) in (int, float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value)
    return _FORMULA.sub("'", text)


_WRITERS: dict[str, Callable[[Iterable[dict[str, Any]]], Iterator[str]]] = {"json": _json, "jsonl": _jsonl, "csv": _csv}
