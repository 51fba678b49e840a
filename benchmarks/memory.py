"""What a loaded policy set takes of memory, in a process that does nothing else.

``python -m benchmarks.memory --help`` says what can be chosen; README.md beside this file what the columns mean.
"""

from __future__ import annotations

import json as jsonlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from . import timing
from .decide import SHAPES

SIZES = (1_000, 100_000)

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


def measured(shape: str, count: int) -> dict[str, Any]:
    """Peak kB of a process before it loads the bundle, after, and when it has decided one request."""
    workload = SHAPES[shape](count)
    request = workload.denied[0]
    with tempfile.TemporaryDirectory(prefix="agsec-memory-") as scratch:
        bundle = Path(scratch, "bundle")
        bundle.write_bytes(workload.bundle)
        argv = [sys.executable, "-c", PROGRAM, str(bundle), request.action, jsonlib.dumps(request.params)]
        done = subprocess.run(argv, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = jsonlib.loads(done.stdout)
    if figures.pop("effect") != "deny":
        raise AssertionError(f"{request.action} was to be denied")
    return {"shape": shape, "statements": count, "bundle": len(workload.bundle), **figures}


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of statements: multiples of ten, with commas.")] = ",".join(
        map(str, SIZES)
    ),
    json: Annotated[Path | None, typer.Option(help="Write the figures here as well.")] = None,
) -> None:
    """Measure what a loaded policy set takes of memory."""
    rows = [measured(shape, int(count)) for shape in SHAPES for count in sizes.split(",")]
    table = Table(title="memory of a process, peak", title_justify="left", box=SIMPLE_HEAD)
    for column in ("statements", "shape", "bundle kB", "before MB", "loaded MB", "decided MB"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in rows:
        peaks = [f"{row[name] / 1e3:,.1f}" for name in ("before", "loaded", "decided")]
        table.add_row(f"{row['statements']:,}", row["shape"], f"{row['bundle'] / 1e3:,.0f}", *peaks)
    console, machine = timing.console(), timing.machine()
    console.print(table)
    console.print(f"one process each; {machine}", highlight=False)
    timing.save(json, {"machine": machine, "rows": rows})


if __name__ == "__main__":
    typer.run(main)
