"""What the hook costs as a process, against a bare Python started in the same way.

``python -m benchmarks.startup --help`` says what can be chosen; README.md beside this file what the columns mean.
"""

from __future__ import annotations

import json as jsonlib
import os
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from agsec.installing import installer
from agsec.shipped import default_policies
from agsec_runtime import installation as layout

from . import timing
from .decide import mixed

SIZES = (30, 1_000, 10_000)
BARE = "bare python -I -S -c pass"

HONEST = "git status --short && python -m pytest -x tests/test_orders.py"
FORBIDDEN = "rm -rf /"
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "Bash, honest": ("Bash", {"command": HONEST}),
    "Read": ("Read", {"file_path": "src/orders.py"}),
    "Write": ("Write", {"file_path": "src/orders.py", "content": "def total(orders):\n    return sum(orders)\n" * 40}),
    "Bash, denied": ("Bash", {"command": FORBIDDEN}),
}
# Stands in for the policies that ship with agsec where a checkout has none.
STAND_IN = r"""
version: "1.0"
default: deny
statements:
  - {sid: Tools, effect: allow, actions: ["bash.execute", "file.*"]}
  - sid: Delete
    effect: deny
    actions: [bash.execute]
    conditions: {params.command: {op: regex, value: '\brm\s+-\w*[rf]'}}
  - sid: Force
    effect: deny
    actions: [bash.execute]
    conditions: {params.command: {op: regex, value: 'push\s+(-f|--force)\b'}}
  - sid: Secrets
    effect: deny
    actions: ["file.*"]
    conditions: {params.file_path: {op: glob, value: "**/.env"}}
"""


@dataclass(frozen=True)
class Case:
    """A process to be timed, what it decides, and whether it imports the pattern engine for that."""

    name: str
    process: timing.Process
    out: bytes
    decision: str
    engine: str


@dataclass(frozen=True)
class Figures:
    """What one case takes: seconds, processor seconds, and instructions where they were counted."""

    wall: timing.Sample
    processor: timing.Sample
    instructions: int | None


# -- what is timed


