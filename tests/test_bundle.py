"""A bundle decides as its sources do, and nothing that was done to its bytes makes it decide otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import msgpack
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from agsec_compiler import Source, compile_sources, ir
from agsec_compiler.emit import emit
from agsec_compiler.encode import pack
from agsec_compiler.plan import full_scan, plan
from agsec_runtime import abi
from agsec_runtime.bundle import Bundle, bucket_keys, load, open_bundle
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide
from agsec_runtime.msgpack import MsgpackError, unpack
from agsec_runtime.pages import BundleError

from .strategies import policy_sets, requests
from .test_decide import answer, compiled

ways = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
Json = dict[str, Any]
Row = tuple[str, str, str | None, str, tuple[Any, ...]]

TEXT = """\
default: allow
statements:
  - {sid: NoBig, effect: deny, actions: pay.*, conditions: {params.n: {op: ">", value: 9.5}}, reason: too much}
  - {sid: NoDelete, effect: deny, actions: "*.delete"}
  - {sid: Ask, effect: review, actions: [mail.send, "m*"], conditions: {params.to: {op: regex, value: 'x+@'}}}
  - {sid: Allow, effect: allow, actions: "*", suggestion: none}
"""
SMALL = compile_sources([Source("policy.yaml", TEXT)]).bundle or b""
REQUESTS = [
    Request("pay.charge", {"n": 10}, {}),
    Request("pay.charge", {"n": 9}, {}),
    Request("pay.charge", {"n": "x"}, {}),
    Request("db.delete", {}, {}),
    Request("mail.send", {"to": "xx@y"}, {}),
    Request("mail.send", {"to": "y"}, {}),
    Request("other", {}, {}),
]


# -- round trip


def test_a_bundle_shows_what_its_statements_say() -> None:
    bundle = load(SMALL)
    assert bundle.statements == 4
    first = {"sid": "NoBig", "reason": "too much", "suggestion": None, "file": "policy.yaml", "line": 3}
    assert bundle.statement(0) == first
    assert [bundle.statement(ordinal)["sid"] for ordinal in range(4)] == ["NoBig", "NoDelete", "Ask", "Allow"]


def test_a_bundle_decides_as_its_statements_say() -> None:
    named = [decide(load(SMALL), request).sid for request in REQUESTS]
    assert named == ["NoBig", "Allow", "NoBig", "NoDelete", "Ask", "Allow", "Allow"]


def test_a_manifest_says_where_the_bundle_comes_from() -> None:
    manifest = load(SMALL).manifest()
    assert manifest["compiler"] == abi.RELEASE
    assert manifest["default"] == "allow"
    assert manifest["statements"] == {"deny": 2, "review": 1, "allow": 1}
    assert [name for name, _ in manifest["sources"]] == ["policy.yaml"]


def test_a_revision_changes_with_whatever_changes_a_decision() -> None:
    texts = [
        TEXT,
        TEXT.replace("9.5", "9.25"),
        TEXT.replace("default: allow", "default: deny"),
        TEXT.replace("NoBig", "NoLarge"),
    ]
    revisions = [load(compile_sources([Source("policy.yaml", text)]).bundle or b"").revision for text in texts]
    assert len(set(revisions)) == len(texts)
    assert revisions[0] == load(SMALL).revision


@settings(ways, max_examples=60)
@given(policies=policy_sets(), asked=st.lists(requests, min_size=3, max_size=6))
def test_a_bundle_read_page_by_page_decides_as_one_in_memory(
    tmp_path_factory: pytest.TempPathFactory, policies: list[Json], asked: list[Json]
) -> None:
    raw = compiled(policies).bundle
    assume(raw is not None)
    path = tmp_path_factory.getbasetemp() / "generated.agp"
    path.write_bytes(raw or b"")
    whole, paged = load(raw or b""), open_bundle(str(path))
    assert (whole.revision, whole.manifest()) == (paged.revision, paged.manifest())
    for request in asked:
        assert answer(decide(whole, Request(**request))) == answer(decide(paged, Request(**request)))


def test_a_file_that_is_replaced_while_it_is_open_is_still_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "bundle.agp"
    path.write_bytes(SMALL)
    bundle = open_bundle(str(path))
    (tmp_path / "new.agp").write_bytes(large_bundle())
    (tmp_path / "new.agp").replace(path)
    assert decisions(bundle) == decisions(load(SMALL))


def test_a_file_that_is_not_there_is_a_bundle_error(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="cannot be read: No such file"):
        open_bundle(str(tmp_path / "none.agp"))


# -- changed bytes


@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
def test_no_changed_byte_of_a_small_bundle_goes_unnoticed(flip: int) -> None:
    expected = decisions(load(SMALL))
    for at in range(len(SMALL)):
        changed = flipped(SMALL, at, flip)
        with pytest.raises(BundleError):
            load(changed)
        assert_no_other_decision(changed, expected)


@settings(ways, max_examples=150)
@given(
    at=st.integers(0),
    flip=st.integers(1, 255),
    more=st.lists(st.tuples(st.integers(0), st.integers(1, 255)), max_size=3),
)
def test_no_changed_bytes_of_a_large_bundle_lead_to_another_decision(
    at: int, flip: int, more: list[tuple[int, int]]
) -> None:
    changed = large_bundle()
    for where, how in [(at, flip), *more]:
        changed = flipped(changed, where % len(changed), how)
    assume(changed != large_bundle())
    with pytest.raises(BundleError):
        load(changed)
    assert_no_other_decision(changed, decisions(load(large_bundle()), LARGE_REQUESTS), LARGE_REQUESTS)


@settings(ways, max_examples=150)
@given(start=st.integers(0), size=st.integers(1, 2 * abi.PAGE), source=st.integers(0) | st.none())
def test_nothing_is_forgotten_where_bytes_are_blanked_or_moved(start: int, size: int, source: int | None) -> None:
    """An empty slot of the index, or a page that belongs elsewhere, would make a statement disappear."""
    raw = large_bundle()
    start %= len(raw) - size
    moved = bytes(size) if source is None else raw[source % (len(raw) - size) :][:size]
    changed = raw[:start] + moved + raw[start + size :]
    assume(changed != raw)
    with pytest.raises(BundleError):
        load(changed)
    assert_no_other_decision(changed, decisions(load(raw), LARGE_REQUESTS), LARGE_REQUESTS)


def test_a_bundle_cut_off_anywhere_is_refused() -> None:
    for size in range(len(SMALL)):
        assert_refused(SMALL[:size])


@settings(ways)
@given(st.binary(min_size=1, max_size=100))
def test_a_bundle_with_anything_behind_it_is_refused(more: bytes) -> None:
    assert_refused(SMALL + more)


def test_a_file_cut_off_after_it_was_opened_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "bundle.agp"
    path.write_bytes(SMALL)
    bundle = open_bundle(str(path))
    with path.open("r+b") as file:
        file.truncate(len(SMALL) - 1)
    with pytest.raises(BundleError, match="changed or cut off"):
        decide(bundle, REQUESTS[0])


def test_the_parts_of_two_bundles_make_none() -> None:
    other = compile_sources([Source("policy.yaml", TEXT.replace("deny", "allow"))]).bundle or b""
    assert_refused(SMALL[: abi.HEADER] + other[abi.HEADER :])
    assert_refused(other[: abi.HEADER] + SMALL[abi.HEADER :])


@pytest.mark.parametrize("raw", [b"", b"agsec", b"PK\x03\x04" + bytes(100), TEXT.encode(), SMALL[::-1], SMALL[1:]])
def test_a_foreign_file_is_refused_as_such(raw: bytes) -> None:
    with pytest.raises(BundleError, match="this is not an agsec bundle"):
        load(raw)


@pytest.mark.parametrize(
    ("version", "age"), [(abi.VERSION + 1, "a newer"), (0xFFFF, "a newer"), (abi.VERSION - 1, "an older")]
)
def test_a_bundle_of_another_format_is_refused_with_its_age(version: int, age: str) -> None:
    start, end = abi.AT_VERSION
    raw = SMALL[:start] + version.to_bytes(end - start, "little") + SMALL[end:]
    message = rf"compiled by {age} agsec \(format {version}, this one reads {abi.VERSION}\)"
    with pytest.raises(BundleError, match=message):
        load(raw)


# -- equal bytes

COMPILE = """\
import sys
from hashlib import sha256
from pathlib import Path
from agsec_compiler import compile_path
print(sha256(compile_path(Path(sys.argv[1])).bundle).hexdigest())
"""


def test_equal_sources_give_equal_bytes_whatever_the_directory_the_hash_seed_and_the_run(tmp_path: Path) -> None:
    digests = set()
    for name, seed in (("a", "0"), ("b/c", "1"), ("d", "random")):
        directory = tmp_path / name / "policies"
        (directory / "sub").mkdir(parents=True)
        (directory / "sub" / "more.yaml").write_text("statements: [{sid: More, effect: deny, actions: '*.more'}]")
        (directory / "policy.yaml").write_text(TEXT)
        command = [sys.executable, "-c", COMPILE, str(directory)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, cwd=tmp_path / name, capture_output=True, check=True)
        digests.add(done.stdout)
    assert len(digests) == 1


@settings(ways, max_examples=40)
@given(policies=policy_sets())
def test_two_runs_give_equal_bytes(policies: list[Json]) -> None:
    assert compiled(policies).bundle == compiled(policies).bundle


# -- large sets

COUNT = 10_000
LARGE_REQUESTS = [
    *(Request(f"app{n % 400}.do{n}", {"n": n}, {}) for n in (0, 1, 7, 4999, 5000, 9998, 9999)),
    Request("app1.do1", {"n": 2}, {}),
    Request("app3.other", {}, {}),
    Request("any.last7", {}, {}),
    Request("none", {}, {}),
]


@cache
def large_program() -> ir.Program:
    """Every fourth statement is about a first segment, every fourth about a last one, the others about one action."""
    return ir.Program(tuple(map(large_statement, range(COUNT))), abi.DENY)


def large_statement(n: int) -> ir.Statement:
    actions = (f"app{n % 400}.do{n}", f"app{n % 400}.*", f"*.last{n}", f"app{n % 400}.do{n}")[n % 4]
    condition = ir.Field(abi.PARAMS, ("n",), (ir.Check("==", n),)) if n % 3 else ir.Const(True)
    return ir.Statement(n, f"s{n}", n % 3, (actions,), condition, "why " * 50, None, "policy.yaml", n)


@cache
def large_bundle() -> bytes:
    return emit(large_program(), plan(large_program()), [], "1")


def test_a_large_set_has_a_tree_of_several_levels_and_decides_as_without_an_index() -> None:
    bundle = load(large_bundle())
    assert large_bundle()[abi.AT_LEVELS[0]] == 3
    scanned = load(emit(large_program(), full_scan(large_program()), [], "1"))
    assert decisions(bundle, LARGE_REQUESTS) == decisions(scanned, LARGE_REQUESTS)
    assert {effect for _, effect, *_ in decisions(bundle, LARGE_REQUESTS)} == {"deny", "review", "allow"}


def test_deciding_reads_a_few_pages_of_a_large_bundle() -> None:
    raw, pages = large_bundle(), 0

    def read(offset: int, size: int) -> bytes:
        nonlocal pages
        pages += 1
        return raw[offset : offset + size]

    decide(Bundle(read, len(raw)), LARGE_REQUESTS[4])
    assert pages < 20 < len(raw) / abi.PAGE / 10


def test_a_request_looks_into_the_buckets_that_can_hold_its_statements() -> None:
    assert bucket_keys("a.b.c") == ["=a.b.c", "^a", "$c", "*"]
    assert bucket_keys("a") == ["=a", "*"]


# -- MessagePack

scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(-(1 << 63), (1 << 64) - 1), st.floats(), st.text()
)
trees: st.SearchStrategy[Any] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(), inner, max_size=20)
)
EDGES = [
    edge + step
    for power in (5, 7, 8, 15, 16, 31, 32, 63)
    for edge in (1 << power, -(1 << power))
    for step in (-1, 0, 1)
]
SIZES = [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536]


@settings(ways)
@given(trees)
def test_the_reader_reads_what_the_msgpack_package_writes(value: Any) -> None:
    assert_read(value)


@settings(ways)
@given(
    st.recursive(
        st.text(st.sampled_from("a\0é"), max_size=3)
        | st.binary(max_size=3)
        | st.integers(-1, (1 << 64) - 1)
        | st.just(True),
        lambda inner: st.lists(inner, max_size=9),
    )
    | st.lists(st.integers(0, (1 << 64) - 1), max_size=20)
    | st.lists(st.binary(max_size=300), max_size=9)
)
def test_lists_of_one_kind_are_read_as_they_were_whatever_stands_in_them(value: Any) -> None:
    assert repr(unpack(pack(value))) == repr(value)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (abi.NUMBERS, b"1 x 2"),
        (abi.NUMBERS, b"1 2.5"),
        (abi.NUMBERS, b"1\xff2"),
        (abi.PIECES, b"1 1\0abc"),
        (abi.PIECES, b"1 3\0abc"),
        (abi.PIECES, b"1 b\0ab"),
        (abi.PIECES, b"1 1ab"),
        (abi.TEXTS, b"a\0\xff"),
    ],
)
def test_a_joined_list_that_contradicts_itself_is_refused(kind: int, body: bytes) -> None:
    with pytest.raises(MsgpackError):
        unpack(msgpack.packb(msgpack.ExtType(kind, body)))


@pytest.mark.parametrize("size", [3, 4, 5, 8, 16, 17, 255, 256, 65_535, 65_536])
def test_lists_of_texts_are_read_at_the_edges_of_their_sizes(size: int) -> None:
    texts = ["a" * (size - 2), "b"]
    raw = pack(texts)
    assert isinstance(msgpack.unpackb(raw), msgpack.ExtType)
    assert (unpack(raw), unpack(pack([raw.hex(), texts]))) == (texts, [raw.hex(), texts])
    for cut in range(1, min(size, 9)):
        with pytest.raises(MsgpackError):
            unpack(raw[:-cut])


@pytest.mark.parametrize("value", [edge for edge in {*EDGES, (1 << 64) - 1} if edge >= -(1 << 63)])
def test_integers_are_read_at_the_edges_of_their_sizes(value: int) -> None:
    assert_read(value)


@pytest.mark.parametrize("size", SIZES)
def test_texts_lists_and_mappings_are_read_at_the_edges_of_their_sizes(size: int) -> None:
    for value in ("é" * (size // 2) + "a" * (size % 2), [0] * size, {str(key): key for key in range(size)}):
        assert_read(value)


@settings(ways, max_examples=400)
@given(st.binary(max_size=40))
def test_garbage_is_refused_or_read_as_the_msgpack_package_reads_it(raw: bytes) -> None:
    assert_refused_or_read(raw)


@settings(ways, max_examples=200)
@given(value=trees, at=st.integers(0), flip=st.integers(1, 255), cut=st.integers(0, 3))
def test_changed_bytes_are_refused_or_read_as_the_msgpack_package_reads_them(
    value: Any, at: int, flip: int, cut: int
) -> None:
    raw = msgpack.packb(value)
    assert_refused_or_read(flipped(raw, at % len(raw), flip)[: len(raw) - cut])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xc1",
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xffa",
        b"\xa2a",
        b"\xa1\xff",
        b"\xc4\x02a",
        b"\xc7\x01\x00a",
        b"\xca\x00\x00\x00\x00",
        b"\xcb\x00",
        b"\xd4\x00\x00",
        b"\x81\x01\x01",
        b"\x01\x01",
        b"\x91" * 100_000,
        b"\x81\xa0" * 100_000,
    ],
)
def test_what_no_bundle_holds_is_refused(raw: bytes) -> None:
    with pytest.raises(MsgpackError):
        unpack(raw)


# -- helpers


def decisions(bundle: Bundle, asked: list[Request] = REQUESTS) -> list[Row]:
    return [row(bundle, request) for request in asked]


def row(bundle: Bundle, request: Request) -> Row:
    decided = decide(bundle, request)
    return request.action, decided.effect, decided.sid, decided.matched_by, decided.undecidable


def lazily(raw: bytes) -> Bundle:
    """As a file is read: page by page."""
    return Bundle(lambda offset, size: raw[offset : offset + size], len(raw))


def assert_refused(raw: bytes) -> None:
    for reader in (load, lazily):
        with pytest.raises(BundleError):
            decisions(reader(raw))


def assert_no_other_decision(raw: bytes, expected: list[Row], asked: list[Request] = REQUESTS) -> None:
    """Every request is decided as before, or the bundle is refused."""
    for request, before in zip(asked, expected, strict=True):
        with suppress(BundleError):
            assert row(lazily(raw), request) == before


def flipped(raw: bytes, at: int, how: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ how]) + raw[at + 1 :]


def assert_read(value: Any) -> None:
    raw = msgpack.packb(value)
    assert msgpack.packb(unpack(raw)) == raw
    assert repr(unpack(raw)) == repr(msgpack.unpackb(raw))


def assert_refused_or_read(raw: bytes) -> None:
    with suppress(MsgpackError):
        assert repr(unpack(raw)) == repr(msgpack.unpackb(raw, ext_hook=extension))


def extension(kind: int, body: bytes) -> list[Any]:
    if kind == abi.TEXTS:
        return body.decode().split("\0")
    if kind == abi.NUMBERS:
        return list(map(int, body.split()))
    assert kind == abi.PIECES, "the others are not read without knowing a bundle"
    sizes, _, joined = body.partition(b"\0")
    ends = list(accumulate(map(int, sizes.split()), initial=0))
    return [joined[start:end] for start, end in pairwise(ends)]


@pytest.mark.parametrize(
    "bucket",
    [
        *(None, [], "x", 7, [[[0], [], [], [0]]] * 3, [[[0], [], [[99]], [0], [0]]] * 3),
        *(
            [[[0], [], [b""], [0], []]] * 3,
            [[[0], [], [None], [0], [b""]]] * 3,
            [[[0], [[], []], [b""], [0], [b""]]] * 3,
        ),
    ],
)
def test_a_forged_bucket_with_valid_digests_is_refused_and_never_taken_for_no_statement(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agsec_compiler.emit._bucket", lambda *given: bucket)
    forged = compile_sources(
        [Source("policy.yaml", "default: allow\nstatements: [{sid: A, effect: deny, actions: x}]")]
    )
    bundle = load(forged.bundle or b"")
    with pytest.raises(BundleError):
        decide(bundle, Request("x", {}, {}))
