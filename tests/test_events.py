"""The quick reader of YAML and the thorough one: the same tree for every text, or the quick one leaves it alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given

from agsec_compiler import Source, compile_sources, events
from agsec_compiler.compose import compose
from agsec_compiler.diagnostics import Diagnostic

from .yaml_texts import yaml_texts

ROOT = Path(__file__).parent.parent
SHIPPED = sorted([*ROOT.glob("policies/*.yaml"), *ROOT.glob("profiles/**/*.yaml")])


def _without_libyaml(do: Callable[[str], Any], text: str) -> Any:
    library, events.libyaml = events.libyaml, None
    try:
        return do(text)
    finally:
        events.libyaml = library


def _tree(text: str) -> str:
    """Every value with its type and its place."""
    return repr(compose(Source("a.yaml", text))[0])


@given(yaml_texts)
@example("a: [1, {b: c}]\n")
@example("k: ['':]")
@example("k: |#\n")
@example("&a:: b")
@example("!!str &a : b")
@example("a: b\n...\n...")
@example("a:\tb\n")
@example("k: \n- \n")
@example("k: >\n \n  ")
def test_libyaml_changes_no_value_and_no_place(text: str) -> None:
    assert _tree(text) == _without_libyaml(_tree, text)


@pytest.mark.skipif(events.libyaml is None, reason="libyaml is not installed")
@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_the_quick_reader_takes_the_policies_that_come_with_it(file: Path) -> None:
    assert list(events.quick(file.read_text("utf-8")))


@given(yaml_texts)
@example("statements: [\n")
@example("a: 1\na: 2\n")
@example("a: &a [*a]\n")
@example("default: no\nstatements: []\n")
def test_without_libyaml_findings_and_bundles_are_the_same(text: str) -> None:
    assert _outcome(text) == _without_libyaml(_outcome, text)


def _outcome(text: str) -> tuple[list[tuple[Any, ...]], bytes | None]:
    compilation = compile_sources([Source("a.yaml", text)])
    return [_told(each) for each in compilation.diagnostics], compilation.bundle


def _told(each: Diagnostic) -> tuple[Any, ...]:
    return each.code, each.message, each.span, each.help
