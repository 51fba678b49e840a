"""What a loaded policy set takes of memory, in a process that does nothing else.

``python -m benchmarks.memory --help`` says what can be chosen; README.md beside this file what the columns mean.
"""

from __future__ import annotations

import json as jsonlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from . import timing, work
from .compile import bundled
from .engines import INCUMBENT, Engine, Unusable

SIZES = (1_000, 100_000)
PATIENCE = 600.0  # seconds that another firewall may take to load

# The peak is asked for three times, so that what the interpreter and our modules take can be taken off.
PROGRAM = """
import json, os, resource, sys
from agsec_runtime.bundle import load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide

def peak():
    if os.path.exists("/proc/self/status"):  # What getrusage says counts the process that started this one as well.
        return int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

path, action, params = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
before = peak()
with open(path, "rb") as file:
    bundle = load(file.read())
loaded = peak()
decision = decide(bundle, Request(action, params, {}))
print(json.dumps({"effect": decision.effect, "before": before, "loaded": loaded, "decided": peak()}))
"""


def measured(shape: str, count: int, incumbent: Path | None) -> dict[str, Any]:
    """Peak kB of a process before it loads the bundle, after, and when it has decided one request; and of another's."""
    task = work.SHAPES[shape](count)
    with tempfile.TemporaryDirectory(prefix="agsec-memory-") as scratch:
        bundle = Path(scratch, "bundle")
        bundle.write_bytes(bundled(work.yaml(task.statements)))
        figures = _own(bundle, task.requests[task.expected.index("deny")])
        size = bundle.stat().st_size
        other = _other(incumbent, task, Path(scratch, "work.json")) if incumbent else None
    return {"shape": shape, "statements": count, "bundle": size, **figures, "incumbent": other}


def _own(bundle: Path, request: work.Request) -> dict[str, int]:
    argv = [sys.executable, "-c", PROGRAM, str(bundle), request.action, jsonlib.dumps(vars(request))]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = jsonlib.loads(done.stdout)
    if figures.pop("effect") != "deny":
        raise AssertionError(f"{request.action} was to be denied")
    return figures


def _other(python: Path, task: work.Work, given: Path) -> int | None:
    """Peak kB of the other firewall with the same policies, when it has decided one request; None if it cannot."""
    given.write_text(task.written(), "utf-8")
    try:
        engine = Engine(INCUMBENT, python, given, PATIENCE)
    except Unusable:
        return None
    engine.close()
    return int(engine.loaded["peak_kb"])


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of statements: multiples of ten, with commas.")] = ",".join(
        map(str, SIZES)
    ),
    incumbent: Annotated[
        Path | None, typer.Option(help="Python of a virtual environment with another firewall of this name.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write the figures here as well.")] = None,
) -> None:
    """Measure what a loaded policy set takes of memory."""
    other = incumbent.absolute() if incumbent else None
    rows = [measured(shape, int(count), other) for shape in work.SHAPES for count in sizes.split(",")]
    console, machine = timing.console(), timing.machine()
    console.print(table_of(rows))
    console.print(f"one process each; {machine}", highlight=False)
    timing.save(json, {"machine": machine, "rows": rows})


def table_of(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(title="memory of a process, peak", title_justify="left", box=SIMPLE_HEAD)
    for column in ("statements", "shape", "bundle kB", "before MB", "loaded MB", "decided MB", "incumbent MB"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in rows:
        peaks = [f"{row[name] / 1e3:,.1f}" for name in ("before", "loaded", "decided")]
        other = f"{row['incumbent'] / 1e3:,.1f}" if row["incumbent"] else "not measured"
        table.add_row(f"{row['statements']:,}", row["shape"], f"{row['bundle'] / 1e3:,.0f}", *peaks, other)
    return table


if __name__ == "__main__":
    typer.run(main)
