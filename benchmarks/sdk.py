"""What a decision costs through the SDK: asked, dry, and executed with its record; also beside another agsec.

``python -m benchmarks.sdk --help`` says what can be chosen; README.md beside this file what the columns mean.
"""

from __future__ import annotations

import json as jsonlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from . import timing

STATEMENTS = 100
CALLS = 300  # of one kind, in a process

# Run under every Python that is compared: it uses nothing but what both packages document.
PROGRAM = """
import asyncio, json, sys
from time import perf_counter
from agsec import ControlLayer
from agsec.audit import AuditStore
from agsec.policy import PolicyEngine

calls, action, params = int(sys.argv[1]), "service7.run", {"amount": 5, "text": "a text of some length, as params are"}
engine = PolicyEngine()
engine.load_from_directory("policies")
control = ControlLayer(policy_dir="policies", audit_store=AuditStore("audit.db"))
control.register_action(action)(lambda amount, text: amount)

def taken(call):
    call()
    started = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - started) / calls

async def awaited():
    started = perf_counter()
    for _ in range(calls):
        await control.execute(action, params)
    return (perf_counter() - started) / calls

print(json.dumps({
    "evaluate": taken(lambda: engine.evaluate(action, params)),
    "dry_run_sync": taken(lambda: control.dry_run_sync(action, params)),
    "execute_sync": taken(lambda: control.execute_sync(action, params)),
    "execute": asyncio.run(awaited()),
}))
"""


def policies() -> str:
    """One statement against each service, and one that allows the rest."""
    rows = [
        f'  - sid: "Limit{number}"\n    effect: deny\n    actions: ["service{number}.*"]\n'
        f'    conditions:\n      params.amount: {{op: ">", value: 10}}\n'
        for number in range(STATEMENTS - 1)
    ]
    allowed = '  - sid: "Allow"\n    effect: allow\n    actions: ["*"]\n'
    return 'version: "1.0"\ndefault: deny\nstatements:\n' + "".join(rows) + allowed


def measured(pythons: dict[str, str], rounds: int) -> dict[str, dict[str, float]]:
    """Seconds a call, medians over the rounds, by the package's and the call's name."""
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in pythons}
    with timing.progress() as bar:
        for _ in bar.track(range(rounds), description="calling"):
            for name, python in pythons.items():
                taken[name].append(_once(python))
    return {name: {call: median(run[call] for run in runs) for call in runs[0]} for name, runs in taken.items()}


def _once(python: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="agsec-sdk-") as scratch:
        (Path(scratch) / "policies").mkdir()
        (Path(scratch) / "policies" / "policy.yaml").write_text(policies())
        env = {"HOME": scratch, "PATH": os.environ.get("PATH", "")}
        command = [python, "-c", PROGRAM, str(CALLS)]
        done = subprocess.run(command, cwd=scratch, env=env, capture_output=True, text=True, check=True)
        figures: dict[str, float] = jsonlib.loads(done.stdout)
        return figures


def table_of(figures: dict[str, dict[str, float]]) -> Table:
    table = Table(title=f"a decision through the SDK, {STATEMENTS} statements", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("call")
    for name in figures:
        table.add_column(f"{name} us", justify="right")
    own, *others = figures.values()
    for _ in others:
        table.add_column("x", justify="right")
    for call in own:
        row = [f"{each[call] * 1e6:,.1f}" for each in figures.values()]
        table.add_row(call, *row, *[f"{other[call] / own[call]:.1f}" for other in others])
    return table


def main(
    rounds: Annotated[int, typer.Option(min=1, help="Processes of each kind, in turn.")] = 7,
    incumbent: Annotated[str | None, typer.Option(help="A Python that has another agsec.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the figures here as well.")] = None,
) -> None:
    """Measure what a decision costs through the SDK."""
    pythons = {"agsec": sys.executable, **({"incumbent": incumbent} if incumbent else {})}
    figures = measured(pythons, rounds)
    report: dict[str, Any] = {"machine": timing.machine(), "rounds": rounds, "unit": "seconds", **figures}
    console = timing.console()
    console.print(table_of(figures))
    console.print(f"medians over {rounds} processes; {report['machine']}", highlight=False)
    timing.save(json, report)


if __name__ == "__main__":
    typer.run(main)
