"""Automata and globs that stand apart from their conditions: read when they are needed, and only as they were compiled."""

from __future__ import annotations

from functools import cache
from typing import Any
from unittest.mock import patch

import msgpack
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agsec_compiler import Source, compile_sources
from agsec_compiler.emit import _Tables
from agsec_compiler.encode import pack
from agsec_compiler.patterns import compile_regex
from agsec_runtime import abi
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide
from agsec_runtime.pages import BundleError
from agsec_runtime.patterns import tables_of

from .strategies import policy_sets, requests
from .test_bundle import assert_no_other_decision, decisions, flipped, lazily
from .test_decide import answer, compiled

Json = dict[str, Any]
SECRETS = [f"**/secret{number}/*.pem" for number in range(20)]
TABLED = "default: allow\nstatements:\n" + "".join(
    f"""\
  - sid: NoSecrets{number}
    effect: deny
    actions: [file.read, "doc{number}.*"]
    conditions: {{params.path: {{op: glob, value: {SECRETS}}}}}
  - sid: NoCalls{number}
    effect: deny
    actions: bash.execute
    conditions: {{params.command: {{op: regex, value: ['(rm|mv) +.*x{number}', 'b[aeiou]+t.*[0-9]{{3}}$']}}}}
"""
    for number in range(4)
)
TABLED_REQUESTS = [
    *(Request("file.read", {"path": path}, {}) for path in ("/a/secret7/b.pem", "/a/secret7/b.txt", "/secret/b.pem")),
    *(
        Request("bash.execute", {"command": text}, {})
        for text in ("mv  a x3", "ls x3", "boat", "boot 1234", "rm -r x9")
    ),
]


@cache
def tabled() -> bytes:
    return compile_sources([Source("policy.yaml", TABLED)]).bundle or b""


@settings(max_examples=60)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=3, max_size=6))
def test_where_the_tables_stand_changes_no_decision(policies: list[Json], asked: list[Json]) -> None:
    with patch.object(abi, "APART", 1):
        apart = compiled(policies).bundle
    with patch.object(abi, "APART", 1 << 30):
        within = compiled(policies).bundle
    assume(apart is not None)
    one, other = lazily(apart or b""), lazily(within or b"")
    for request in asked:
        assert answer(decide(one, Request(**request))) == answer(decide(other, Request(**request)))


def test_equal_tables_stand_in_a_bundle_once() -> None:
    with patch.object(abi, "APART", 1 << 30):
        within = compile_sources([Source("policy.yaml", TABLED)]).bundle or b""
    secret = b"secret19"
    assert within.count(secret) > 8
    assert tabled().count(secret) == 1 + 8  # once in the table; of each operand the literals, for two buckets


def test_a_table_is_read_only_where_a_literal_of_its_pattern_occurs() -> None:
    read: list[int] = []
    raw = tabled()

    def noted(offset: int, size: int) -> bytes:
        read.append(offset)
        return raw[offset : offset + size]

    bundle = Bundle(noted, len(raw))
    assert decide(bundle, TABLED_REQUESTS[2]).effect == "allow"
    without = len(read)
    decide(bundle, TABLED_REQUESTS[2])
    assert len(read) == without
    assert decide(bundle, TABLED_REQUESTS[0]).sid == "NoSecrets0"


@pytest.mark.parametrize("flip", [0x01, 0xFF])
def test_no_changed_byte_of_a_table_goes_unnoticed(flip: int) -> None:
    expected = decisions(load(tabled()), TABLED_REQUESTS)
    assert [sid for _, _, sid, *_ in expected] == ["NoSecrets0", None, None, "NoCalls3", None, None, "NoCalls0", None]
    for at in range(0, len(tabled()), 13):
        changed = flipped(tabled(), at, flip)
        with pytest.raises(BundleError):
            load(changed)
        assert_no_other_decision(changed, expected, TABLED_REQUESTS)


@pytest.mark.parametrize(("offset", "length"), [(1 << 40, 300), (0, 1 << 31), (0, 0), (0, 300), (5, 1)])
def test_a_forged_place_with_valid_digests_is_refused(offset: int, length: int) -> None:
    place = offset.to_bytes(8, "little") + length.to_bytes(4, "little")
    with patch("agsec_compiler.emit._Tables.place", lambda tables, table: place), patch.object(abi, "APART", 1):
        forged = compile_sources([Source("policy.yaml", TABLED)]).bundle or b""
    for request in (TABLED_REQUESTS[0], TABLED_REQUESTS[3]):
        with pytest.raises(BundleError):
            decide(lazily(forged), request)


FORGED: list[Any] = [None, 0, "x", b"x", {}, [], ["a"] * 20, [None] * 20, [[["x"]]] * 21]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_table_with_valid_digests_is_refused(forged: Any) -> None:
    place = _Tables.place
    forge = patch("agsec_compiler.emit._Tables.place", lambda tables, table: place(tables, pack(forged)))
    with forge, patch.object(abi, "APART", 1):
        raw = compile_sources([Source("policy.yaml", TABLED)]).bundle or b""
    for request in (TABLED_REQUESTS[0], TABLED_REQUESTS[3]):
        with pytest.raises(BundleError):
            decide(lazily(raw), request)


@pytest.mark.parametrize("byte", [2, 255])
def test_a_pattern_is_about_lower_case_or_not_and_nothing_else_is_read(byte: int) -> None:
    bundle = load(tabled())
    row = [0, None, msgpack.packb(msgpack.ExtType(abi.PATTERN, bytes(abi.PLACE) + bytes([byte]) + b"rm")), 0]
    with pytest.raises(BundleError):
        bundle.opened(row)


@pytest.mark.parametrize("place", [b"", bytes(abi.PLACE - 1), bytes(abi.PLACE + 1)])
def test_a_place_has_an_offset_and_a_length_and_nothing_else(place: bytes) -> None:
    row = [0, None, msgpack.packb(msgpack.ExtType(abi.GLOBS, place)), 0]
    with pytest.raises(BundleError):
        load(tabled()).opened(row)


class Shared(list[Any]):
    """A row that another thread opens as soon as it was read once."""

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        if place == 2:
            self[2] = [abi.TRUE]
        return found


def test_a_row_that_another_thread_opens_meanwhile_is_opened_all_the_same() -> None:
    bundle = load(tabled())
    row = Shared([0, None, pack([abi.TRUE]), 0, b""])
    assert bundle.opened(row) == [abi.TRUE]
    assert bundle.opened(row) == [abi.TRUE]


def test_a_pattern_whose_tables_another_thread_reads_meanwhile_is_read_all_the_same() -> None:
    tables = compile_regex("ab+c")[3]

    class Read(list[Any]):
        def __getitem__(self, place: Any) -> Any:
            found = super().__getitem__(place)
            if place == 3:
                self[3] = tables
            return found

    assert tables_of(Read([abi.AUTOMATON, [], False, lambda: pack(tables)])) == tables
