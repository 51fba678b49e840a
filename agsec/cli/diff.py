"""The command that compares two policy sets: what is newly granted, by statement and by what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from agsec_compiler.diagnostics import visible
from agsec_runtime import abi

from ..comparing import rules, wording
from ..comparing.changes import Access, Change, Comparison, compare
from .author import PANEL, Plain, PlainFormat
from .output import counted, effect_text, show, show_json

STYLES = {Access.widened: "bold red", Access.unknown: "yellow", Access.tightened: "green", Access.same: "dim"}
TITLES = {
    Access.widened: "newly granted",
    Access.unknown: "cannot tell whether it grants more",
    Access.tightened: "newly refused",
    Access.same: "changed, but not what is granted",
}


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(diff)


def diff(
    before: Annotated[Path, typer.Argument(help="The policies of before: a directory, or one file.")],
    after: Annotated[Path, typer.Argument(help="The policies of after.")],
    no_new_access: Annotated[
        bool, typer.Option("--no-new-access", help="Exit 1 if anything is newly granted, or may be.")
    ] = False,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Show what a change of policies grants, what it refuses, and what cannot be told, by statement.

    Examples: `agsec diff old/ policies/`, `agsec diff old/ policies/ --no-new-access`
    """
    comparison = compare(rules.read(before), rules.read(after))
    if output_format is Plain.json:
        show_json(_row(comparison))
    else:
        for line in _lines(comparison):
            show(line)
    grants = comparison.access in (Access.widened, Access.unknown)
    raise typer.Exit(1 if no_new_access and grants else 0)


def _lines(comparison: Comparison) -> Iterator[Text]:
    if comparison.default is not Access.same:
        yield Text(_default(comparison), STYLES[comparison.default])
    for access in Access:
        found = comparison.of(access)
        if found:
            yield Text(f"{TITLES[access]}: {counted(len(found), 'statement')}", STYLES[access])
        for each in found:
            yield _headline(each)
            yield from (Text(visible(f"      {line}")) for line in wording.details(each, comparison))
    yield _verdict(comparison)


def _default(comparison: Comparison) -> str:
    old, new = (abi.EFFECTS[each.default] for each in (comparison.before, comparison.after))
    return f"what no statement matches: {old} became {new}"


def _headline(change: Change) -> Text:
    rule = change.after or change.before
    assert rule is not None
    sign = "~" if change.before and change.after else "+" if change.after else "-"
    line = Text(f"  {sign} ") + effect_text(abi.EFFECTS[rule.effect]) + Text(visible(f"  {rule.sid}"))
    return line + Text(visible(f"  {_place(change)}"), "dim")


def _place(change: Change) -> str:
    rule = (change.after or change.before).statement  # type: ignore[union-attr]
    return f"{rule.file}:{rule.line}" if rule.file else "implied by the policies"


def _verdict(comparison: Comparison) -> Text:
    if not comparison.changes and comparison.default is Access.same:
        return Text("no difference")
    said = {
        Access.widened: "access is wider",
        Access.unknown: "it cannot be told whether access is wider",
        Access.tightened: "no new access, and some is refused",
        Access.same: "no new access",
    }
    return Text(said[comparison.access], STYLES[comparison.access])


def _row(comparison: Comparison) -> dict[str, Any]:
    return {
        "before": str(comparison.before.path),
        "after": str(comparison.after.path),
        "access": comparison.access.value,
        "default": {
            "before": abi.EFFECTS[comparison.before.default],
            "after": abi.EFFECTS[comparison.after.default],
            "access": comparison.default.value,
        },
        "changes": [_change_row(each, comparison) for each in comparison.changes],
    }


def _change_row(change: Change, comparison: Comparison) -> dict[str, Any]:
    return {
        "sid": change.sid,
        "access": change.access.value,
        "before": _rule_row(change.before),
        "after": _rule_row(change.after),
        "details": wording.details(change, comparison),
    }


def _rule_row(rule: Any) -> dict[str, Any] | None:
    if rule is None:
        return None
    named = rule.statement
    return {
        "sid": rule.sid,
        "effect": abi.EFFECTS[rule.effect],
        "actions": list(rule.actions),
        "file": named.file,
        "line": named.line,
    }
