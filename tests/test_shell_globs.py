"""Globs of policies against elements that are shell globs themselves, by trying every name over a small alphabet."""

from __future__ import annotations

import time
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agsec_compiler.folding import folded as compiled_folded
from agsec_compiler.patterns.globs import compile_path, could_match
from agsec_runtime.globs import matches_path
from agsec_runtime.marks import CLASS_CLOSE, CLASS_OPEN, ONE, STAR, as_written, unknown
from agsec_runtime.paths import folded
from agsec_runtime.shellglobs import can_match, literals_of, may_lead_out, may_match, must_match, parts_of

from .reference import glob_path, glob_run

Piece = str | tuple[str, str]  # what is written, or what is active
ways = settings(deadline=None)

NAMES = ["".join(chars) for size in range(4) for chars in product("ab.", repeat=size)]
POLICY = ["*", "?", "a", "b", ".", "[ab]", "[!a]"]
SHELL: list[Piece] = [
    "a",
    "b",
    ".",
    ("glob", "*"),
    ("glob", "?"),
    ("glob", "[ab]"),
    ("glob", "[!a]"),
    ("glob", "[^b.]"),
]

globs = st.lists(st.sampled_from(POLICY), max_size=4).map("".join)
components = st.lists(st.sampled_from(SHELL), max_size=4)
paths_of_globs = st.lists(globs | st.just("**"), min_size=1, max_size=3).map("/".join)
elements = st.lists(components, min_size=1, max_size=3)


