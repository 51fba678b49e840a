"""Changing TOML in place: everything else stays, byte for byte."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agsec import tomledit
from agsec.tomledit import EditError

CONFIG = """\
# mine
model = "gpt" # keep
notify = [ "a",
  "b", # c
]

[features]
hooks = true
web = { on = true, "at" = 1979-05-27T07:32:00Z }

[projects."/home/dev/a b"]
trust_level = "trusted"

[[profiles]]
name = 'x'
text = \"\"\"
[not.a.table]
\"\"\"
"""
KEYS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=5)
PATHS = st.lists(KEYS, min_size=1, max_size=3).map(tuple)


@pytest.mark.parametrize("text", ["", "\n", CONFIG, CONFIG.replace("\n", "\r\n"), CONFIG.rstrip("\n")])
def test_what_is_set_is_there_and_taking_it_out_gives_the_text_back(text: str) -> None:
    for table, key, value in (
        (("features",), "tty", False),
        (("hooks", "state", '/a "b".json:0'), "trusted_hash", "sha256:1"),
    ):
        edited = tomledit.assigned(text, table, key, value)
        assert tomledit.get(tomledit.loads(edited), (*table, key)) == value
        assert "\r\n" not in text or "\n" not in edited.replace("\r\n", "")
        assert tomledit.removed(edited, table, key).rstrip("\r\n") == text.rstrip("\r\n")
        assert tomledit.assigned(edited, table, key, value) == edited


def test_only_the_value_of_a_key_that_is_there_changes() -> None:
    edited = tomledit.assigned(CONFIG, ("features",), "hooks", False)
    assert edited == CONFIG.replace("hooks = true", "hooks = false")


def test_a_dotted_key_is_continued_where_there_is_no_header() -> None:
    assert tomledit.assigned("features.hooks = true\n[a]\n", ("features",), "tty", False) == (
        "features.hooks = true\nfeatures.tty = false\n[a]\n"
    )


def test_data_is_read_as_it_is_meant() -> None:
    assert tomledit.loads(CONFIG) == {
        "model": "gpt",
        "notify": ["a", "b"],
        "features": {"hooks": True, "web": {"on": True, "at": datetime(1979, 5, 27, 7, 32, tzinfo=timezone.utc)}},
        "projects": {"/home/dev/a b": {"trust_level": "trusted"}},
        "profiles": [{"name": "x", "text": "[not.a.table]\n"}],
    }
    assert tomledit.loads('a = "\\u00e9\\n"\nb = """\\\n  c"""\n') == {"a": "é\n", "b": "c"}


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a =",
        "a = x",
        '"a',
        "[a",
        "[a] b",
        "a = 1\na = 2",
        "[a]\n[a]",
        "a = [1",
        "a = {b = 1",
        "a = 1 2",
        'a = "\\q"',
    ],
)
def test_what_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(EditError):
        tomledit.loads(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = x\n", "line 2, column 5"),
        ("a = 1\na = 2\n", "line 2, column 1"),
        ("a = 1\n[b]\nc = 1\n\n[b.c]\nd = 1\n[e]\n", "line 5, column 1"),
        ("a = 1\n[b]\nc.d = 1\n[b.c]\ne = 1\n", "line 4, column 1"),
        ("\ufeffa = 1\n", "byte order mark .line 1, column 1"),
        ("a = 1\nb = [1,\n", "end of the file .line 2"),
        ("a = " + "[" * 5000, "line 1"),
        (".".join("a" * 5000) + " = 1", "line 1"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(text: str, place: str) -> None:
    with pytest.raises(EditError, match=place):
        tomledit.loads(text)


def test_a_new_key_stands_below_its_table_and_above_the_comments_on_the_next_one() -> None:
    text = "[features] # a\n# b\nhooks = [ # c\n]\n# d\n\n# e\n[next]\nf.nan = nan"
    assert tomledit.assigned(text, ("features",), "tty", False) == text.replace("]\n# d", "]\ntty = false\n# d")


def test_a_value_is_replaced_with_everything_around_it_as_it_was() -> None:
    text = "f = { tty   =  true } # a\r\n[g]\r\n  'tty' =\t[\r\n1 ] # b"
    edited = tomledit.assigned(text, ("f",), "tty", False)
    assert edited == text.replace("true", "false")
    assert tomledit.assigned(edited, ("g",), "tty", "x") == edited.replace("[\r\n1 ]", '"x"')


def test_a_comment_keeps_the_header_of_a_table_that_is_left_empty() -> None:
    for text in ("[a]\n# mine\nb = 1\n", "[a]\nb = 1\n# mine\n\n[c]\n"):
        assert tomledit.removed(text, ("a",), "b") == text.replace("b = 1\n", "")
    assert tomledit.removed("a = 1\r\n\r\n[b]\r\nc = 1\r\n\r\n[d]", ("b",), "c") == "a = 1\r\n\r\n[d]"


def test_tables_in_an_order_that_cannot_be_kept_are_refused_and_not_moved() -> None:
    text = "[a.b]\nc = 1\n[[d]]\n[a.e]\nf = 1\n"
    assert tomledit.removed(text, ("a", "e"), "g") == text
    with pytest.raises(EditError, match="cannot be edited in place"):
        tomledit.removed(text, ("a", "e"), "f")
    for each, path in ((text, ("x",)), ("[a.b]\n[[d]]\n", ("a", "e"))):
        with pytest.raises(EditError, match="cannot be edited in place"):
            tomledit.assigned(each, path, "y", True)


def test_a_form_that_cannot_be_continued_is_refused() -> None:
    for text in ("features = {hooks = true}\n", "features = 1\n", "[[features]]\n"):
        with pytest.raises(EditError):
            tomledit.assigned(text, ("features",), "tty", False)


@pytest.mark.skipif(
    sys.version_info < (3, 11), reason="not run: this Python has no TOML reader of its own to compare with"
)
@given(
    PATHS,
    st.one_of(KEYS, st.booleans()),
    st.sampled_from(["", CONFIG, "a.b = 1\n", "x = {y = 1}\n", "[[a]]\r\n[b.c]\r\n[b]"]),
)
def test_any_key_can_be_set_and_is_read_the_same_by_pythons_own_reader(
    path: tuple[str, ...], value: str | bool, text: str
) -> None:
    if sys.version_info >= (3, 11):
        import tomllib

        try:
            edited = tomledit.assigned(text, path[:-1], path[-1], value)
        except EditError:
            return
        found: Any = tomllib.loads(edited)
        assert tomledit.get(found, path) == value
        assert tomledit.get(tomledit.loads(edited), path) == value
