"""A glob over actions means in a filter what it means in a policy."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agsec.audit.globs import sqlite_glob
from agsec.exceptions import AuditError
from agsec_compiler.patterns.globs import compile_action
from agsec_compiler.patterns.parse import PatternError
from agsec_runtime.globs import matches_tokens

CLASSES = st.builds(
    lambda negated, members: f"[{negated}{members}]",
    st.sampled_from(["", "!"]),
    st.text("ab!^-]zÄ.[", min_size=1, max_size=6),
)
GLOBS = st.lists(st.text("ab.x*?^]", max_size=3) | CLASSES, max_size=4).map("".join)


@settings(max_examples=2_000, deadline=None)
@given(glob=GLOBS, texts=st.lists(st.text("ab.x-^][!zÄß_\\", max_size=5), min_size=1, max_size=8))
def test_sqlite_matches_what_a_policy_would(glob: str, texts: list[str]) -> None:
    try:
        tokens = compile_action(glob)
    except PatternError:
        with pytest.raises(AuditError, match="is no glob"):
            sqlite_glob(glob)
        return
    connection = sqlite3.connect(":memory:")
    for text in texts:
        [(found,)] = connection.execute("SELECT ? GLOB ?", (text, sqlite_glob(glob)))
        assert bool(found) == matches_tokens(tokens, text), (glob, sqlite_glob(glob), text)
    connection.close()


@given(st.text("ab!^-]z[_", min_size=1, max_size=4), st.sampled_from(["", "!"]))
def test_each_class_holds_the_same_characters(members: str, negated: str) -> None:
    glob = f"[{negated}{members}]"
    test_sqlite_matches_what_a_policy_would.hypothesis.inner_test(glob, list("ab!^-]z[_`\\"))  # type: ignore[attr-defined]
