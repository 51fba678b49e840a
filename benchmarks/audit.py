"""What the audit log costs to keep, to take in, to list, to sum up and to verify: from a thousand records to a million.

``python -m benchmarks.audit --help`` says what can be chosen; README.md beside this file what the columns mean.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from agsec.audit import AuditStore, Filter
from agsec.audit.newest import newest
from agsec.state import audit_log
from agsec_runtime.audit import GENESIS, append, chained, head_path, record, utc
from agsec_runtime.decision import Decision, Request
from agsec_runtime.jsontext import dumps

from . import timing

SEED = 20_240_229
SIZES = (1_000, 100_000, 1_000_000)
LISTED = 20
START = 1_767_225_600.0  # 2026-01-01, in seconds since 1970
APART = 20.0  # seconds between two decisions

# Effect, statement, action, and how many of a hundred decisions are such.
KINDS = (
    ("allow", "AllowBash", "bash.execute", 45),
    ("allow", "AllowFiles", "file.edit", 40),
    ("review", "AskFetch", "web.fetch", 10),
    ("deny", "NoForce", "bash.execute", 4),
    ("deny", None, "mcp.mail.send", 1),
)


@dataclass(frozen=True)
class Costs:
    """Medians in seconds, but ``taken_in`` which is one run, and ``bytes``, the size of the log."""

    records: int
    bytes: int
    index_bytes: int
    taken_in: float
    newest: float
    listed: float
    rare: float
    text: float
    stats: float
    verified: float


# -- logs


def write_log(path: Path, count: int) -> None:
    """A log as hooks would have left it: the same lines and the same head, without a process for each."""
    rng = Random(SEED)
    previous, size = GENESIS, 0
    with path.open("wb") as stream:
        for number in range(count):
            body = dumps(fields(rng, number))[:-1]
            previous = chained(previous, body)
            size += stream.write(f'{body},"hash":"{previous}"}}\n'.encode())
    Path(head_path(str(path))).write_text(f"agsec-head {size:020d} {previous} {0:020d} {0:020d}\n")


def fields(rng: Random, number: int) -> dict[str, Any]:
    """A decision as the hook records it, with a command of about a hundred characters."""
    [(effect, sid, action, _)] = rng.choices(KINDS, [kind[3] for kind in KINDS])
    command = " ".join("".join(rng.choices("aeinorst/-.", k=rng.randint(2, 9))) for _ in range(15))
    context = {"host": "claude-code", "session_id": f"session-{number // 200}", "cwd": "/home/dev/project"}
    decision = Decision(effect, f"explicit_{effect}" if sid else "default", "as the policy says", sid)
    when = START + number * APART
    made = record(Request(action, {"command": command}, context), decision, "0" * 32, rng.uniform(1e-4, 3e-3), when)
    return {**made, "id": f"{rng.getrandbits(64):016x}", "time": utc(when)}


# -- measuring


def measured(count: int, rounds: int) -> Costs:
    """Every operation on a log of ``count`` records, checked by what it answered."""
    with tempfile.TemporaryDirectory() as directory:
        state = Path(directory)
        log = audit_log(state)
        write_log(log, count)
        started = perf_counter()
        store = AuditStore.machine(state)
        taken_in = perf_counter() - started
        with store:
            samples = timing.interleaved(_cases(store, log, count), rounds, f"{count:,} records")
            return Costs(
                count,
                log.stat().st_size,
                sum(path.stat().st_size for path in state.glob("audit.db*")),
                taken_in,
                *[samples[name].median for name in ("newest", "listed", "rare", "text", "stats", "verified")],
            )


def _cases(store: AuditStore, log: Path, count: int) -> dict[str, timing.Case]:
    return {
        "newest": _case(lambda: len(newest(log, LISTED) or []), LISTED),
        "listed": _case(lambda: len(store.select(Filter(action="bash.*", effect="deny"), LISTED)), LISTED),
        "rare": _case(lambda: len(store.select(Filter(session="session-0"), LISTED)), LISTED),
        "text": _case(lambda: len(store.select(Filter(text="nothing says this"), LISTED)), 0),
        "stats": _case(lambda: store.stats(Filter()).total, count),
        "verified": _case(lambda: _verified(store), count),
    }


def _verified(store: AuditStore) -> int:
    """How many lines were verified."""
    verdict = store.verify()
    return verdict.lines if verdict.intact else 0


def _case(ask: Callable[[], int], expected: int) -> timing.Case:
    def case() -> float:
        started = perf_counter()
        found = ask()
        taken = perf_counter() - started
        if found != expected:
            raise timing.Inconstant(f"{found} records were found, not {expected}")
        return taken

    return case


def appended(rounds: int) -> timing.Sample:
    """Seconds a record that is appended to the log, with its head."""
    rng = Random(SEED)
    made = [fields(rng, number) for number in range(1_000)]
    with tempfile.TemporaryDirectory() as directory:
        path = str(audit_log(Path(directory)))

        def case() -> float:
            started = perf_counter()
            for each in made:
                append(path, each)
            return (perf_counter() - started) / len(made)

        return timing.interleaved({"append": case}, rounds, "appending")["append"]


# -- the report


def table_of(costs: Sequence[Costs]) -> Table:
    table = Table(title="the audit log, milliseconds", title_justify="left", box=SIMPLE_HEAD)
    columns = ("records", "log MB", "index MB", "ingest", "records/s", "newest 20", "filtered", "far back", "text")
    for column in (*columns, "stats", "verify"):
        table.add_column(column, justify="right", no_wrap=True)
    for each in costs:
        seconds = (each.newest, each.listed, each.rare, each.text, each.stats, each.verified)
        table.add_row(
            f"{each.records:,}",
            f"{each.bytes / 1e6:,.1f}",
            f"{each.index_bytes / 1e6:,.1f}",
            _milliseconds(each.taken_in),
            f"{each.records / each.taken_in:,.0f}",
            *map(_milliseconds, seconds),
        )
    return table


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:,.2f}" if seconds < 0.01 else f"{seconds * 1e3:,.0f}"


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of records, with commas.")] = ",".join(map(str, SIZES)),
    rounds: Annotated[int, typer.Option(min=1, help="Interleaved rounds; medians are over these.")] = 5,
    json: Annotated[Path | None, typer.Option(help="Write the figures here as well.")] = None,
) -> None:
    """Measure what the audit log costs."""
    keeping = appended(rounds)
    costs = [measured(count, rounds) for count in sorted(map(int, sizes.split(",")))]
    console = timing.console()
    console.print(table_of(costs))
    console.print(f"appending a record: {keeping.median * 1e6:.1f} us; every timed answer was checked")
    machine = timing.machine()
    console.print(f"medians over {rounds} rounds; {machine}", highlight=False)
    report = {"machine": machine, "rounds": rounds, "unit": "seconds", "append": keeping.median}
    timing.save(json, {**report, "costs": [vars(each) for each in costs]})


if __name__ == "__main__":
    typer.run(main)
