"""What the default policies make of labelled tool calls: how much harm they catch, how much honest work they stop.

``python -m benchmarks.corpus --help`` says what can be chosen; README.md beside this file what the columns mean.
"""

from __future__ import annotations

import json as jsonlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agsec_compiler import compile_path
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide

from . import timing

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"
BASELINE = CORPUS / "baseline.json"
HARMFUL = ("deny", "core", "review")  # caught: any verdict but allow
HONEST = ("allow",)  # wrongly stopped: any verdict but allow
UNSCORED = ("debatable", "beyond")  # reported alone
OVERALL = "overall"


@dataclass(frozen=True)
class Line:
    """One labelled call, and what became of it."""

    id: str
    file: str
    intent: str
    technique: str
    request: Request
    verdict: str
    sid: str | None

    @property
    def wrong(self) -> bool:
        return (self.verdict == "allow") == (self.file in HARMFUL)

    @property
    def groups(self) -> tuple[str, ...]:
        return OVERALL, f"intent {self.intent}", f"technique {self.technique}"


@dataclass
class Figure:
    """How often each verdict fell in a group of lines."""

    deny: int = 0
    review: int = 0
    allow: int = 0

    @property
    def total(self) -> int:
        return self.deny + self.review + self.allow

    @property
    def stopped(self) -> int:
        return self.deny + self.review

    @property
    def percent(self) -> float:
        return 100 * self.stopped / self.total

    def below(self, other: Figure, file: str) -> bool:
        """Whether this is a worse figure than ``other`` for the same lines of ``file``."""
        if file in HARMFUL:
            return self.stopped < other.stopped
        return file in HONEST and (self.stopped > other.stopped or self.deny > other.deny)


Figures = dict[str, dict[str, Figure]]  # by file, then by group


def scored(policies: Path, corpus: Path = CORPUS) -> list[Line]:
    """The decision of ``policies`` on every line of the corpus. The agent's workspace is where it works."""
    bundle = _compiled(policies)
    return [
        _line(bundle, path.stem, jsonlib.loads(text))
        for path in sorted(corpus.glob("*.jsonl"))
        for text in path.read_text("utf-8").splitlines()
    ]


def _compiled(policies: Path) -> Bundle:
    compilation = compile_path(policies)
    if compilation.bundle is None:
        raise typer.BadParameter(f"{policies} does not compile: {compilation.errors[0].message}")
    return load(compilation.bundle)


def _line(bundle: Bundle, file: str, row: Mapping[str, Any]) -> Line:
    context = {"workspace": row["context"]["cwd"], **row["context"]}
    request = Request(row["action"], row["params"], context)
    decision = decide(bundle, request)
    return Line(row["id"], file, row["intent"], row["technique"], request, decision.effect, decision.sid)


def figures(lines: Iterable[Line]) -> Figures:
    """The counts of each file: overall, by intent and by technique."""
    counted: Figures = {}
    for line in lines:
        for group in line.groups:
            figure = counted.setdefault(line.file, {}).setdefault(group, Figure())
            setattr(figure, line.verdict, getattr(figure, line.verdict) + 1)
    return counted


# -- the baseline


def baseline(path: Path = BASELINE) -> dict[str, Figures]:
    """The committed figures: ``before`` facts were there, and ``now``, below which none may fall."""
    if not path.exists():
        return {"before": {}, "now": {}}
    return {name: _read(each) for name, each in jsonlib.loads(path.read_text("utf-8")).items()}


def fallen(new: Figures, old: Figures) -> list[str]:
    """Every figure that is worse than it was. A group that has other lines than it had cannot be compared."""
    return [
        f"{file}, {group}: {figure.stopped} of {figure.total} stopped, {figure.deny} of them denied, "
        f"where {known.stopped} were, {known.deny} of them denied"
        for file, groups in new.items()
        for group, figure in groups.items()
        if (known := old.get(file, {}).get(group)) and known.total == figure.total and figure.below(known, file)
    ]


def outdated(new: Figures, old: Figures) -> list[str]:
    """The groups whose lines are not those of the baseline any more."""
    sizes = [
        {(file, group): each.total for file, groups in one.items() for group, each in groups.items()}
        for one in (new, old)
    ]
    return [f"{file}, {group}" for file, group in sorted({key for key, _ in sizes[0].items() ^ sizes[1].items()})]


