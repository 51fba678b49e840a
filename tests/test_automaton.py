"""Automata: one step a character, nothing but a refusal for malformed tables, the engine only where there is none."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any
from unicodedata import ucd_3_2_0

import pytest
from ruamel.yaml import YAML

from agsec_compiler import Source, compile_sources, ir
from agsec_compiler.patterns import compile_regex, irregularity
from agsec_runtime import abi, automaton
from agsec_runtime.bundle import load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide
from agsec_runtime.pages import BundleError
from agsec_runtime.patterns import found

from .redos import ATTACKS

ROOT = Path(__file__).parent.parent
MEGABYTE = 1 << 20
SOME = [
    r"\brm\s+-rf\b",
    "(?i)drop +table",
    r"^\w+(?!\S)",
    "[α-ω]+x",
    r"a[ab]{4}b",
    r"(?<!é)\d$",
    "(?m)^x$",
    "a[ab]{8}b",
]


def shipped() -> list[str]:
    """Every pattern of the default policies."""

    def patterns(node: Any) -> list[str]:
        if isinstance(node, list):
            return [pattern for item in node for pattern in patterns(item)]
        if not isinstance(node, dict):
            return []
        if node.get("op") in ("regex", "not_regex"):
            return node["value"] if isinstance(node["value"], list) else [node["value"]]
        return patterns(list(node.values()))

    files = sorted([*ROOT.glob("policies/*.yaml"), *ROOT.glob("profiles/*/*.yaml")])
    return sorted({pattern for file in files for pattern in patterns(YAML(typ="safe").load(file))})


def tables_of(pattern: str) -> list[bytes]:
    compiled = compile_regex(pattern)
    assert compiled[0] == abi.AUTOMATON, irregularity(pattern)
    tables: list[bytes] = compiled[3]
    return tables


def steps(tables: list[bytes], text: str) -> int:
    """The lines that are run to search."""
    taken = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal taken
        taken += event == "line"
        return trace if frame.f_code is automaton.search.__code__ else None

    sys.settrace(trace)
    try:
        for each in tables:
            automaton.search(each, text)
    finally:
        sys.settrace(None)
    return taken


# -- linear


def test_every_shipped_pattern_has_an_automaton() -> None:
    patterns = shipped()
    assert len(patterns) > 40
    assert [pattern for pattern in patterns if irregularity(pattern)] == []


def test_the_attacks_are_many_and_all_have_an_automaton() -> None:
    assert len({pattern for pattern, _, _ in ATTACKS}) >= 200
    assert [pattern for pattern, _, _ in ATTACKS if compile_regex(pattern)[0] != abi.AUTOMATON] == []


def test_a_character_takes_one_step_whatever_the_pattern_and_the_text() -> None:
    size = 1_000
    for pattern, pump, end in [*ATTACKS, *[(pattern, pattern, "!") for pattern in shipped()]]:
        tables = tables_of(pattern)
        text = (pump * size)[:size]
        once, twice = (steps(tables, text * times + end) for times in (1, 2))
        assert twice - once <= 2 * size * len(tables)  # the loop has two lines


def test_the_steps_are_counted() -> None:
    tables = tables_of(r"x\Z")
    assert steps(tables, "x" * 1_000) - steps(tables, "x" * 500) == 2 * 500


def test_a_megabyte_that_is_made_to_be_slow_is_decided_as_the_same_text_in_short() -> None:
    for pattern, pump, end in ATTACKS:
        compiled = compile_regex(pattern)
        long = pump * ((MEGABYTE - len(end.encode())) // len(pump.encode())) + end
        assert found(compiled, long) is found(compiled, pump * 64 + end)


def test_every_shipped_pattern_decides_a_megabyte_of_itself() -> None:
    for pattern in shipped():
        compiled = compile_regex(pattern)
        literal = max([*compiled[1], "x"], key=len)
        for pump in (literal, f" {literal} ", f"{literal}\n", "--"):
            assert found(compiled, (literal + pump * MEGABYTE)[: MEGABYTE // 4]) in (True, False)


# -- malformed


def mutated(draw: random.Random, tables: bytes) -> bytes:
    changed = bytearray(tables)
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(changed) + 1)
        match draw.randrange(4):
            case 0:
                changed[at:at] = draw.randbytes(draw.randint(1, 4))
            case 1:
                del changed[at : at + draw.randint(1, 8)]
            case _:
                changed[at : at + 1] = (
                    draw.randbytes(1) if draw.random() < 0.5 else bytes([draw.choice([0, 1, 2, 128, 255])])
                )
    return bytes(changed)


def test_malformed_tables_are_refused_or_decide_and_never_crash() -> None:
    draw = random.Random(1)
    refused = 0
    originals = [tables_of(pattern)[0] for pattern in SOME]
    for number in range(20_000):
        tables = mutated(draw, originals[number % len(originals)])
        for text in ("rm -rf x", "é7\nx", ""):
            try:
                assert found([abi.AUTOMATON, [], False, [tables]], text) in (True, False)
            except Exception:
                refused += 1
    assert refused > 20_000


@pytest.mark.parametrize("tables", [b"", b"\0" * 10, b"\xff" * 10, "text", 7, None, [1], b"\1\0\1\0\0\0\0\0\0\0"])
def test_what_is_no_table_is_refused(tables: object) -> None:
    with pytest.raises((ValueError, IndexError, TypeError, AttributeError)):
        found([abi.AUTOMATON, [], False, [tables]], "x")


def test_a_row_that_leads_nowhere_and_a_wrong_end_are_refused() -> None:
    [tables] = tables_of("ab")
    for wrong in (tables[:-1] + b"\2", tables[:-1] + b"\xff", tables[:-2] + b"\x09\0", tables + b"\0"):
        with pytest.raises((ValueError, IndexError)):
            found([abi.AUTOMATON, [], False, [wrong]], "ab")


def test_a_bundle_with_malformed_tables_cannot_be_decided_by() -> None:
    def spoil(expr: ir.Expr) -> ir.Expr:
        assert isinstance(expr, ir.All)
        [field] = expr.terms
        assert isinstance(field, ir.Field)
        pattern = ir.Regex("ab", (abi.AUTOMATON, [], False, [tables_of("ab")[0][:-1]]))
        return ir.All((replace(field, checks=(ir.Check("regex", (pattern,)),)),))

    text = "statements: [{sid: A, effect: deny, actions: x, conditions: {params.a: {op: regex, value: ab}}}]"
    bundle = compile_sources([Source("p.yaml", text)], passes=(spoil,)).bundle
    assert bundle is not None
    with pytest.raises(BundleError):
        decide(load(bundle), Request("x", {"a": "ab"}, {}))


# -- the tables


@pytest.mark.parametrize(
    ("pattern", "other"),
    [
        ("[ab]c", "(?:a|b)c"),
        ("xa+", "xa"),
        ("a{2,4}b{0}c", "aa(?:a(?:a)?)?c"),
        ("(?:ab|ac|ad)e", "a[b-d]e"),
        ("a.*?b", "a.*b"),
        (r"(?<!\w)x(?!\w)", r"(?:^|\W)x(?:\W|\Z)"),
        ("(?i)straße", "(?i)STRAẞE"),
        (r"[^\W\d]", r"(?=\w)\D"),
        ("a(?!b).c", "a[^b\n]c"),
        ("x$", r"x(?=\n?\Z)"),
        ("x(?:é|[α-ω])?", "x(?:)"),
        ("[xé](?!y)|x", "é(?!y)|x"),
    ],
)
def test_patterns_that_find_the_same_have_the_same_tables(pattern: str, other: str) -> None:
    assert tables_of(pattern) == tables_of(other)


def test_the_tables_do_not_hang_on_the_hash_seed() -> None:
    code = f"from agsec_compiler.patterns import compile_regex; print([compile_regex(each) for each in {[*SOME, *shipped()]!r}])"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_a_text_of_more_characters_than_are_remembered_is_searched_like_any_other() -> None:
    every = "".join(char for char in map(chr, range(0x20000)) if ucd_3_2_0.category(char) not in ("Cn", "Cs", "Co"))
    assert len(every) > 10 * automaton.KEPT
    for pattern in (r"\w\W\w\s\d", "[α-ω](?i:Ω)", r"(?i)\bя\b", r"\d\D$"):
        for text in (every, every[::-1], every + every):
            assert found(compile_regex(pattern), text) is (re.search(pattern, text) is not None)


def test_what_is_remembered_of_machines_and_their_characters_is_bounded() -> None:
    every = "".join(map(chr, range(0x100, 0x100 + 3 * automaton.KEPT)))
    [tables] = tables_of(r"\d\Z")
    assert not automaton.search(tables, every)
    assert len(automaton._machines[tables][3]) <= automaton.KEPT + 1
    for number in range(automaton.KEPT + 10):
        automaton.search(tables_of(rf"x\s?{number:x}\Z")[0], "x")
    assert len(automaton._machines) <= automaton.KEPT


def test_alternatives_that_are_too_many_for_one_automaton_have_several() -> None:
    pattern = "x(?:.*a[abc]{6}1|.*b[abc]{6}2|.*c[abc]{6}3)"
    assert len(tables_of(pattern)) == 3
    for text in ("xabcbcbc1", "abcbcbc1", "xbacacac2", "xcacacac2", "xccbaabab3", "xbcaaba3"):
        assert found(compile_regex(pattern), text) is (re.search(pattern, text) is not None)


# -- the engine


@pytest.mark.parametrize(
    ("pattern", "construct"),
    [
        (r"(a)\1", "a back-reference"),
        ("(?P<n>a)(?P=n)", "a back-reference"),
        ("(?=ab)a.c", "a look-ahead that is not at the end of the pattern"),
        ("(?!a(?!b))", "a look-around in a look-around"),
        ("(?>a|ab)c", "an atomic group"),
        ("(?:a|ab)++c", "a possessive repeat"),
        (r"[ab]*a[ab]{20}", "alternatives or repeats that make its automaton too large"),
    ],
)
def test_what_has_no_automaton_says_why(pattern: str, construct: str) -> None:
    error = irregularity(pattern)
    assert error is not None
    assert error.construct == construct
    assert compile_regex(pattern)[0] == abi.SEARCH


@pytest.mark.parametrize(
    "pattern",
    ["a++b", "a++", "[ab]*+c", "(?>ab)c", "x(?>a|ab)", "(?=[ab])a.c", "(?<!ab)c", "a(?!.*b).c", r"a$\n", "(?<=^)a"],
)
def test_what_an_automaton_can_stand_in_for_needs_no_engine(pattern: str) -> None:
    assert irregularity(pattern) is None


def test_a_search_of_the_engine_that_runs_out_of_time_is_undecidable() -> None:
    assert found(compile_regex(r"(a|b|ab)*(c)\2\Z"), "ab" * 5_000 + "c") is None


def test_automata_load_no_engine() -> None:
    forms = [compile_regex(pattern) for pattern in SOME]
    code = f"import sys\nfrom agsec_runtime.patterns import found\nfor form in {forms!r}: found(form, 'rm -rf é')\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "agsec_runtime.automaton" in done.stdout.split()
    assert "regex" not in done.stdout.split()