def marked(component: list[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else active(piece[1]) for piece in component)


def active(written: str) -> str:
    return {"*": STAR, "?": ONE}.get(written) or CLASS_OPEN + written[1:-1] + CLASS_CLOSE


def shell_glob(component: list[Piece]) -> str:
    """As a glob of ours: `^` negates in a shell too, and `[*]` is a star."""
    return "".join(piece if isinstance(piece, str) else piece[1].replace("[^", "[!") for piece in component)


def names_of(component: list[Piece]) -> list[str]:
    return _names(shell_glob(component))


@cache
def _names(glob: str) -> list[str]:
    return [name for name in NAMES if glob_run(glob, name)]


def is_active(component: list[Piece]) -> bool:
    return any(not isinstance(piece, str) for piece in component)


def begins_with_star(component: list[Piece]) -> bool:
    return component[:1] == [("glob", "*")]


@settings(ways, max_examples=600)
@given(globs, components)
def test_a_component_may_match_where_one_name_matches_both(glob: str, component: list[Piece]) -> None:
    both = any(glob_run(glob, name) for name in names_of(component))
    parts = parts_of(marked(component), None)
    found = may_match(compile_path(glob), parts)
    if begins_with_star(component):
        assert found is glob_run(glob, as_written(marked(component)))
    elif both:
        assert found
    if not both and not begins_with_star(component) and len(glob) + len(component) < 4:
        assert not found or any(glob_run(glob, name) and glob_run(shell_glob(component), name) for name in LONGER)


LONGER = ["".join(chars) for size in range(6) for chars in product("abcA.", repeat=size)]


@settings(ways, max_examples=600)
@given(paths_of_globs, elements)
def test_a_path_may_match_only_where_one_name_matches_both(glob: str, element: list[list[Piece]]) -> None:
    """A `*` that begins a component stands for itself."""
    text = "/".join(map(marked, element))
    if not any(map(begins_with_star, element)):
        paths = ["/".join(path) for path in product(*(names_of(component)[:9] for component in element))]
        if any(glob_path(glob, path) for path in paths):
            assert may_match(compile_path(glob), parts_of(text, None))
    if all(not is_active(component) or begins_with_star(component) for component in element):
        assert may_match(compile_path(glob), parts_of(text, None)) is glob_path(glob, as_written(text))


@settings(ways, max_examples=600)
@given(paths_of_globs, elements)
def test_what_must_match_matches_by_every_name(glob: str, element: list[list[Piece]]) -> None:
    text = "/".join(map(marked, element))
    paths = ["/".join(path) for path in product(*(names_of(component)[:12] for component in element))]
    if must_match(compile_path(glob), parts_of(text, None)):
        assert all(glob_path(glob, path) for path in [*paths, as_written(text)])
    if not can_match(compile_path(glob), parts_of(text, None)):
        assert not any(glob_path(glob, path) for path in [*paths, as_written(text)])


@settings(ways, max_examples=500)
@given(elements)
def test_every_name_holds_the_literals_between_what_is_active(element: list[list[Piece]]) -> None:
    text = "/".join(map(marked, element))
    first, *rest = literals_of(text, None)
    for path in product(*(names_of(component)[:12] for component in element)):
        name = "/".join(path)
        assert name.startswith(first)
        assert all(literal in name for literal in rest)
        assert name.endswith(rest[-1] if rest else first)


def folding(char: str) -> str:
    return char.casefold()


@settings(ways, max_examples=600)
@given(
    st.lists(st.sampled_from(["*", "?", "a", "B", "[aB]", "[!A]", "[@-b]", "[!Z-b]"]), max_size=4).map("".join),
    st.lists(
        st.sampled_from(
            [
                "a",
                "B",
                ("glob", "?"),
                ("glob", "[A]"),
                ("glob", "[!b]"),
                ("glob", "[!bB]"),
                ("glob", "[@-b]"),
                ("glob", "*"),
            ]
        ),
        max_size=3,
    ),
)
def test_without_case_a_name_in_any_case_counts(glob: str, component: list[Piece]) -> None:
    """What both match in some spelling of one name."""
    names = ["".join(chars) for size in range(4) for chars in product("aAbB", repeat=size)]
    ours = {name.casefold() for name in names if glob_run(glob, name)}
    theirs = {name.casefold() for name in names if glob_run(shell_glob(component), name)}
    positive = "[!" not in glob
    found = may_match(compile_path(glob, fold=True), parts_of(marked(component), folded))
    if ours & theirs and positive and not begins_with_star(component):
        assert found


@pytest.mark.parametrize(
    ("glob", "element", "matches"),
    [
        ("**/.env*", ".e*", True),
        ("**/.env*", "/w/.e?v", True),
        ("**/.env", "/w/.[a-f]nv", True),
        ("**/.env", "/w/.[!a-f]nv", False),
        ("**/.env", "/w/*", False),
        ("**/.env", "*/.env", True),
        ("/etc/passwd", "/e?c/passwd", True),
        ("/etc/passwd", "/*/passwd", False),
        ("/etc/**", "/e*", True),
        ("**/*.pem", "/w/k*", True),
        ("**/*.pem", "/w/*.pem", True),
        ("**/.env", "/w/.e*/x", False),
    ],
)
def test_a_shell_glob_meets_a_path_that_is_guarded(glob: str, element: str, matches: bool) -> None:
    text = "".join({"*": STAR, "?": ONE, "[": CLASS_OPEN, "]": CLASS_CLOSE}.get(char, char) for char in element)
    assert may_match(compile_path(glob), parts_of(text, None)) is matches


def test_classes_whose_members_hang_on_the_locale_may_be_anything() -> None:
    for inner in ("[=e=]", "[.e.]", "![=x=]"):
        assert may_match(compile_path(".env"), parts_of(f".{CLASS_OPEN}{inner}{CLASS_CLOSE}nv", None))


def test_an_unknown_part_is_the_text_that_is_written() -> None:
    assert may_match(compile_path("**/.env"), parts_of(unknown("$(ls a/b)") + f"/.e{STAR}", None))
    assert not may_match(compile_path("**/.env"), parts_of(f"{STAR}/" + unknown("$f"), None))


@pytest.mark.parametrize(
    ("element", "leads_out"), [(".*", True), (".?", True), ("..*", True), ("*", False), (".a*", False), ("?", False)]
)
def test_a_component_that_may_be_the_parent_directory_is_told(element: str, leads_out: bool) -> None:
    text = "".join({"*": STAR, "?": ONE}.get(char, char) for char in f"/w/{element}/x")
    assert may_lead_out(parts_of(text, None)) is leads_out


def test_long_elements_take_no_longer_than_their_length_times_the_globs() -> None:
    runs = compile_path("**/" + "*a?" * 40 + "b")
    started = time.process_time()
    for hostile in (
        f"a{STAR}" * 20_000,
        f"a{ONE}{STAR}" * 10_000 + "/",
        f"a{CLASS_OPEN}ab{CLASS_CLOSE}" * 10_000,
        f"a{STAR}/" * 20_000,
    ):
        parts = parts_of(hostile, None)
        may_match(runs, parts), can_match(runs, parts), must_match(runs, parts)
    assert time.process_time() - started < 5


# -- what the compiler does of the same


@given(st.text(max_size=8))
def test_compiler_and_runtime_take_case_from_a_text_in_the_same_way(text: str) -> None:
    assert compiled_folded(text) == folded(text)


def test_compiler_and_runtime_fold_every_character_in_the_same_way() -> None:
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    for start in range(0, len(characters), 4096):
        text = "/".join(characters[start : start + 4096])
        assert compiled_folded(text) == folded(text)


@settings(ways, max_examples=400)
@given(globs, st.lists(st.sampled_from(["a", "b", "A", "B", "."]), max_size=4).map("".join))
def test_a_folded_glob_matches_the_folded_forms_of_what_it_matches(glob: str, path: str) -> None:
    if glob_path(glob, path) and "[!" not in glob:
        assert matches_path(compile_path(glob, fold=True), folded(path))
    if not any(char in glob for char in "[]"):
        assert matches_path(compile_path(glob, fold=True), folded(path)) is glob_path(folded(glob), folded(path))


@settings(ways, max_examples=400)
@given(globs, globs)
def test_two_action_patterns_could_match_where_one_name_matches_both(first: str, second: str) -> None:
    if any(glob_run(first, name) and glob_run(second, name) for name in NAMES):
        assert could_match(first, second)
    if not any(char in first + second for char in "*["):
        assert could_match(first, second) is any(glob_run(first, name) and glob_run(second, name) for name in FOUR)


FOUR = ["".join(chars) for size in range(5) for chars in product("ab.", repeat=size)]


def test_an_action_that_is_named_could_match_what_it_matches_and_nothing_else() -> None:
    for pattern, matches in [("bash.*", True), ("[!b]*", False), ("*.execute", True), ("file.*", False), ("[", False)]:
        assert could_match(pattern, "bash.execute") is matches
    assert could_match("web.*", "*.fetch")
    assert not could_match("web.*", "file.*")