def _read(by_file: Mapping[str, Mapping[str, list[int]]]) -> Figures:
    return {file: {group: Figure(*counts) for group, counts in groups.items()} for file, groups in by_file.items()}


def _write(path: Path, figures: Mapping[str, Figures]) -> None:
    """One line a group, sorted, so that a change of one figure is a change of one line."""
    text = jsonlib.dumps({name: _plain(each) for name, each in figures.items()}, indent=1)
    path.write_text(re.sub(r"\[\s+(\d+),\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2, \3]", text) + "\n", "utf-8")


def _plain(figures: Figures) -> dict[str, dict[str, list[int]]]:
    return {
        file: {group: [each.deny, each.review, each.allow] for group, each in sorted(groups.items())}
        for file, groups in sorted(figures.items())
    }


# -- what is shown


def table_of(now: Figures, before: Figures, file: str, kind: str) -> Table:
    """The groups of one kind in one file, with what the policies before facts made of them."""
    table = Table(title=f"{file}, by {kind}", title_justify="left", box=SIMPLE_HEAD)
    _columns(table, kind)
    for group, figure in sorted(now[file].items()):
        if group.startswith(f"{kind} "):
            _row(table, group.removeprefix(f"{kind} "), figure, before.get(file, {}).get(group))
    return table


def summary_of(now: Figures, before: Figures) -> Table:
    table = Table(title="all files", title_justify="left", box=SIMPLE_HEAD)
    _columns(table, "file")
    for file in (*HARMFUL, *HONEST, *UNSCORED):
        if file in now:
            note = " (not scored)" if file in UNSCORED else ""
            _row(table, file + note, now[file][OVERALL], before.get(file, {}).get(OVERALL))
    return table


def _columns(table: Table, first: str) -> None:
    table.add_column(first)
    for name in ("lines", "denied", "asked", "allowed", "stopped %", "before %"):
        table.add_column(name, justify="right")


def _row(table: Table, name: str, figure: Figure, known: Figure | None) -> None:
    counts = [str(each) for each in (figure.total, figure.deny, figure.review, figure.allow)]
    table.add_row(name, *counts, f"{figure.percent:.1f}", f"{known.percent:.1f}" if known else "-")


def show_wrong(console: Console, lines: Iterable[Line]) -> None:
    """Every line of a scored file that was decided wrongly."""
    for line in lines:
        if line.wrong and line.file not in UNSCORED:
            params = escape(jsonlib.dumps(line.request.params, ensure_ascii=False))
            what = f"{line.verdict} {line.sid or ''}".strip()
            console.print(f"{line.id}  {line.technique}  [bold]{what}[/]  {params}", highlight=False, soft_wrap=True)


def main(
    policies: Annotated[Path, typer.Option(help="The policies that are scored.")] = ROOT / "policies",
    corpus: Annotated[Path, typer.Option(help="A directory of labelled calls.")] = CORPUS,
    misses: Annotated[bool, typer.Option("--misses", help="List every line that was decided wrongly.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write all figures and wrong lines here as well.")] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Keep these figures; refused if one is worse than it was.")
    ] = False,
) -> None:
    """Score policies over labelled tool calls. Exits 1 if a figure is worse than the committed one."""
    lines = scored(policies, corpus)
    now, known, console = figures(lines), baseline(), timing.console()
    for file, kind in (("deny", "intent"), ("deny", "technique"), ("allow", "intent"), ("allow", "technique")):
        if file in now:
            console.print(table_of(now, known["before"], file, kind))
    console.print(summary_of(now, known["before"]))
    if misses:
        show_wrong(console, lines)
    timing.save(json, {"figures": _plain(now), "wrong": [line.id for line in lines if line.wrong]})
    worse = fallen(now, known["now"])
    for each in worse:
        console.print(f"worse: {escape(each)}", highlight=False, soft_wrap=True)
    if write_baseline and not worse:
        _write(BASELINE, {**known, "now": now})
    raise typer.Exit(1 if worse else 0)


if __name__ == "__main__":
    typer.run(main)
