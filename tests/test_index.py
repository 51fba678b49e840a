"""A large bucket is found by what its statements cannot do without, and decides as without an index."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agsec_compiler import Source, compile_sources, ir
from agsec_compiler import emit as emitting
from agsec_compiler.index import Layout, laid_out
from agsec_compiler.plan import Buckets, full_scan, plan
from agsec_runtime import abi
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide
from agsec_runtime.pages import BundleError

from . import reference
from .strategies import fact_requests, fact_sets
from .test_decide import Json, Sets, answer, loaded
from .test_facts import request_with

ways = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

COUNT = 600


def raw(rows: Iterable[str], indexed: bool = True, default: str = "allow") -> bytes:
    text = f"default: {default}\nstatements:\n" + "".join(f"  - {{{row}}}\n" for row in rows)
    compiled = compile_sources([Source("p.yaml", text)], planner=plan if indexed else full_scan)
    assert compiled.bundle, compiled.diagnostics
    return compiled.bundle


def statement(sid: str, conditions: str, effect: str = "deny", actions: str = "run", more: str = "") -> str:
    return f"sid: {sid}, effect: {effect}, actions: {actions}, conditions: {{{conditions}}}{more}"


def asks(field: str, op: str, value: Any) -> str:
    return f"{field}: {{op: '{op}', value: {value}}}"


MIXED = [
    *(statement(f"S{n}", asks("params.command", "contains", f"'word{n:05}'")) for n in range(200)),
    *(statement(f"F{n}", asks("params.command", "regex", rf"'(?i)sick{n:04}\d'")) for n in range(100)),
    *(statement(f"L{n}", asks("params.list.*.name", "starts_with", f"'item{n:03}'")) for n in range(100)),
    *(statement(f"E{n}", asks("params.code", "in", f"[{n}, 'c{n}']"), "review") for n in range(100)),
    *(statement(f"N{n}", asks("params.amount", ">=", n * 2.5), "review") for n in range(100, 0, -1)),
    *(statement(f"U{n}", asks("params.low", "<=", n)) for n in range(100)),
    *(
        statement(f"B{n}", f"params.size: [{{op: '>', value: {n}}}, {{op: '<', value: {n + 3}}}]", "allow")
        for n in range(100)
    ),
    *(
        statement(f"A{n}", f"params.to: a{n}, {asks('params.by', 'ends_with', f'b{n:04}')}", more=", match: any")
        for n in range(100)
    ),
    *(statement(f"P{n}", f"params.first: x{n}, params.second: y{n % 3}", "allow") for n in range(100)),
]


@cache
def mixed(indexed: bool) -> Bundle:
    return load(raw(MIXED, indexed, "deny"))


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
        {"command": ["a", "word00007x", "word00003", 9]},
        {"command": {"word00007": 1}},
        {"command": [float("nan"), "word00007"]},
        {"command": {7: "word00007"}},
        {"command": "x" * (1 << 20) + "é"},
        {"command": "x" * (1 << 20) + "word00007"},
        {"command": "\ud800word00001"},
        {"list": [{"name": "item0010"}, {}, {"name": "item00"}]},
        {"list": [{"name": "item"}, {"name": 3}]},
        {"list": []},
        {"list": {"a": {"name": "item099"}}},
        {"code": 5},
        {"code": 5.0},
        {"code": True},
        {"code": "c99"},
        {"code": "c100"},
        {"code": [5]},
        {"code": float("nan")},
        {"code": 10**400},
        *({"amount": amount} for amount in (0, 2, 2.5, 3, 247.5, 250, 251, 10**400, -1e300, "9", True)),
        *({"size": size} for size in (0, 0.5, 1, 2, 50, 50.5, 100, 101, 102, 103, float("inf"))),
        *({"low": low} for low in (-1, 98, 98.5, 99, 99.5)),
        {"to": "a7", "by": 3},
        {"to": 7},
        {"to": "a7", "by": "xb0007"},
        {"to": ["a7"], "by": "xb0099"},
        {"first": "x5", "second": "y2"},
        {"first": 7, "second": "y2"},
        {"first": [7], "second": "y2"},
        {"first": [7], "second": ["y2"]},
        {},
    ],
    ids=lambda params: ascii(params)[:40],
)
def test_a_large_bucket_decides_as_its_twin_without_an_index(params: dict[str, Any]) -> None:
    found, scanned = [answer(decide(mixed(way), Request("run", params, {}))) for way in (True, False)]
    assert found == scanned


@settings(ways, max_examples=10)
@given(policies=fact_sets(), asked=st.lists(fact_requests(), min_size=3, max_size=6))
def test_facts_are_found_in_indexes_as_the_oracle_finds_them(policies: Sets, asked: list[Json]) -> None:
    bundle = loaded(policies, planner=partial(plan, least=1))
    for request in asked:
        assert answer(decide(bundle, request_with(**request))) == reference.decide(policies, request)


# -- what is looked at

HOT = [
    *(
        statement(
            f"S{n}", f"{asks('params.command', 'contains', f'word{n:05}')}, params.mode: {{op: '!=', value: off}}"
        )
        for n in range(COUNT)
    ),
    statement("Rest", asks("params.command", "exists", "x").replace(", value: x", ""), "allow"),
]


@cache
def hot() -> Bundle:
    return load(raw(HOT, default="deny"))


def examined(bundle: Bundle, *params: dict[str, Any], action: str = "run", context: Json | None = None) -> int:
    """How many statements of indexes the requests meet."""
    decide(bundle, Request("run", {}, {}))
    before = bundle.narrowed.examined if bundle.narrowed else 0
    for each in params:
        decide(bundle, Request(action, each, context or {}))
    return int(bundle.narrowed.examined - before)


def with_words(count: int) -> dict[str, Any]:
    return {"command": " ".join(f"word{n * 97 % COUNT:05}" for n in range(count)), "mode": "off"}


def test_a_command_costs_by_the_literals_that_it_holds_and_not_by_the_statements() -> None:
    assert examined(hot(), {"command": "ls -la src/ && make all"}) == 0
    counts = [examined(hot(), *[with_words(hits)] * 20) / 20 for hits in (1, 10, 100)]
    assert counts == [1, 10, 100]


def test_lists_and_mappings_meet_the_statements_about_their_members() -> None:
    asked: list[Any] = [["word00007", 3, "word00009"], {"word00007": 1}, [["word00007"]], [], {}]
    assert [examined(hot(), {"command": each, "mode": "off"}) for each in asked] == [2, 1, 0, 0, 0]


def test_what_nobody_can_judge_is_decided_by_the_first_statement_and_the_others_stay_unread() -> None:
    assert examined(hot(), {"command": 7}) == 1
    assert examined(hot(), {"command": 7, "mode": 3}, {"command": 1.5, "mode": "on"}) == 2


def test_the_most_selective_condition_counts_whichever_operator_it_has() -> None:
    rows = [
        statement(
            f"S{n}",
            f"params.level: high, params.amount: {{op: '>', value: 5}}, {asks('params.to', 'glob', f'/srv/**/key{n:05}*.pem')}",
        )
        for n in range(COUNT)
    ]
    bundle = load(raw(rows))
    assert examined(bundle, {"level": "high", "amount": 7, "to": "/srv/a/key00017b.pem"}) == 1
    assert examined(bundle, {"level": "high", "amount": 7, "to": "/srv/a/x.pub"}) == 0


def test_a_statement_that_one_value_cannot_judge_is_still_found_by_another() -> None:
    rows = [statement(f"S{n}", f"params.to: a{n}, params.by: b{n % 70}", "review") for n in range(280)]
    bundle = load(raw(rows))
    assert examined(bundle, {"to": ["a7"], "by": "b7"}) == 1
    assert examined(bundle, {"to": ["a7"], "by": "c"}) == 0


def test_a_number_meets_the_ranges_that_hold_it() -> None:
    rows = [
        statement(
            f"S{n}",
            f"params.amount: [{{op: '>=', value: {n}}}, {{op: '<', value: {n + 2}}}], params.mode: {{op: '!=', value: off}}",
        )
        for n in range(COUNT)
    ]
    bundle = load(raw(rows))
    asked = [{"amount": amount, "mode": "off"} for amount in (0, 500, 500.5, 601, -1)]
    assert [examined(bundle, each) for each in asked] == [1, 2, 2, 0, 0]


@pytest.mark.parametrize(
    ("field", "op", "value", "action", "params", "hits"),
    [
        ("files.writes", "glob", "'**/secret{n:04}/*.key'", "file.write", {"file_path": "/w/SECRET0007/a.key"}, 1),
        ("files.writes", "glob", "'**/secret{n:04}/*.key'", "file.write", {"file_path": "/w/a.key"}, 0),
        ("shell.programs", "in", "['tool{n:04}']", "bash.execute", {"command": "ls && sudo tool0009 x"}, 1),
        ("shell.commands", "regex", r"'^tool{n:04} +-f\b'", "bash.execute", {"command": "tool0009 -f; tool0010 -x"}, 2),
        ("shell.commands", "regex", r"'^tool{n:04} +-f\b'", "bash.execute", {"command": "ls src/*.py src/a?.py"}, 0),
        ("files.reads", "glob", "'**/secret{n:04}'", "bash.execute", {"command": "cat src/*.py"}, 0),
        ("url.host", "==", "'host{n:04}.example'", "web.fetch", {"url": "https://HOST0001.example/"}, 1),
        ("url.port", ">", "{n}", "web.fetch", {"url": "https://host.example:2/"}, 2),
    ],
)
def test_facts_are_found_by_what_they_hold(
    field: str, op: str, value: str, action: str, params: Json, hits: int
) -> None:
    conditions = [
        f"{asks(field, op, value.replace('{n}', str(n)).format(n=n))}, params.mode: {{op: '!=', value: off}}"
        for n in range(200)
    ]
    rows = [statement(f"S{n}", each, actions=f"['{action}', run]") for n, each in enumerate(conditions)]
    context = {"cwd": "/w", "home": "/h", "workspace": "/w"}
    assert examined(load(raw(rows)), {**params, "mode": "off"}, action=action, context=context) == hits


def test_statements_of_several_buckets_come_once_and_in_file_order() -> None:
    rows = [
        statement(
            f"S{n}",
            asks("params.a", "contains", f"word{n:03}"),
            actions="['a.b', 'a.*', '*.b', 'a.?', '*']",
            effect="allow",
        )
        for n in range(100)
    ]
    request = Request("a.b", {"a": "word042 word007"}, {})
    for text in (raw(rows), raw(rows, indexed=False)):
        assert decide(load(text), request).sid == "S7"


# -- what is remembered


def test_what_an_agent_varies_is_not_remembered_without_end() -> None:
    for n in range(6_000):
        decide(mixed(True), Request("run", {"code": n, "command": f"word{n:05}x{n}"}, {}))
    known = mixed(True).narrowed
    assert max(len(known.parts), len(known.rows)) <= 4_096


def test_texts_are_found_by_the_filter_at_first_and_then_by_all_fragments_in_the_same_way() -> None:
    bundle = load(raw(HOT, default="deny"))
    asked = [Request("run", {**with_words(n), "mode": "on"}, {}) for n in (0, 1, 2)]
    first = [answer(decide(bundle, request)) for request in asked]
    assert not bundle.narrowed.fragments
    assert [[answer(decide(bundle, request)) for request in asked] for _ in range(5)][-1] == first
    assert bundle.narrowed.fragments


def test_no_character_ignores_case_in_a_way_that_the_index_overlooks() -> None:
    from agsec_runtime.index import _LIKE_ASCII

    searched = re.compile("[a-z]", re.IGNORECASE)
    for char in filter(searched.match, map(chr, range(sys.maxunicode + 1))):
        assert char.translate(_LIKE_ASCII).lower().isascii(), char


def test_few_statements_make_no_index() -> None:
    text = "statements: [{sid: A, effect: deny, actions: run, conditions: {params.a: b}}]"
    for planner, indexes in ((plan, 0), (partial(plan, least=1), 1)):
        compiled = compile_sources([Source("p.yaml", text)], planner=planner).bundle or b""
        assert len(load(compiled).candidates("run")[3]) == indexes


# -- forged indexes

FORGED = [None, [], "x", 7, b"", b"\x01", [b"\x00" * 4] * 3, [b"\xff" * 4] * 4, [[1, b"a"]], {"a": 1}, True]


def denied(n: int, field: str, check: ir.Check) -> ir.Statement:
    condition = ir.Field(abi.PARAMS, (field,), (check,))
    return ir.Statement(n, f"S{n}", abi.DENY, ("run",), condition, None, None, "p.yaml", n)


@pytest.mark.parametrize("kind", [abi.KEY_PART, abi.KEY_WHOLE, abi.KEY_FILTER, abi.KEY_FRAGMENTS, abi.KEY_BOUNDS])
def test_a_forged_record_of_an_index_is_refused_or_changes_nothing_that_is_allowed(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With digests that fit. A record that is well-formed, and lies, is what the digests are for."""
    texts = [denied(n, "a", ir.Check("contains", (f"word{n:03}",))) for n in range(100)]
    numbers = [denied(n, "n", ir.Check(">", n)) for n in range(100, 200)]
    program = ir.Program((*texts, *numbers), abi.ALLOW)
    asked: list[Json] = [{"a": "word042"}, {"a": 7}, {"n": 150}, {"n": "x"}, *[{"a": "word042"}] * 10]
    for forged in FORGED:
        monkeypatch.setattr(emitting, "laid_out", partial(lying, kind, forged))
        bundle = load(emitting.emit(program, plan(program), (), "1"))
        for params in asked:
            with suppress(BundleError):
                assert decide(bundle, Request("run", params, {})).effect == "deny", (kind, forged, params)


def lying(kind: str, forged: Any, buckets: Buckets) -> Layout:
    layout = laid_out(buckets)
    assert any(key[0] == kind for key in layout.records)
    layout.records.update({key: forged for key in layout.records if key[0] == kind})
    return layout
