"""The tables of ``docs/performance.md`` and its figures, from what the benchmarks wrote as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import plots, work

MARKED = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
SHAPES = ("spread", "hot")

Report = Mapping[str, Any]  # by part: what its program wrote


def write_page(page: Path, report: Report) -> None:
    """Write the tables between their markers anew. Raises ``ValueError`` where a marker names no table."""

    def filled(match: re.Match[str]) -> str:
        maker = TABLES.get(match["name"])
        if maker is None:
            raise ValueError(f"{page}: no table is called {match['name']}")
        return f"{match[1]}\n{maker(report)}\n\n{match[3]}"

    page.write_text(MARKED.sub(filled, page.read_text("utf-8")), "utf-8")


def write_plots(directory: Path, report: Report) -> None:
    """Write one figure a shape, for decisions in process and beside other engines."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, drawing in _drawings(report).items():
        (directory / f"{name}.svg").write_text(drawing, "utf-8")


def _drawings(report: Report) -> dict[str, str]:
    decide = report["decide"]
    lines = {
        f"{shape}, {kind}": [(row["statements"], row[f"{kind}"] * 1e6) for row in decide[shape]]
        for shape in SHAPES
        for kind in ("allowed", "denied")
    }
    drawn = {"decide": plots.growth("a decision by agsec", "us", lines)}
    for shape in SHAPES:
        by_engine: dict[str, list[tuple[float, float]]] = {}
        for row in report["engines"]["rows"]:
            if row["shape"] == shape and row["decide"] is not None:
                by_engine.setdefault(_engine(row), []).append((row["statements"], row["decide"] * 1e6))
        if by_engine:
            drawn[f"engines-{shape}"] = plots.growth(f"a decision, statements {work.ABOUT[shape]}", "us", by_engine)
    return drawn


def _startup(report: Report) -> str:
    rows = [
        (
            case["call"],
            case["decision"],
            f"{case['wall_ms']:.1f}",
            f"{case['wall_ratio']:.2f}",
            f"{case['cpu_ratio']:.2f}",
            f"{case['instructions'] / 1e6:.1f}" if case["instructions"] else "not counted",
            f"{case['instructions_ratio']:.2f}" if case["instructions_ratio"] else "",
        )
        for case in report["startup"]["cases"]
    ]
    return _table(("call", "decision", "wall ms", "x", "cpu x", "M instr.", "instr. x"), rows, text=2)


def _decide(shape: str) -> Callable[[Report], str]:
    def made(report: Report) -> str:
        rows = [
            (
                f"{row['statements']:,}",
                *(_digits(row[kind] * 1e6) for kind in ("allowed", "denied", "first")),
                _digits(row["loading"] * 1e3),
                _digits(row["size"] / 1e3),
            )
            for row in report["decide"][shape]
        ]
        return _table(("statements", "allow us", "deny us", "first us", "load ms", "bundle kB"), rows)

    return made


def _compile(report: Report) -> str:
    rows = [
        (
            f"{row['statements']:,}",
            row["shape"],
            _digits(row["compile"] * 1e3),
            _digits(row["compile"] / row["statements"] * 1e6),
        )
        for row in report["compile"]["rows"]
    ]
    return _table(("statements", "shape", "ms", "us a statement"), rows)


def _memory(report: Report) -> str:
    rows = [
        (
            f"{row['statements']:,}",
            row["shape"],
            _digits(row["bundle"] / 1e3),
            *(_digits(row[kind] / 1e3) if row[kind] else "" for kind in ("before", "loaded", "decided", "incumbent")),
        )
        for row in report["memory"]["rows"]
    ]
    return _table(("statements", "shape", "bundle kB", "before MB", "loaded MB", "decided MB", "agsec 0.2 MB"), rows)


def _engines(shape: str) -> Callable[[Report], str]:
    def made(report: Report) -> str:
        own = [row for row in report["engines"]["rows"] if row["shape"] == shape]
        rows = [(f"{row['statements']:,}", _engine(row), *_engine_cells(row)) for row in own]
        return _table(("statements", "engine", "decide us", "load ms", "first us", "peak MB"), rows)

    return made


def _engine(row: Mapping[str, Any]) -> str:
    name: str = row["engine"]
    return {"own": "agsec", "incumbent": "agsec 0.2"}.get(name, name)


def _engine_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    if row["decide"] is None:
        return f"not timed: {row['failure']}", "", "", ""
    return (
        _digits(row["decide"] * 1e6),
        _digits(row["load"] * 1e3),
        _digits(row["first"] * 1e6),
        _digits(row["peak_kb"] / 1e3),
    )


def _conditions(report: Report) -> str:
    """Of the machine, and how busy it was at the end of each part."""
    machine = report["startup"]["machine"]
    loads = ", ".join(f"{part} {each['machine']['load'][0]}" for part, each in report.items())
    about = f"Python {machine['python']}, {machine['system']}, {machine['processors']} processors"
    packages = ", ".join(report["engines"]["packages"].values()) or "none"
    return f"{about}. Load of the last minute, at the end of each part: {loads}. Other engines: {packages}."


TABLES: dict[str, Callable[[Report], str]] = {
    "conditions": _conditions,
    "startup": _startup,
    "compile": _compile,
    "memory": _memory,
    **{f"decide-{shape}": _decide(shape) for shape in SHAPES},
    **{f"engines-{shape}": _engines(shape) for shape in SHAPES},
}


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], text: int = 0) -> str:
    """Markdown; the first ``text`` columns are words, the others figures."""
    rule = ["---" if number < text else "---:" for number in range(len(heads))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rule, *rows))


def _digits(value: float) -> str:
    return f"{value:,.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
