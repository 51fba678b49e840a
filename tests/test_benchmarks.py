"""The benchmarks run as the page on performance says, and time no engine that decides otherwise than the oracle."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import plots, report, work
from benchmarks.engines import OWN, Engine, Unusable, checked

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"


@pytest.mark.skipif(not shutil.which("valgrind"), reason="valgrind is not installed: no instructions can be counted")
def test_one_command_measures_everything_and_writes_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    bare = report.MARKED.sub(r"\1\3", PAGE.read_text("utf-8"))
    page.write_text(bare, "utf-8")
    kept, figures = tmp_path / "figures.json", tmp_path / "figures"
    options = ["--quick", "--json", str(kept), "--plots", str(figures), "--write-docs", str(page)]
    done = subprocess.run([sys.executable, "-m", "benchmarks", *options], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(kept.read_text("utf-8"))
    assert list(found) == ["startup", "decide", "compile", "memory", "engines"]
    assert found["startup"]["cases"][0]["instructions"] > 0
    assert all(row["decide"] for row in found["engines"]["rows"])
    filled = page.read_text("utf-8")
    assert all(f"<!-- table: {name} -->\n\n" in filled for name in report.TABLES)
    assert report.MARKED.sub(r"\1\3", filled) == bare
    assert {each.stem for each in figures.iterdir()} == {"decide", "engines-spread", "engines-hot"}


def test_an_engine_that_decides_otherwise_is_not_timed(tmp_path: Path) -> None:
    task = work.spread(20)
    given = tmp_path / "work.json"
    given.write_text(task.written(), "utf-8")
    checked(Engine(OWN, Path(sys.executable), given), task).close()
    first, *others = task.expected
    wrong = replace(task, expected=({"allow": "deny", "deny": "allow"}[first], *others))
    with pytest.raises(Unusable, match="1 of 40 decisions differ"):
        checked(Engine(OWN, Path(sys.executable), given), wrong)


def test_an_engine_that_cannot_be_started_says_why(tmp_path: Path) -> None:
    given = tmp_path / "work.json"
    given.write_text(work.spread(10).written(), "utf-8")
    with pytest.raises(Unusable, match="No module named 'nobody'"):
        Engine("nobody", Path(sys.executable), given)


@pytest.mark.parametrize("shape", work.SHAPES)
def test_half_of_the_requests_are_denied(shape: str) -> None:
    assert work.SHAPES[shape](100).expected == ("allow", "deny") * 20


points = st.lists(st.tuples(st.floats(1, 1e6), st.floats(1e-3, 1e6)), min_size=1, max_size=6)


@given(st.dictionaries(st.text("abc<&", min_size=1), points, min_size=1, max_size=5))
def test_every_point_is_drawn_inside_of_the_figure(lines: dict[str, list[tuple[float, float]]]) -> None:
    drawn = ElementTree.fromstring(plots.growth("growth", "us", lines))
    dots = [each for each in drawn.iter("{http://www.w3.org/2000/svg}circle") if each.get("r") == "3"]
    assert len(dots) == sum(map(len, lines.values()))
    for dot in dots:
        assert plots.LEFT <= float(dot.get("cx", "")) <= plots.WIDTH - plots.RIGHT
        assert plots.TOP <= float(dot.get("cy", "")) <= plots.HEIGHT - plots.BOTTOM
