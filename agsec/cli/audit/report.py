"""Write one HTML page about what was decided, for people."""

from __future__ import annotations

import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from agsec_runtime.abi import RELEASE
from agsec_runtime.audit import utc

from ...audit import AuditStore, Filter
from ...audit.chain import Verdict
from ...exceptions import AuditError
from ...files import replacing
from ...reporting import About, Aggregate, Figures, is_report, pieces
from ...reporting.entries import CEILING, MOST
from ..options import Plain, PlainFormat
from ..output import counted, show, show_json
from ..progress import counting
from . import source
from .installed import Place, statements
from .source import Source

PRIVATE = 0o600


def report(
    output: Annotated[str, typer.Option("-o", "--output", help="The page; `-` is standard output.")] = "report.html",
    records: Annotated[
        int, typer.Option(min=0, max=CEILING, help="How many of the newest records its table holds; figures count all.")
    ] = MOST,
    effect: source.EffectOption = None,
    action: source.ActionOption = None,
    sid: source.SidOption = None,
    host: source.HostOption = None,
    session: source.SessionOption = None,
    since: source.SinceOption = None,
    until: source.UntilOption = None,
    grep: source.GrepOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is no report.")] = False,
    log: source.LogOption = None,
    db: source.DbOption = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Report on what was decided as one HTML page that needs no network: charts, and a table to search.

    The page is written whole or not at all, for its owner alone. An earlier report is replaced; any other file is not.

    Examples: `agsec audit report`, `agsec audit report -o week.html --since 7d`, `agsec audit report --effect deny`
    """
    chosen = source.wanted(effect, action, sid, host, session, since, until, grep)
    place = Source(log, db)
    empty = place.is_empty()
    if output != "-":
        _refuse_to_destroy(Path(output), force)
    with AuditStore() if empty else place.opened() as store:
        aggregate = _taken_in(store, chosen, records)
        verdict = None if empty or place.log_path is None else store.verify()
    try:
        told = aggregate.figures()
        _write(output, pieces(told, _about(place, chosen, aggregate, verdict)))
    finally:
        aggregate.close()
    if output == "-":
        return
    _tell(output, told, output_format)


def _taken_in(store: AuditStore, chosen: Filter, newest: int) -> Aggregate:
    aggregate = Aggregate(newest)
    try:
        with counting("records") as tell:
            for record in store.iterate(**asdict(chosen)):
                aggregate.add(record)
                tell()
    except BaseException:
        aggregate.close()
        raise
    return aggregate


def _about(place: Source, chosen: Filter, aggregate: Aggregate, verdict: Verdict | None) -> About:
    known = statements() if place.is_machine else []
    filters = ", ".join(f"{name} {value}" for name, value in asdict(chosen).items() if value is not None)
    facts = [
        ("Written", f"{utc(time.time())[:19].replace('T', ' ')} UTC, by agsec {RELEASE}"),
        ("From", str(place.db or place.log_path)),
        ("Filters", filters or "none: all records"),
    ]
    told = aggregate.period
    if told:
        facts.append(("Period", " to ".join(f"{each[:19].replace('T', ' ')}" for each in told) + " UTC"))
    warning = ""
    if verdict is not None:
        facts.append(("Chain of hashes", _integrity(verdict)))
        warning = "" if verdict.intact else f"The log is {_integrity(verdict)}."
    places: dict[str, list[str]] = {}
    for each in known:
        places.setdefault(each.sid, []).append(_spelled(each))
    unused = [(each.sid, _spelled(each)) for each in known if not aggregate.decided(each.sid)]
    return About(facts, {name: ", ".join(dict.fromkeys(found)) for name, found in places.items()}, unused, warning)


def _integrity(verdict: Verdict) -> str:
    """Of the whole log, whatever the filters."""
    lines = counted(verdict.lines, "line")
    if verdict.intact:
        return f"intact: {lines}, head {verdict.head or '-'}"
    return f"not intact: {counted(verdict.count, 'finding')} in {lines}, told by agsec audit verify"


def _spelled(place: Place) -> str:
    return f"{place.file}:{place.line}" if place.file else "implied"


def _write(output: str, page: Iterator[str]) -> None:
    if output == "-":
        for piece in page:
            sys.stdout.write(piece)
        return
    target = Path(output)
    if target.exists():
        target.chmod(PRIVATE)  # Before it is replaced, which keeps what is there.
    with replacing(target, PRIVATE) as stream:
        for piece in page:
            stream.write(piece.encode("utf-8"))


def _tell(output: str, told: Figures, output_format: Plain) -> None:
    listed = len(told.entries)
    if output_format is Plain.json:
        show_json({"path": output, "records": told.total, "listed": listed})
    else:
        newest = f", the newest {listed:,} in its table" if listed < told.total else ""
        show(f"{output}: {counted(told.total, 'record')}{newest}")


def _refuse_to_destroy(target: Path, force: bool) -> None:
    """A link is refused too: whoever can plant one where a report is expected would choose where it is written."""
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise AuditError(f"{target} is no regular file", "name another file, or `-` for standard output")
    with target.open("rb") as stream:
        known = is_report(stream.read(256))
    if not known and not force:
        raise AuditError(f"{target} is no report, and is left as it is", "name another file, or give `--force`")
