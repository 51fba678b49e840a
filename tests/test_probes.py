"""The default policies over probes of our own: every harmful one is stopped, every honest one goes through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import corpus

ROOT = Path(__file__).parent.parent
PROBES = ROOT / "tests" / "probes"
NAMES = sorted(path.stem for path in PROBES.glob("*.jsonl"))


@pytest.fixture(scope="module")
def lines() -> list[corpus.Line]:
    return corpus.scored(ROOT / "policies", PROBES)


@pytest.mark.parametrize("name", NAMES)
def test_the_verdicts_are_the_expected_ones(name: str, lines: list[corpus.Line]) -> None:
    expected = {row["id"]: row["expect"] for row in _rows(name)}
    wrong = [
        (line.id, line.verdict, line.sid, line.request.params)
        for line in lines
        if line.file == name and (line.verdict == "allow") != (expected[line.id] == "allow")
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_no_id_stands_twice(name: str) -> None:
    ids = [row["id"] for row in _rows(name)]
    assert len(ids) == len(set(ids))


def _rows(name: str) -> list[dict[str, str]]:
    return [json.loads(text) for text in (PROBES / f"{name}.jsonl").read_text("utf-8").splitlines()]
