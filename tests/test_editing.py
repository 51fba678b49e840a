"""Statements come and go, and nothing else of a policy file changes: over files of every odd form."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from agsec.editing.conditions import Condition
from agsec.editing.drafts import Draft
from agsec.editing.edits import Content
from agsec.editing.policyset import document, read
from agsec.exceptions import PolicyError
from agsec_compiler import Source, compile_sources

SLOW = settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

# -- files

remarks = st.sampled_from(["# remark", "#", "#\tafter a tab", "# - sid: Old", "# 'quoted", "# é 🙂", "# key: [x]"])
maybe_remark = st.one_of(st.just(""), st.just(""), remarks.map("  {}".format), st.just("   "))
reasons = st.sampled_from(
    [
        "plain words",
        "'single ''quoted'' # no comment'",
        '"double \\"quoted\\" # no comment"',
        '"over\n{in}  two lines"',
        "over\n{in}  two lines",
        "|\n{in}  a text\n\n{in}  # no comment\n{in}  - sid: No",
        "|-\n{in}  a text",
        ">\n{in}  folded\n{in}  text\n\n",
        "|+\n{in}  kept\n\n\n",
        "|  # why\n{in}   indented\n\n",
        "",
        "!!str tagged",
    ]
)
conditions = st.sampled_from(
    [
        "{params.x: 1}",
        "\n{in}  params.x: {op: '>', value: 1}  # not 1",
        "\n{in}  # inside\n{in}  params.\"a.b\": [{op: regex, value: '\\bx'},\n{in}    {op: exists}]",
        "\n{in}  'params.x':\n{in}  - op: in\n{in}    value: [a, 'b',\n\n{in}     c]",
        "{}",
    ]
)
keys = st.sampled_from(["sid", '"sid"', "'sid'"])


@st.composite
def block_statement(draw: Any, number: int, indent: str) -> str:
    """A statement in block style, its dash at ``indent``, with a newline at its end."""
    gap = draw(st.sampled_from([" ", " ", " ", "   "]))
    first = "\n" + indent + "  " if draw(st.integers(0, 9)) == 0 else gap
    inner = indent + " " * (len(gap) + 1 if first == gap else 2)
    rows = [
        f"{draw(keys)}: S{number}",
        f"effect: {draw(st.sampled_from(['deny', 'allow', 'review', '!!str block']))}",
        draw(st.sampled_from(["actions: [a.b]", "actions: a.b", f"actions:\n{inner}- a.b\n{inner}- 'c.*'"])),
    ]
    if draw(st.booleans()):
        rows.append(f"conditions: {draw(conditions)}".replace("{in}", inner))
    rows = draw(st.permutations(rows))
    if draw(st.booleans()):
        rows.append(f"reason: {draw(reasons)}".replace("{in}", inner))
    if draw(st.integers(0, 4)) == 0:
        close = draw(st.sampled_from(["", ",", f",\n{inner}"]))
        flow = f"{{sid: S{number}, effect: deny, actions: [a.b]{close}}}"
        return f"{indent}-{gap}{flow}{draw(maybe_remark)}\n"
    text = f"\n{inner}".join(
        row if "\n" in row or row.endswith(":") or "#" in row else row + draw(maybe_remark) for row in rows
    )
    ending = "" if text.endswith("\n") else "\n"
    deep = draw(st.sampled_from(["", "", f"{inner}# within S{number}\n", f"\n{inner}# within S{number}\n"]))
    return f"{indent}-{first}{text}{ending}{deep}"


@st.composite
def between(draw: Any, number: int, indent: str) -> str:
    """Blank lines and comments before a statement; those directly above it are its own."""
    rows = draw(
        st.lists(
            st.one_of(st.just(""), st.just(""), st.just("  "), remarks.map(lambda each: indent + each)), max_size=4
        )
    )
    own: str = draw(st.sampled_from(["", "", f"# about S{number}\n", f"{indent}# about S{number}\n"]))
    return "".join(f"{row}\n" for row in rows) + own


@st.composite
def block_files(draw: Any) -> str:
    indent = draw(st.sampled_from(["", "  ", "    "]))
    head = draw(
        st.sampled_from(
            [
                "",
                "# head\n",
                "\n# head\n\n",
                "---\n",
                "%YAML 1.2\n---  # begin\n",
                'version: "1.0"\n',
                "default: deny # d\n\n",
            ]
        )
    )
    key = draw(
        st.sampled_from(["statements:", '"statements":', "statements:  # list", "statements: &all", "statements : "])
    )
    tail = draw(
        st.sampled_from(
            [
                "",
                "",
                "# end\n",
                "\n# end\n\n",
                "...\n",
                "\n\n",
                "...\n# after\n",
                "default: deny\n" if "default" not in head else "",
            ]
        )
    )
    if tail.startswith("default") and "version" in head:
        tail = ""
    count = draw(st.integers(1, 4))
    parts = [draw(between(number, indent)) + draw(block_statement(number, indent)) for number in range(count)]
    text: str = f"{head}{key}\n{''.join(parts)}{tail}"
    return text.rstrip("\n") if draw(st.integers(0, 4)) == 0 else text


@st.composite
def flow_files(draw: Any) -> str:
    count = draw(st.integers(1, 4))
    items = [f"{{sid: S{number}, effect: deny, actions: [a.b]}}" for number in range(count)]
    breaks = st.sampled_from(["", " ", " ", "\n  ", "\n\n  ", "  # r\n  ", "\n  # own\n  "])
    text: str = "[" + draw(breaks)
    for number, item in enumerate(items):
        last = number == count - 1
        comma = "" if last and draw(st.booleans()) else ","
        text += item + (draw(breaks) if draw(st.integers(0, 3)) == 0 else "") + comma + draw(breaks)
    text += "]"
    if draw(st.booleans()):
        end: str = draw(st.sampled_from(["", "\n", "  # end\n"]))
        return f"{{version: '1.0', statements: {text}}}{end}"
    return f"# head\nstatements: {text}{draw(st.sampled_from(['', chr(10), '  # end' + chr(10), chr(10) + 'default: deny']))}"


@st.composite
def encoded(draw: Any, texts: Any) -> bytes:
    text: str = draw(texts)
    endings = draw(st.sampled_from(["lf", "lf", "crlf", "mixed"]))
    if endings != "lf":
        lines = text.split("\n")
        crlf = [endings == "crlf" or draw(st.booleans()) for _ in lines]
        text = "".join(line + ("\r\n" if cr else "\n") for line, cr in zip(lines[:-1], crlf, strict=False)) + lines[-1]
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode()


files = encoded(st.one_of(block_files(), block_files(), flow_files()))


def ends_in_a_text(raw: bytes) -> bool:
    """Whether a newline more would become part of the block text that ends the file."""
    return statements(raw) != statements(raw + b"\n")


def statements(raw: bytes) -> list[Any]:
    found = document(Source("a.yaml", Content(raw).text))
    return [each.statement for each in found.statements] if found else []


def compiles(raw: bytes) -> bool:
    return not compile_sources([Source("a.yaml", Content(raw).text)]).errors


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("set") / "a.yaml"


NEW = Draft("deny", ("new.action",), "New", (Condition("params.command", "regex", r"\bit's\b"),), reason="why: # so")


@given(files)
@SLOW
def test_what_is_added_and_removed_leaves_every_byte_as_it_was(place: Any, raw: bytes) -> None:
    assume(compiles(raw))
    place.write_bytes(raw)
    if not raw.endswith(b"\n") and ends_in_a_text(raw):
        with pytest.raises(PolicyError, match="without changing another statement"):
            read(place).with_statement(NEW)
        return
    added = read(place).with_statement(NEW).after.data
    assert [each.sid for each in statements(added)] == [*(each.sid for each in statements(raw)), "New"]
    place.write_bytes(added)
    assert read(place).without_statement("New").after.data == raw


@given(files, st.data())
@SLOW
def test_what_is_removed_is_one_region_and_all_other_statements_stay_with_their_comments(
    place: Any, raw: bytes, data: Any
) -> None:
    assume(compiles(raw))
    place.write_bytes(raw)
    before = statements(raw)
    index = data.draw(st.integers(0, len(before) - 1))
    after = read(place).without_statement(before[index].sid).after.data
    assert compiles(after)
    assert statements(after) == before[:index] + before[index + 1 :]
    emptied = len(before) == 1 and not re.search(rb"statements: \[", raw)
    kept = re.sub(rb"(statements\W* *:(?: &all)?) \[\]", rb"\1", after) if emptied else after
    assert is_without_a_region(raw, kept)
    sid = before[index].sid
    for word, other in re.findall(rb"# (about|within) (S\d)", raw):
        assert (other == sid.encode()) == (b"# %b %b" % (word, other) not in after)
    for word in (b"# head", b"# begin", b"# end", b"# after", b"# d\n", b"# list"):
        assert raw.count(word) == after.count(word)


def common(one: bytes, other: bytes) -> bytes:
    size = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    return one[:size]


def is_without_a_region(whole: bytes, left: bytes) -> bool:
    head = len(common(whole, left))
    tail = len(common(whole[::-1], left[::-1]))
    return head + tail >= len(left)
