"""A decision by agsec beside other engines, each in a virtual environment and a process of its own, over the same work.

``python -m benchmarks.engines --help`` says what can be chosen; README.md beside this file what the columns mean.
"""

from __future__ import annotations

import json as jsonlib
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from . import timing, work

SERVE = Path(__file__).parent / "peers" / "serve.py"
OWN, INCUMBENT = "own", "incumbent"
PACKAGES = {
    INCUMBENT: "agsec==0.2.2",
    "cedar": "cedarpy==4.12.2",
    "cel": "cel-expr-python==0.1.3",
    "opa": "regopy==1.5.2",
}
SIZES = (100, 1_000, 10_000)
CACHE = Path.home() / ".cache" / "agsec-benchmarks"
LIMIT = 120.0  # seconds that an engine may take to load, or to decide all requests once
LEAST = 0.05  # processor seconds that one measurement should last


class Unusable(Exception):
    """An engine that did not load in time, failed, or decided otherwise than the oracle; says which."""


class Engine:
    """One engine that has loaded one policy set, in a process that measures itself."""

    def __init__(self, name: str, python: Path, given: Path, limit: float = LIMIT) -> None:
        self.name, self._limit = name, limit
        env = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(given.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            [str(python), str(SERVE), name, str(given)],
            cwd=given.parent,
            env=env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            self.loaded: dict[str, Any] = self._answer("load")
        except Unusable:
            self.close()
            raise

    def ask(self, line: str) -> Any:
        """The answer to one line. Raises ``Unusable``."""
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._answer(line.split()[0])

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _answer(self, about: str) -> Any:
        assert self._process.stdout
        watch = Timer(self._limit, self._process.kill)
        watch.start()
        line = self._process.stdout.readline()
        watch.cancel()
        if line:
            return jsonlib.loads(line)
        _, complaints = self._process.communicate()
        last = complaints.strip().rpartition("\n")[2]
        raise Unusable(f"{about}: {last or f'more than {self._limit:.0f} s'}")


@dataclass(frozen=True)
class Row:
    """What one engine made of one set: seconds and kB, or why there are none."""

    shape: str
    statements: int
    engine: str
    decide: float | None = None
    load: float | None = None
    first: float | None = None
    peak_kb: float | None = None
    failure: str = ""


def installed(names: Sequence[str], cache: Path) -> dict[str, Path]:
    """The Python of every engine; what is not there yet is installed, which needs the network."""
    pythons = {OWN: Path(sys.executable)}
    for name in names:
        place = cache / PACKAGES[name].replace("==", "-")
        pythons[name] = place / "bin" / "python"
        if not (place / "complete").exists():
            venv.create(place, with_pip=True, clear=True)
            subprocess.run([pythons[name], "-m", "pip", "install", "--quiet", PACKAGES[name]], check=True)
            (place / "complete").touch()
    return pythons


def measured(shape: str, count: int, pythons: Mapping[str, Path], rounds: int) -> list[Row]:
    """Every engine over one set: those whose decisions are right are timed in interleaved rounds."""
    task = work.SHAPES[shape](count)
    engines: dict[str, Engine] = {}
    rows: dict[str, Row] = {}
    with tempfile.TemporaryDirectory(prefix="agsec-engines-") as scratch:
        given = Path(scratch, "work.json")
        given.write_text(task.written(), "utf-8")
        try:
            for name, python in pythons.items():
                try:
                    engines[name] = checked(Engine(name, python, given), task)
                except Unusable as error:
                    rows[name] = Row(shape, count, name, failure=str(error))
            cases: dict[str, timing.Case] = {name: partial(each.ask, f"time {LEAST}") for name, each in engines.items()}
            samples = timing.interleaved(cases, rounds, f"{shape} {count}")
            for name, each in engines.items():
                rows[name] = Row(shape, count, name, samples[name].median, **each.loaded)
        finally:
            for each in engines.values():
                each.close()
    return [rows[name] for name in pythons]


def checked(engine: Engine, task: work.Work) -> Engine:
    """The engine, if it decides every request as the oracle does. Raises ``Unusable``."""
    try:
        decisions = engine.ask("decide")
    except Unusable:
        engine.close()
        raise
    wrong = sum(said != expected for said, expected in zip(decisions, task.expected, strict=True))
    if wrong:
        engine.close()
        raise Unusable(f"{wrong} of {len(decisions)} decisions differ from the oracle's")
    return engine


def table_of(shape: str, rows: Sequence[Row]) -> Table:
    table = Table(title=f"engines, statements {work.ABOUT[shape]}", title_justify="left", box=SIMPLE_HEAD)
    for column in ("statements", "engine", "decide us", "x agsec", "load ms", "first us", "peak MB"):
        table.add_column(column, justify="right", no_wrap=True)
    own = {row.statements: row.decide for row in rows if row.engine == OWN}
    for row in rows:
        table.add_row(f"{row.statements:,}", row.engine, *cells(row, own[row.statements]))
    return table


def cells(row: Row, own: float | None) -> list[str]:
    """The figures of a row as text, or why there are none."""
    if row.decide is None or row.load is None or row.first is None or row.peak_kb is None:
        return ["not timed", "", "", "", ""]
    ratio = f"{row.decide / own:,.1f}" if own else ""
    return [
        f"{row.decide * 1e6:,.1f}",
        ratio,
        f"{row.load * 1e3:,.0f}",
        f"{row.first * 1e6:,.0f}",
        f"{row.peak_kb / 1e3:,.0f}",
    ]


def main(
    peers: Annotated[str, typer.Option(help=f"Which others, with commas: {', '.join(PACKAGES)}.")] = "",
    sizes: Annotated[str, typer.Option(help="Numbers of statements: multiples of ten, with commas.")] = ",".join(
        map(str, SIZES)
    ),
    rounds: Annotated[int, typer.Option(min=1, help="Interleaved rounds; medians are over these.")] = 7,
    cache: Annotated[Path, typer.Option(help="Where their virtual environments are kept.")] = CACHE,
    json: Annotated[Path | None, typer.Option(help="Write the figures here as well.")] = None,
) -> None:
    """Measure agsec beside other engines, over the same statements and requests."""
    names = [each for each in peers.split(",") if each]
    if not set(names) <= set(PACKAGES):
        raise typer.BadParameter(f"peers are {', '.join(PACKAGES)}: {peers}")
    pythons = installed(names, cache.absolute())
    counts = [int(each) for each in sizes.split(",")]
    rows = [row for shape in work.SHAPES for count in counts for row in measured(shape, count, pythons, rounds)]
    console = timing.console()
    for shape in work.SHAPES:
        console.print(table_of(shape, [row for row in rows if row.shape == shape]))
    for row in rows:
        if row.failure:
            console.print(f"not timed: {row.engine}, {row.statements:,} {row.shape}: {row.failure}", highlight=False)
    machine = timing.machine()
    console.print(f"decisions checked by an oracle; medians over {rounds} rounds; {machine}", highlight=False)
    packages = {name: PACKAGES[name] for name in names}
    timing.save(
        json,
        {"machine": machine, "rounds": rounds, "packages": packages, "unit": "seconds", "rows": list(map(vars, rows))},
    )


if __name__ == "__main__":
    typer.run(main)
