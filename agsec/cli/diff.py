"""The command that compares two policy sets: what is newly granted, by statement and by what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from agsec_compiler.diagnostics import visible
from agsec_runtime import abi

from ..audit.brief import brief
from ..comparing import rules, wording
from ..comparing.changes import Access, Change, Comparison, compare
from ..comparing.judging import Verdict
from ..comparing.replay import replay
from ..comparing.tally import Group, Tally
from ..state import audit_log
from .options import WRITING, Plain, PlainFormat
from .output import counted, effect_text, show, show_json
from .progress import reading

MOST = 10  # groups of records that are shown of each kind
STYLES = {Access.widened: "bold red", Access.unknown: "yellow", Access.tightened: "green", Access.same: "dim"}
TITLES = {
    Access.widened: "newly granted",
    Access.unknown: "cannot tell whether it grants more",
    Access.tightened: "newly refused",
    Access.same: "changed, but not what is granted",
}


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=WRITING)(diff)


def diff(
    before: Annotated[Path, typer.Argument(help="The policies of before: a directory, one file, or a bundle.")],
    after: Annotated[Path, typer.Argument(help="The policies of after.")],
    no_new_access: Annotated[
        bool, typer.Option("--no-new-access", help="Exit 1 if anything is newly granted, or may be.")
    ] = False,
    audit: Annotated[Path | None, typer.Option("--audit", help="Replay this log: JSON lines.")] = None,
    recorded: Annotated[bool, typer.Option("--recorded", help="Replay your hooks' own log.")] = False,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Show what a change of policies grants, what it refuses, and what cannot be told.

    By statement, and with `--audit` or `--recorded` by the calls that were recorded, too.

    Examples: `agsec diff old/ policies/ --recorded`, `agsec diff old/ policies/ --no-new-access`
    """
    if audit is not None and recorded:
        raise typer.BadParameter("not together with `--audit`", param_hint="--recorded")
    comparison = compare(rules.read(before), rules.read(after))
    log = audit_log() if recorded else audit
    tally = None if log is None else _replayed(log, comparison)
    if output_format is Plain.json:
        show_json({**_row(comparison), "replay": None if tally is None else _tally_row(tally)})
    else:
        for line in (*_lines(comparison), *(_replay_lines(tally) if tally else ())):
            show(line)
    grants = comparison.access in (Access.widened, Access.unknown)
    raise typer.Exit(1 if no_new_access and grants else 0)


def _replayed(log: Path, comparison: Comparison) -> Tally:
    with reading("the audit log") as progress:
        return replay(log, comparison, progress)


def _lines(comparison: Comparison) -> Iterator[Text]:
    if comparison.files:
        title = f"{TITLES[Access.unknown]}: {counted(len(comparison.files), 'file')} of which a bundle keeps no text"
        yield Text(title, STYLES[Access.unknown])
        yield from (Text(visible(f"  {_sign(each, comparison)} {each}")) for each in comparison.files)
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


def _sign(name: str, comparison: Comparison) -> str:
    return "+" if name not in comparison.before.files else "-" if name not in comparison.after.files else "~"


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
    if not (comparison.changes or comparison.files) and comparison.default is Access.same:
        return Text("no difference")
    said = {
        Access.widened: "access is wider",
        Access.unknown: "it cannot be told whether access is wider",
        Access.tightened: "no new access, and some is refused",
        Access.same: "no new access",
    }
    return Text(said[comparison.access], STYLES[comparison.access])


RECORDED = {
    Access.widened: "newly granted",
    Access.unknown: "cannot be told",
    Access.tightened: "newly refused",
    Access.same: "as before",
}


def _replay_lines(tally: Tally) -> Iterator[Text]:
    counts = ", ".join(f"{tally.count(access):,} {title}" for access, title in RECORDED.items())
    unreadable = f"; {counted(tally.unreadable, 'line')} could not be read" if tally.unreadable else ""
    yield Text(f"replayed {counted(tally.records, 'record')}: {counts}{unreadable}")
    for access, title in RECORDED.items():
        groups = tally.of(access)
        for action, verdict, group in groups[:MOST]:
            yield Text(f"  {title}", STYLES[access]) + _group(action, verdict, group)
            for each in group.examples:
                yield Text(visible(f"      {brief({'params': each.params or {}})[:100]}"))
        if len(groups) > MOST:
            yield Text(f"  {title}: {counted(len(groups) - MOST, 'group')} more; `--output-format json` has all")


def _group(action: str, verdict: Verdict, group: Group) -> Text:
    by = f"{verdict.before_sid or 'the default'} -> {verdict.after_sid or 'the default'}"
    became = effect_text(verdict.before) + Text(" -> ") + effect_text(verdict.after) + Text(visible(f"  {by}"))
    count = Text(visible(f"  {action}  {counted(group.count, 'record')}  "))
    return count + (Text(verdict.why) if verdict.why else became)


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
        "files": list(comparison.files),
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


def _tally_row(tally: Tally) -> dict[str, Any]:
    return {
        "records": tally.records,
        "unreadable": tally.unreadable,
        "counts": {access.value: tally.count(access) for access in Access},
        "groups": [
            {
                "access": access.value,
                "action": action,
                "records": group.count,
                "why": verdict.why or None,
                "before": {"effect": verdict.before or None, "sid": verdict.before_sid},
                "after": {"effect": verdict.after or None, "sid": verdict.after_sid},
                "examples": [{"time": each.time, "params": each.params} for each in group.examples],
            }
            for access in (Access.widened, Access.unknown, Access.tightened)
            for action, verdict, group in tally.of(access)
        ],
    }
