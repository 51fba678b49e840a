"""Where records are read from, and which: the options that the audit commands share."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from ...audit import AuditStore, Filter
from ...audit.database import DATABASE
from ...audit.filters import moment
from ...exceptions import AuditError
from ...state import audit_log
from ..output import say
from ..progress import reading


class Effect(str, Enum):
    allow = "allow"
    deny = "deny"
    block = "block"
    review = "review"
    unreadable = "unreadable"


DB_VARIABLE = "AGSEC_AUDIT_DB"
LogOption = Annotated[Path | None, typer.Option("--log", help="Another log than your hooks'.")]
DbOption = Annotated[
    Path | None, typer.Option("--db", envvar=DB_VARIABLE, help="An SQLite file that a program of yours wrote.")
]
EffectOption = Annotated[Effect | None, typer.Option(help="`block` means deny; `unreadable` are damaged lines.")]
ActionOption = Annotated[str | None, typer.Option(help="An action, or a glob such as `payment.*`.")]
SidOption = Annotated[str | None, typer.Option(help="The statement that decided.")]
HostOption = Annotated[str | None, typer.Option(help="The agent host.")]
SessionOption = Annotated[str | None, typer.Option(help="The host's session.")]
SinceOption = Annotated[str | None, typer.Option(help="A time, or how long ago: `2h`, `1d`, `2026-01-31`.")]
UntilOption = Annotated[str | None, typer.Option(help="The same; that time, or that whole day, is included.")]
GrepOption = Annotated[str | None, typer.Option(help="Text that a record holds, whatever its case.")]


def wanted(
    effect: Effect | None,
    action: str | None,
    sid: str | None,
    host: str | None,
    session: str | None,
    since: str | None,
    until: str | None,
    grep: str | None,
) -> Filter:
    """Raises ``typer.BadParameter`` for a time that is none, and for a glob that is none."""
    for option, given in (("--since", since), ("--until", until)):
        try:
            moment("0s" if given is None else given)
        except AuditError as error:
            raise typer.BadParameter(_whole(error), param_hint=option) from None
    chosen = Filter(action, effect.value if effect else None, sid, session, host, since, until, grep)
    try:
        chosen.condition()
    except AuditError as error:
        raise typer.BadParameter(_whole(error), param_hint="--action") from None
    return chosen


def _whole(error: AuditError) -> str:
    return f"{error.message}: {error.help}"


def refuse_chosen(log: Path | None, db: Path | None, where: str) -> None:
    """Raise ``typer.BadParameter`` where a person chose a source of records, and none is read."""
    if log is not None or (db is not None and not _is_of_variable(db)):
        raise typer.BadParameter(where, param_hint="--db" if log is None else "--log")


def _is_of_variable(db: Path) -> bool:
    return str(db) == os.environ.get(DB_VARIABLE)


class Source:
    """The hooks' log of this machine, another log, or an SQLite file."""

    def __init__(self, log: Path | None, db: Path | None) -> None:
        if log is not None and db is not None:
            if not _is_of_variable(db):
                raise typer.BadParameter("not together with `--log`", param_hint="--db")
            db = None
        if db is not None and _is_of_variable(db):
            say(f"reading {db}, which {DB_VARIABLE} names, not your hooks' log")
        self.log = log
        self.db = db

    @property
    def log_path(self) -> Path | None:
        """The log that is read, if it is one."""
        return None if self.db is not None else self.log or audit_log()

    @property
    def is_machine(self) -> bool:
        return self.log is None and self.db is None

    def is_empty(self) -> bool:
        """Whether nothing was recorded yet. Raises ``AuditError`` where what was named is not there."""
        if self.db is not None and not self.db.exists():
            raise AuditError(
                f"there is no audit store {self.db}", "leave `--db` and AGSEC_AUDIT_DB out for your hooks' log"
            )
        if self.log is not None and not self.log.exists():
            raise AuditError(f"there is no log {self.log}", "leave `--log` out for your hooks' own")
        path = audit_log()
        return self.is_machine and not path.exists() and not path.with_name(DATABASE).exists()

    def record(self, id: str, help: str = "`agsec audit` lists their ids") -> dict[str, Any]:
        """The record whose id begins like that. Raises ``AuditError`` if there is none."""
        found = None
        if not self.is_empty():
            with self.opened() as store:
                found = store.get_execution(id)
        if found is None:
            raise AuditError(f"there is no record `{id}`", help)
        return found

    @contextlib.contextmanager
    def opened(self) -> Iterator[AuditStore]:
        """The store; progress is shown where it takes long."""
        with reading("the audit log") as progress:
            if self.db is not None:
                store = AuditStore(self.db)
            elif self.log is not None:
                store = AuditStore.of_log(self.log, progress)
            else:
                store = AuditStore.machine(progress=progress)
            with store:
                yield store
