"""A large bucket is found by what its statements cannot do without, and decides as without an index."""

from __future__ import annotations

import re
import sys
from functools import cache, partial
from typing import Any

import pytest

from agsec_compiler import Source, compile_sources
from agsec_compiler.plan import full_scan, plan
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide

COUNT = 2_000


@cache
def bundle(indexed: bool) -> Bundle:
    rows = [
        f"  - {{sid: S{n}, effect: deny, actions: run, conditions: {{params.command: {{op: contains, value: 'word{n:05}'}}}}}}"
        for n in range(COUNT)
    ]
    rows += [
        f"  - {{sid: F{n}, effect: deny, actions: run, conditions: {{params.command: {{op: regex, value: '(?i)sick{n:04}\\d'}}}}}}"
        for n in range(100)
    ]
    rows += [
        f"  - {{sid: E{n}, effect: review, actions: run, conditions: {{params.code: {{op: in, value: [{n}, 'c{n}']}}}}}}"
        for n in range(100)
    ]
    text = "default: allow\nstatements:\n" + "\n".join(rows)
    compiled = compile_sources([Source("p.yaml", text)], planner=plan if indexed else full_scan)
    return load(compiled.bundle or b"")


@pytest.mark.parametrize(
    "params",
    [
        {"command": "nothing"},
        {"command": "a word00007b"},
        {"command": "word00009 word00008"},
        {"command": "SICK00071"},
        {"command": "\u017fic\u212a00071"},
        {"command": 7},
        {"command": ["word00007"]},
        {"command": "x" * (1 << 20) + "é"},
        {"command": "\ud800word00001"},
        {"code": 5},
        {"code": 5.0},
        {"code": True},
        {"code": "c99"},
        {"code": "c100"},
        {"code": [5]},
        {"code": float("nan")},
        {"code": 10**400},
        {},
    ],
    ids=lambda params: ascii(params)[:40],
)
def test_a_large_bucket_decides_as_its_twin_without_an_index(params: dict[str, Any]) -> None:
    found, scanned = [decide(bundle(way), Request("run", params, {})) for way in (True, False)]
    assert (found.effect, found.sid, found.undecidable) == (scanned.effect, scanned.sid, scanned.undecidable)


def examined(command: str) -> int:
    fresh = bundle(True)
    decide(fresh, Request("run", {"command": ""}, {}))
    before = fresh.narrowed.examined
    decide(fresh, Request("run", {"command": command}, {}))
    return int(fresh.narrowed.examined - before)


def test_a_command_costs_by_the_literals_that_it_holds_and_not_by_the_statements() -> None:
    assert examined("ls -la src/ && make all") == 0
    counts = [examined(" ".join(f"word{n * 97 % COUNT:05}" for n in range(hits))) for hits in (1, 10)]
    assert 1 <= counts[0] <= 20
    assert counts[0] < counts[1] <= 200


def test_what_an_agent_varies_is_not_remembered_without_end() -> None:
    for n in range(6_000):
        decide(bundle(True), Request("run", {"code": n}, {}))
    assert len(bundle(True).narrowed.parts) <= 4_096


def test_no_character_ignores_case_in_a_way_that_the_index_overlooks() -> None:
    from agsec_runtime.index import _LIKE_ASCII

    searched = re.compile("[a-z]", re.IGNORECASE)
    for char in filter(searched.match, map(chr, range(sys.maxunicode + 1))):
        assert char.translate(_LIKE_ASCII).lower().isascii(), char


def test_few_statements_make_no_index() -> None:
    text = "statements: [{sid: A, effect: deny, actions: run, conditions: {params.a: b}}]"
    for planner, indexes in ((plan, 0), (partial(plan, least=1), 1)):
        raw = compile_sources([Source("p.yaml", text)], planner=planner).bundle or b""
        assert len(load(raw).candidates("run")[3]) == indexes
