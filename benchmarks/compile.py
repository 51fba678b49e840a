"""What it costs to compile policies, from the text of YAML to a bundle.

``python -m benchmarks.compile --help`` says what can be chosen; README.md beside this file what the columns mean.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import process_time
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from agsec_compiler import Source, compile_sources

from . import timing, work

SIZES = (100, 1_000, 10_000)


def bundled(text: str) -> bytes:
    """The bundle of this text. Raises ``ValueError`` with the first error if it has none."""
    compilation = compile_sources([Source("generated.yaml", text)])
    if compilation.bundle is None:
        raise ValueError(compilation.errors[0].message)
    return compilation.bundle


def measured(texts: dict[str, str], rounds: int) -> dict[str, timing.Sample]:
    """Processor seconds by name, in interleaved rounds."""
    cases: dict[str, timing.Case] = {name: partial(_taken, text) for name, text in texts.items()}
    return timing.interleaved(cases, rounds, "compiling")


def _taken(text: str) -> float:
    started = process_time()
    bundled(text)
    return process_time() - started


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of statements: multiples of ten, with commas.")] = ",".join(
        map(str, SIZES)
    ),
    rounds: Annotated[int, typer.Option(min=1, help="Interleaved rounds; medians are over these.")] = 5,
    json: Annotated[Path | None, typer.Option(help="Write the figures here as well.")] = None,
) -> None:
    """Measure what it costs to compile."""
    names = [(shape, int(count)) for shape in work.SHAPES for count in sizes.split(",")]
    texts = {f"{shape} {count}": work.yaml(work.SHAPES[shape](count).statements) for shape, count in names}
    samples = measured(texts, rounds)
    table = Table(title="compile, from YAML to a bundle", title_justify="left", box=SIMPLE_HEAD)
    for column in ("statements", "shape", "ms", "us a statement", "YAML kB"):
        table.add_column(column, justify="right", no_wrap=True)
    rows = []
    for shape, count in names:
        name = f"{shape} {count}"
        row = {"shape": shape, "statements": count, "compile": samples[name].median, "yaml": len(texts[name])}
        rows.append(row)
        own = samples[name].median
        table.add_row(
            f"{count:,}", shape, f"{own * 1e3:,.0f}", f"{own / count * 1e6:,.0f}", f"{len(texts[name]) / 1e3:,.0f}"
        )
    console, machine = timing.console(), timing.machine()
    console.print(table)
    console.print(f"medians over {rounds} rounds; {machine}", highlight=False)
    timing.save(json, {"machine": machine, "rounds": rounds, "unit": "seconds", "rows": rows})


if __name__ == "__main__":
    typer.run(main)
