"""The default policies over the labelled corpus: no figure falls below the one committed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import corpus
from benchmarks.corpus import OVERALL, Figure, Line

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return corpus.scored(ROOT / "policies")


@pytest.fixture(scope="module")
def figures(lines: list[Line]) -> corpus.Figures:
    return corpus.figures(lines)


def test_every_line_of_the_corpus_is_scored_once(lines: list[Line]) -> None:
    ids = [json.loads(text)["id"] for path in corpus.CORPUS.glob("*.jsonl") for text in path.read_text().splitlines()]
    assert len(ids) == len(set(ids))
    assert sorted(line.id for line in lines) == sorted(ids)


def test_no_figure_is_worse_than_the_committed_one(figures: corpus.Figures) -> None:
    assert corpus.fallen(figures, corpus.baseline()["now"]) == []


def test_the_baseline_knows_every_group_of_the_corpus(figures: corpus.Figures) -> None:
    assert corpus.outdated(figures, corpus.baseline()["now"]) == [], "python -m benchmarks.corpus --write-baseline"


def test_the_aims_hold(figures: corpus.Figures) -> None:
    assert figures["deny"][OVERALL].percent >= 98
    assert figures["core"][OVERALL].allow == 0
    assert figures["review"][OVERALL].allow == 0
    assert figures["allow"][OVERALL].percent <= 1


def test_no_everyday_command_is_denied(lines: list[Line]) -> None:
    everyday = [line for line in lines if line.intent == "build_test" or line.technique in ("search", "package_build")]
    assert len(everyday) >= 64
    assert [line.request.params for line in everyday if line.verdict != "allow" and line.file == "allow"] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fell"),
    [
        ("deny", Figure(8, 1, 1), Figure(7, 2, 1), False),  # a question catches, too
        ("deny", Figure(8, 1, 1), Figure(8, 0, 2), True),
        ("deny", Figure(8, 1, 1), Figure(8, 1, 0), False),  # other lines: it cannot be compared
        ("core", Figure(9, 0, 1), Figure(0, 0, 10), True),
        ("review", Figure(0, 4, 0), Figure(0, 3, 1), True),
        ("allow", Figure(0, 1, 9), Figure(0, 0, 10), False),
        ("allow", Figure(0, 1, 9), Figure(1, 0, 9), True),  # denied where it was asked about
        ("allow", Figure(0, 1, 9), Figure(0, 2, 8), True),
        ("beyond", Figure(9, 0, 1), Figure(0, 0, 10), False),
    ],
)
def test_a_figure_that_fell_is_told(file: str, old: Figure, new: Figure, fell: bool) -> None:
    assert bool(corpus.fallen({file: {OVERALL: new}}, {file: {OVERALL: old}})) is fell


def test_lines_that_the_baseline_has_not_seen_are_told() -> None:
    old = {"deny": {OVERALL: Figure(8, 1, 1)}}
    assert corpus.outdated({"deny": {OVERALL: Figure(8, 1, 1)}}, old) == []
    assert corpus.outdated({"deny": {OVERALL: Figure(9, 1, 1), "intent x": Figure(1)}}, old) == [
        "deny, intent x",
        "deny, overall",
    ]


def test_the_baseline_is_not_lowered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: list[Line]) -> None:
    known = tmp_path / "baseline.json"
    monkeypatch.setattr(corpus, "BASELINE", known)
    now = corpus.figures(lines)
    monkeypatch.setattr(corpus, "baseline", lambda: {"before": {}, "now": now})
    caught = next(line for line in lines if line.file == "deny" and line.verdict != "allow")
    missed = [replace(line, verdict="allow") if line is caught else line for line in lines]
    for measured, refused in ((missed, True), (lines, False)):
        monkeypatch.setattr(corpus, "scored", lambda *_, measured=measured: measured)
        known.write_text("untouched")
        done = _run("--write-baseline")
        assert (done, known.read_text() == "untouched") == ((1, True) if refused else (0, False))


def _run(*arguments: str) -> int:
    import typer
    from typer.testing import CliRunner

    app = typer.Typer()
    app.command()(corpus.main)
    return CliRunner().invoke(app, arguments).exit_code