@dataclass(frozen=True)
class Scratch:
    """A place of its own for every installation, and the environment that all processes are given."""

    root: Path

    @property
    def env(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.root / "home"), "LANG": "C.UTF-8"}

    def project(self, name: str) -> Path:
        """A directory with a repository in it, as an agent's workspace usually is one."""
        project = self.root / name / "project"
        (project / ".git").mkdir(parents=True)
        (project / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        (project / "policies").mkdir()
        return project

    def installed(self, project: Path) -> tuple[str, Path]:
        """The hook's command line for the project's policies, and the directory that holds its bundle."""
        options = installer.Options(
            project / "policies", project=project, home=self.root / "home", state=project.parent / "state"
        )
        outcome = installer.install(options)
        return _command(outcome.settings), outcome.directory


def default_cases(scratch: Scratch) -> tuple[list[Case], str]:
    """The calls under the policies that ship with agsec, and a word on what these are."""
    project = scratch.project("default")
    shipped = default_policies()
    for source in shipped:
        shutil.copy(source, project / "policies")
    if not shipped:
        (project / "policies" / "stand-in.yaml").write_text(STAND_IN)
    command, _ = scratch.installed(project)
    cases = [_case(name, command, scratch, project, name) for name in CALLS]
    bare = _bare(command, scratch, project)
    word = (
        f"{len(shipped)} files in policies/" if shipped else "a stand-in of four statements, because policies/ is empty"
    )
    return [bare, *cases], word


def generated_case(scratch: Scratch, count: int) -> Case:
    """An honest Bash call under ``count`` statements spread over actions, a few of them about Bash."""
    project = scratch.project(f"generated-{count}")
    (project / "policies" / "stand-in.yaml").write_text(STAND_IN)
    command, directory = scratch.installed(project)
    (directory / layout.BUNDLE).write_bytes(mixed(count).bundle)
    return _case(f"Bash, honest, {count:,} statements", command, scratch, project, "Bash, honest")


def incumbent_cases(scratch: Scratch, python: Path) -> list[Case]:
    """Another firewall's hook with the policies and the command line that it writes itself."""
    project = scratch.project("incumbent")
    shutil.rmtree(project / "policies")
    for words in ("init", "install claude-code"):
        line = f"cd {shlex.quote(str(project))} && {shlex.quote(str(python))} -m agsec.cli.main {words}"
        answer = timing.run(timing.Process(line, b"", scratch.env))
        if answer.exit_code:
            raise typer.BadParameter(f"{python}: {answer.err.decode('utf-8', 'replace')}")
    command = _command(project / ".claude" / "settings.json")
    return [_case(f"incumbent: {name}", command, scratch, project, name) for name in ("Bash, honest", "Bash, denied")]


def _command(settings: Path) -> str:
    command: str = jsonlib.loads(settings.read_text("utf-8"))["hooks"]["PreToolUse"][0]["hooks"][0]["command"]
    return command


def _bare(command: str, scratch: Scratch, project: Path) -> Case:
    """The hook's own command line with nothing for the interpreter to do."""
    python, *_ = shlex.split(command)
    _, tail = command.split(" || ", 1)
    line = f"{shlex.quote(python)} -I -S -c pass || {tail}"
    process, answer = timing.settled(timing.Process(line, _event(project, "Bash, honest"), scratch.env))
    return Case(BARE, process, answer.out, "", "")


def _case(name: str, command: str, scratch: Scratch, project: Path, call: str) -> Case:
    process, answer = timing.settled(timing.Process(command, _event(project, call), scratch.env))
    return Case(name, process, answer.out, _decision(answer), _engine(process))


def _event(project: Path, call: str) -> bytes:
    tool, params = CALLS[call]
    sent = dict(params)
    if "file_path" in sent:
        sent["file_path"] = str(project / sent["file_path"])
    event = {
        "session_id": "6ad1bf1c-58d5-4f4c-8f7e-4a8d0e0f2b11",
        "transcript_path": str(project.parent / "transcript.jsonl"),
        "cwd": str(project),
        "permission_mode": "default",
        "hook_event_name": "PreToolUse",
        "tool_name": tool,
        "tool_input": sent,
        "tool_use_id": "toolu_01ABCDEFGHJKMNPQRSTUVWXYZ0",
    }
    return jsonlib.dumps(event).encode()


def _decision(answer: timing.Answer) -> str:
    """What the host would make of the answer."""
    if answer.exit_code == 2:
        return "deny"
    if not answer.out.strip():
        return "allow"
    verdict = jsonlib.loads(answer.out).get("hookSpecificOutput", {}).get("permissionDecision", "allow")
    return {"ask": "review"}.get(verdict, str(verdict))


def _engine(process: timing.Process) -> str:
    """Whether the process imports the pattern engine, from what the interpreter says of its imports."""
    python, rest = process.command.split(" ", 1)
    traced = timing.Process(f"{python} -X importtime {rest}", process.stdin, process.env)
    imports = [line.rpartition("|")[2].strip() for line in timing.run(traced).err.decode().splitlines()]
    return "yes" if "regex" in imports else "no"


# -- measuring


def measured(cases: Sequence[Case], runs: int, counted: int) -> dict[str, Figures]:
    """Times of all cases in interleaved rounds, then the instructions of ``counted`` runs, where valgrind is."""
    spent: dict[str, list[float]] = {case.name: [] for case in cases}
    timed: dict[str, timing.Case] = {case.name: partial(_timed, case.process, spent[case.name]) for case in cases}
    walls = timing.interleaved(timed, runs, "starting hooks")
    counts = _instructions(cases, counted)
    return {name: Figures(wall, timing.Sample(tuple(spent[name])), counts.get(name)) for name, wall in walls.items()}


def _timed(process: timing.Process, spent: list[float]) -> float:
    taken = timing.spawned(process)
    spent.append(taken.processor)
    return taken.wall


def _instructions(cases: Sequence[Case], runs: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    with timing.progress() as bar:
        for case in bar.track(cases, description="counting instructions"):
            found = [timing.instructions(case.process, case.out) for _ in range(runs)]
            known = [each for each in found if each is not None]
            if known:
                counts[case.name] = round(median(known))
    return counts


# -- the report


def table_of(cases: Sequence[Case], figures: Mapping[str, Figures]) -> Table:
    table = Table(title="the hook as a process, x bare Python", title_justify="left", box=SIMPLE_HEAD)
    for column in ("call", "decision", "engine"):
        table.add_column(column, no_wrap=True)
    for column in ("wall ms", "x", "best x", "cpu x", "M instr.", "instr. x"):
        table.add_column(column, justify="right", no_wrap=True)
    for case in cases:
        table.add_row(case.name, case.decision, case.engine, *_cells(figures[case.name], figures[BARE]))
    return table


def _cells(case: Figures, bare: Figures) -> list[str]:
    cells = [
        f"{case.wall.median * 1e3:.2f}",
        f"{case.wall.median / bare.wall.median:.2f}",
        f"{case.wall.minimum / bare.wall.minimum:.2f}",
        f"{case.processor.median / bare.processor.median:.2f}",
    ]
    if case.instructions is None or bare.instructions is None:
        return [*cells, "not measured", ""]
    return [*cells, f"{case.instructions / 1e6:.1f}", f"{case.instructions / bare.instructions:.2f}"]


def _record(case: Case, figures: Mapping[str, Figures]) -> dict[str, Any]:
    own, bare = figures[case.name], figures[BARE]
    return {
        "call": case.name,
        "decision": case.decision,
        "engine": case.engine,
        "wall_ms": own.wall.median * 1e3,
        "wall_ratio": own.wall.median / bare.wall.median,
        "best_ms": own.wall.minimum * 1e3,
        "best_ratio": own.wall.minimum / bare.wall.minimum,
        "cpu_ms": own.processor.median * 1e3,
        "cpu_ratio": own.processor.median / bare.processor.median,
        "instructions": own.instructions,
        "instructions_ratio": own.instructions / bare.instructions if own.instructions and bare.instructions else None,
    }


def main(
    runs: Annotated[int, typer.Option(min=1, help="Interleaved rounds; medians are over these.")] = 100,
    sizes: Annotated[str, typer.Option(help="Sizes of generated policy sets: multiples of ten, with commas.")] = (
        ",".join(map(str, SIZES))
    ),
    incumbent: Annotated[
        Path | None, typer.Option(help="Python of a virtual environment with another firewall of this name.")
    ] = None,
    counted: Annotated[int, typer.Option(min=0, help="Runs whose instructions valgrind counts; their median.")] = 3,
    json: Annotated[Path | None, typer.Option(help="Write the figures here as well.")] = None,
) -> None:
    """Measure what the hook costs as a process."""
    report_to = json.resolve() if json else None
    other = incumbent.absolute() if incumbent else None
    with tempfile.TemporaryDirectory(prefix="agsec-startup-") as root:
        scratch = Scratch(Path(root).resolve())
        os.chdir(scratch.root)  # Nothing of ours must be found by a `python -m` that is started here.
        cases, policies = default_cases(scratch)
        cases += [generated_case(scratch, int(size)) for size in sizes.split(",") if size]
        cases += incumbent_cases(scratch, other) if other else []
        figures = measured(cases, runs, counted)
        os.chdir("/")
    machine = timing.machine()
    console = timing.console()
    console.print(table_of(cases, figures))
    console.print(f"default policies: {policies}; over {runs} rounds; {machine}", highlight=False)
    if not shutil.which("valgrind"):
        console.print("instructions were not measured: valgrind is not on the PATH")
    timing.save(
        report_to,
        {"machine": machine, "runs": runs, "policies": policies, "cases": [_record(case, figures) for case in cases]},
    )


if __name__ == "__main__":
    typer.run(main)
