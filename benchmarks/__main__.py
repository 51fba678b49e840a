"""All that agsec costs, in one run: start-up, decisions, compiling, memory, and beside other engines when asked.

``python -m benchmarks --help`` says what can be chosen; ``docs/performance.md`` what the figures mean.
"""

from __future__ import annotations

import json as jsonlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from . import engines, report, timing

FULL: dict[str, tuple[str, ...]] = {
    "startup": ("--runs", "30"),
    "decide": ("--rounds", "7"),
    "compile": ("--rounds", "3"),
    "memory": (),
    "engines": ("--rounds", "5"),
}
QUICK: dict[str, tuple[str, ...]] = {
    "startup": ("--runs", "2", "--sizes", "30", "--counted", "1"),
    "decide": ("--rounds", "2", "--sizes", "10,100"),
    "compile": ("--rounds", "2", "--sizes", "10,100"),
    "memory": ("--sizes", "100"),
    "engines": ("--rounds", "2", "--sizes", "10,100"),
}


def measured(part: str, options: tuple[str, ...]) -> dict[str, Any]:
    """What one program found; its tables go where ours go. Raises ``CalledProcessError`` if it failed."""
    with tempfile.TemporaryDirectory(prefix="agsec-benchmarks-") as scratch:
        kept = Path(scratch, "figures.json")
        argv = [sys.executable, "-m", f"benchmarks.{part}", *options, "--json", str(kept)]
        subprocess.run(argv, check=True)
        figures: dict[str, Any] = jsonlib.loads(kept.read_text("utf-8"))
    return figures


def _others(part: str, peers: str) -> tuple[str, ...]:
    """What tells this part of the engines that were asked for."""
    if part == "engines" and peers:
        return "--peers", peers
    if part in ("startup", "memory") and engines.INCUMBENT in peers.split(","):
        return "--incumbent", str(engines.installed([engines.INCUMBENT], engines.CACHE)[engines.INCUMBENT])
    return ()


def main(
    peers: Annotated[
        str, typer.Option(help="Other engines, with commas: incumbent, cedar, cel, opa. Needs the network.")
    ] = "",
    quick: Annotated[bool, typer.Option("--quick", help="Small sizes and few rounds: about a minute.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write all figures here.")] = None,
    plots: Annotated[Path | None, typer.Option(help="Write the figures of growth into this directory.")] = None,
    write_docs: Annotated[Path | None, typer.Option(help="Write the tables of this page anew.")] = None,
) -> None:
    """Measure everything, print the tables, and keep the figures where asked."""
    parts = QUICK if quick else FULL
    figures = {part: measured(part, (*options, *_others(part, peers))) for part, options in parts.items()}
    timing.save(json, figures)
    if plots:
        report.write_plots(plots, figures)
    if write_docs:
        report.write_page(write_docs, figures)


if __name__ == "__main__":
    typer.run(main)
