"""Every command prints what `tests/golden/expected` holds. If that should change: `python -m tests.golden`, and read."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest

from agsec.cli.main import command_line

from .cli_reference import walk
from .golden import EXPECTED, RULES, tell
from .golden.stories import STORIES


@pytest.mark.parametrize("story", STORIES)
def test_commands_print_what_they_printed(story: str, tmp_path: Path) -> None:
    found = tell(story, tmp_path)
    expected = {f"{story}/{each.name}": each.read_text("utf-8") for each in (EXPECTED / story).iterdir()}
    assert found.keys() == expected.keys(), "run `python -m tests.golden`"
    changes = "\n".join(line for name in found for line in difference(name, expected[name], found[name]))
    assert not changes, f"{changes}\n\nif that is as it should be, run `python -m tests.golden`"


def difference(name: str, before: str, after: str) -> Iterator[str]:
    return difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"expected {name}", f"printed {name}", "", "", 2, ""
    )


def test_every_command_is_in_a_story() -> None:
    """But for the door of agsec 0.2, which prints for a host."""
    typed = [step.typed for steps in STORIES.values() for step in steps]
    groups = {"agsec policy"}
    missing = {
        name
        for name, _ in walk("agsec", command_line())
        if name not in groups and not any(f"{each} ".startswith(f"{name} ") for each in typed)
    }
    assert missing == {"agsec check"}


def test_nothing_breaks_with_a_traceback() -> None:
    assert [each.name for each in EXPECTED.glob("*/*.txt") if "Traceback" in each.read_text("utf-8")] == []


def test_every_rule_of_normalising_is_needed() -> None:
    texts = "\n".join(each.read_text("utf-8") for each in EXPECTED.glob("*/*.txt"))
    stands = {text.replace("\\1", "").strip(", ") for _, _, text in RULES} - {""}
    assert {each for each in stands if each not in texts} == set()
