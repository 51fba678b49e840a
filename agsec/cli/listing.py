"""What `agsec policy list` prints: a table by file that fits the terminal, and is whole on a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from agsec_compiler.diagnostics import visible

from ..editing.listing import Row, chosen, listing
from ..editing.yamltext import written
from .options import Plain, PlainFormat
from .output import EFFECT_STYLES, console, counted, fail, say, show, show_diagnostics, show_json

Policies = Annotated[
    Path, typer.Option("--policies", "-p", envvar="AGSEC_POLICY_DIR", help="A directory of policies, or one file.")
]

HEADS = ("sid", "effect", "actions", "condition", "reason")
IMPLIED = "implied by the policies above"
SHORT = 80  # characters of a condition on a terminal


class Effect(str, Enum):
    deny = "deny"
    review = "review"
    allow = "allow"


def list_(
    policies: Policies = Path("policies"),
    effect: Annotated[Effect | None, typer.Option(help="Only statements of this effect.")] = None,
    action: Annotated[str | None, typer.Option(help="Only statements that cover this action.")] = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """List the statements, by file, in the order in which they count. Exits 1 if the policies have errors.

    Policies with errors are listed as far as they can be read.

    Examples: `agsec policy list`, `agsec policy list --effect deny --action bash.execute`
    """
    found = listing(policies)
    rows = chosen(found.rows, effect.value if effect else None, action)
    show_diagnostics([each for each in found.diagnostics if each.is_error], "full", to_stderr=True)
    if output_format is Plain.json:
        show_json({"statements": [asdict(row) for row in rows]})
    else:
        _show(rows)
        say(
            f"{counted(len(rows), 'statement')} of {len(found.rows)}"
            if effect or action
            else counted(len(rows), "statement")
        )
    if found.errors:
        fail(f"the policies have {counted(found.errors, 'error')}", "what is above is what can be read", 1)


def _show(rows: Sequence[Row]) -> None:
    out = console()
    wide = [max(map(len, column), default=0) for column in zip(HEADS, *map(_cells, rows), strict=True)]
    for number, (file, group) in enumerate(groupby(rows, key=lambda row: row.file)):
        show(Text(("\n" if number else "") + visible(file or IMPLIED), "bold"))
        if out.is_terminal:
            out.print(_table(list(group), wide), soft_wrap=False)
        else:
            show(Text("\n".join(_line(_cells(row), wide) for row in group)))


def _table(rows: Sequence[Row], wide: Sequence[int]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, expand=True)
    table.add_column(width=min(wide[0], 24), overflow="fold")
    table.add_column(width=min(wide[1], 6))
    for share in (2, 3, 3):
        table.add_column(ratio=share, overflow="fold")
    for row in rows:
        sid, effect, actions, condition, reason = map(Text, _cells(row))
        effect.stylize(EFFECT_STYLES.get(row.effect or "", ""))
        condition.truncate(SHORT, overflow="ellipsis")
        table.add_row(sid, effect, actions, condition, reason)
    return table


def _line(cells: Sequence[str], wide: Sequence[int]) -> str:
    return "  ".join(cell.ljust(size) for cell, size in zip(cells, wide, strict=True)).rstrip()


def _cells(row: Row) -> tuple[str, ...]:
    cells = (row.sid, row.effect or "?", ", ".join(row.actions) or "?", brief(row), row.reason or "")
    return tuple(visible(" ".join(cell.split())) for cell in cells)


def brief(row: Row) -> str:
    """The conditions in one line."""
    fields = (" and ".join(_test(name, each) for each in tests) for name, tests in row.conditions.items())
    return (" or " if row.match == "any" else " and ").join(fields)


def _test(field: str, test: dict[str, Any]) -> str:
    value = f" {written(test['value'])}" if "value" in test else ""
    return f"{field} {test.get('op', '?')}{value}"
