"""Each pass, before and after. That none changes a decision is a property in test_decide."""

from __future__ import annotations

from typing import get_args

import pytest

from agsec_compiler import Source, compile_sources
from agsec_compiler.model import Operator
from agsec_compiler.passes import PASSES, Pass
from agsec_compiler.passes.cheapest import cheapest
from agsec_compiler.passes.flatten import flatten
from agsec_compiler.passes.narrow import narrow
from agsec_compiler.passes.unique import unique
from agsec_compiler.readable import readable
from agsec_runtime import abi
from agsec_runtime.bundle import load
from agsec_runtime.operators import OPERATORS


def lowered(conditions: str, passes: tuple[Pass, ...], match: str = "all") -> str:
    text = f"statements: [{{sid: A, effect: deny, actions: '*', match: {match}, conditions: {{{conditions}}}}}]"
    compilation = compile_sources([Source("p.yaml", text)], passes=passes)
    assert compilation.program is not None, compilation.diagnostics
    return readable(compilation.program, "ir").splitlines()[0].partition(": ")[2]


@pytest.mark.parametrize(
    ("chosen", "conditions", "before", "after"),
    [
        (flatten, "params.a: 1", "(params.a == 1)", "params.a == 1"),
        (flatten, "params.a: 1, params.b: 2", "(params.a == 1 and params.b == 2)", "(params.a == 1 and params.b == 2)"),
        (
            cheapest,
            "params.a: {op: regex, value: 'x+'}, params.b: 2",
            "(params.a regex ['x+'] and params.b == 2)",
            "(params.b == 2 and params.a regex ['x+'])",
        ),
        (
            cheapest,
            "params.a: [{op: regex, value: 'x+'}, {op: starts_with, value: y}]",
            "(params.a regex ['x+'] and starts_with ['y'])",
            "(params.a starts_with ['y'] and regex ['x+'])",
        ),
        (
            unique,
            "params.a: [{op: '>', value: 1}, {op: '>', value: 1}, {op: '>', value: 1.0}]",
            "(params.a > 1 and > 1 and > 1.0)",
            "(params.a > 1 and > 1.0)",
        ),
        (
            cheapest,
            "shell.programs: rm, params.b: {op: regex, value: 'x+'}, files.reads: [{op: glob, value: '/a'}, {op: '==', value: /B}]",
            "(any shell.programs == 'rm' without case on some platforms and params.b regex ['x+']"
            " and any files.reads glob ['/a'] and == '/b' without case)",
            "(params.b regex ['x+'] and any shell.programs == 'rm' without case on some platforms"
            " and any files.reads == '/b' and glob ['/a'] without case)",
        ),
        (
            unique,
            "files.reads: [{op: '==', value: /a}, {op: '==', value: /A}]",
            "(any files.reads == '/a' and == '/a' without case)",
            "(any files.reads == '/a' without case)",
        ),
    ],
)
def test_a_pass_turns_before_into_after(chosen: Pass, conditions: str, before: str, after: str) -> None:
    assert lowered(conditions, ()) == before
    assert lowered(conditions, (chosen,)) == after


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("DROP TABLE", abi.CONTAINS),
        (r"a\.b", abi.CONTAINS),
        ("^ls", abi.PREFIX),
        (r"\Als\Z", abi.EXACT),
        (r"ls\Z", abi.SUFFIX),
        ("ls|dir", abi.ONE_OF),
        ("^ls$", abi.AUTOMATON),
        ("(?i)ls", abi.AUTOMATON),
        ("l+s", abi.AUTOMATON),
        ("(?m)^ls", abi.AUTOMATON),
    ],
)
def test_narrow_spares_the_automaton_for_literals(pattern: str, kind: int) -> None:
    text = f"statements: [{{sid: A, effect: deny, actions: x, conditions: {{params.a: {{op: regex, value: '{pattern}'}}}}}}]"
    compilation = compile_sources([Source("p.yaml", text)], passes=(narrow, flatten))
    assert compilation.bundle is not None
    bundle = load(compilation.bundle)
    [row] = bundle.candidates("x")[abi.DENY]
    condition = bundle.opened(row)
    assert condition[3][0][1][0][0] == kind


def test_compiler_and_runtime_know_the_same_operators() -> None:
    assert set(get_args(Operator)) == set(abi.OPERATORS)
    assert len(abi.OPERATORS) == len(OPERATORS) == abi.SUBSTRING + 1


def test_the_passes_stand_in_one_tuple() -> None:
    assert [each.__name__ for each in PASSES] == ["narrow", "flatten", "unique", "cheapest"]
