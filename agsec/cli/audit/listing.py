"""List what was decided, follow it, or sum it up: `agsec audit` itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, Any

import typer

from ...audit import Filter
from ...audit.newest import newest
from ..options import Plain, PlainFormat
from ..output import say, show_json
from . import source, stats
from .lines import print_json_lines, print_lines
from .source import Source

INTERVAL = 0.2  # seconds between two looks at a log that is followed


def audit(
    context: typer.Context,
    number: Annotated[int, typer.Option("-n", "--number", min=1, help="How many of the newest decisions.")] = 20,
    effect: source.EffectOption = None,
    action: source.ActionOption = None,
    sid: source.SidOption = None,
    host: source.HostOption = None,
    session: source.SessionOption = None,
    since: source.SinceOption = None,
    until: source.UntilOption = None,
    grep: source.GrepOption = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new decisions, until Ctrl-C.")] = False,
    summed: Annotated[bool, typer.Option("--stats", help="Sum up all that match instead.")] = False,
    log: source.LogOption = None,
    db: source.DbOption = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """List what was decided, oldest first; show, export, report on and verify it.

    Examples: `agsec audit -n 50`, `agsec audit --effect deny --since 2h`, `agsec audit --follow`,
    `agsec audit --stats`, `agsec audit show 5f3a`, `agsec audit export week.csv --since 7d`,
    `agsec audit verify --head 0f3c...`
    """
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    chosen = source.wanted(effect, action, sid, host, session, since, until, grep)
    place = Source(log, db)
    if follow and summed:
        raise typer.BadParameter("not together with `--stats`", param_hint="--follow")
    if follow:
        _follow(place, chosen, number, output_format)
    elif summed:
        stats.show_stats(place, chosen, output_format)
    else:
        _list(place, chosen, number, output_format)


def _refuse_options(context: typer.Context) -> None:
    """An option in front of a subcommand would be dropped without a word."""
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "")
        if given is not None and given.name == "COMMANDLINE":
            raise typer.BadParameter(f"belongs behind `{context.invoked_subcommand}`", param_hint=parameter.opts[0])


def _list(place: Source, wanted: Filter, number: int, output_format: Plain) -> None:
    records = _newest(place, wanted, number)
    if output_format is Plain.json:
        show_json({"records": records})
    elif records:
        print_lines(records)
    else:
        say("nothing was decided yet" if wanted == Filter() else "no record matches")


def _newest(place: Source, wanted: Filter, number: int) -> list[dict[str, Any]]:
    """Oldest first. Without a filter the end of the log tells them, whatever of it is not in the index yet."""
    if place.is_empty():
        return []
    path = place.log_path
    found = newest(path, number) if path is not None and wanted == Filter() else None
    if found is None:
        with place.opened() as store:
            found = store.select(wanted, number)
    return found[::-1]


def _follow(place: Source, wanted: Filter, number: int, output_format: Plain) -> None:
    write: Callable[[Any], None] = print_json_lines if output_format is Plain.json else print_lines
    try:
        with place.opened() as store:
            last = store.place()
            listed = store.numbered(wanted, number)
            while True:
                write([record for _, record in listed])
                last = max([last, *[seq for seq, _ in listed]])
                time.sleep(INTERVAL)
                listed = store.since(last, wanted)
    except KeyboardInterrupt:
        return
