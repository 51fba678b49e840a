"""The page of ten mistakes, followed from its top to its end."""

from __future__ import annotations

import re

import pytest

from agsec_compiler.codes import CODES

from .story_page import Told, followed, printed
from .test_language_page import rows
from .test_readme import ROOT

TEXT = (ROOT / "docs" / "mistakes.md").read_text("utf-8")
MISTAKES = rows("", "mistake", "in", "found by", page=TEXT)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    return list(followed(TEXT, tmp_path_factory.mktemp("page")))


def test_every_command_prints_what_the_page_shows(told: list[Told]) -> None:
    assert len(told) == TEXT.count("\n$ ") >= 10
    for each in told:
        assert (each.typed, printed(each), each.done.returncode) == (each.typed, each.shown, each.code)


def test_each_of_the_ten_is_found_and_nothing_else(told: list[Told]) -> None:
    validated = [each.shown for each in told if each.typed.startswith("agsec validate")]
    errors, warnings = (set(re.findall(r"(?:error|warning)\[(AGS\d+)\]", validated[number])) for number in (0, 2))
    named = [code for row in MISTAKES for code in re.findall(r"AGS\d+", row.cells[3])]
    assert len(set(named)) == len(MISTAKES) == 10
    assert {code for code in errors if CODES[code].severity == "error"} == set(named[:5])
    assert warnings == set(named[5:])


def test_a_mistake_that_a_test_finds_makes_a_test_fail(told: list[Told]) -> None:
    [failed, passed] = [each for each in told if each.typed.startswith("agsec test")]
    assert sum("a test" in row.cells[3] for row in MISTAKES) == failed.shown.count("FAILED")
    assert "failed" not in passed.shown


def test_the_set_without_mistakes_is_clean(told: list[Told]) -> None:
    assert any(each.typed.startswith("agsec validate") and each.shown.startswith("no findings") for each in told[-4:])
