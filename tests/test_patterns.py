"""Patterns mean what they mean to Python's `re`, and globs what the naive matcher says."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from unicodedata import ucd_3_2_0

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from agsec_compiler.patterns import PatternError, compile_regex, narrow_regex, parse
from agsec_compiler.patterns.globs import compile_action, compile_path
from agsec_compiler.patterns.literals import required
from agsec_runtime import abi
from agsec_runtime.globs import matches_path, matches_tokens
from agsec_runtime.patterns import found

from .reference import glob_path, glob_run
from .strategies import (
    action_globs,
    actions,
    anchored_literals,
    is_regex,
    path_globs,
    paths,
    patterns,
    scribbles,
    texts,
)

ways = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
Texts = list[str]
# Those that all versions of Unicode in question agree on.
OLD_CHARACTERS = "".join(
    char for char in map(chr, range(0x30000)) if ucd_3_2_0.category(char) not in ("Cn", "Cs", "Co")
)
some_texts = st.lists(texts, min_size=1, max_size=6)


# -- regular expressions


@settings(ways, max_examples=1000)
@given(patterns, some_texts)
def test_a_compiled_pattern_finds_what_re_finds(pattern: str, samples: Texts) -> None:
    compiled = compile_regex(pattern)
    for text in samples:
        if settled(pattern, text):
            assert found(compiled, text) is finds(pattern, text)


@settings(ways, max_examples=800)
@given(scribbles, some_texts)
def test_whatever_the_parser_takes_means_what_it_means_to_re(scribble: str, samples: Texts) -> None:
    assume(is_pattern(scribble))
    assert is_regex(scribble) or sys.version_info < (3, 11)  # Possessive repeats are new in 3.11.
    compiled = compile_regex(scribble)
    for text in samples:
        if is_regex(scribble) and settled(scribble, text):
            assert found(compiled, text) is finds(scribble, text)


@settings(ways, max_examples=800)
@given(scribbles)
def test_a_refusal_points_into_the_pattern(scribble: str) -> None:
    error = refusal(parse, scribble)
    assert error is None or 0 <= error.position < error.end <= len(scribble)


@settings(ways, max_examples=400)
@given(patterns, some_texts)
def test_a_match_contains_one_of_the_literals_that_its_pattern_requires(pattern: str, samples: Texts) -> None:
    assume(is_pattern(pattern))
    literals, folded = required(parse(pattern))
    for text in samples:
        if literals and finds(pattern, text) and (text.isascii() or not folded):
            assert any(literal in (text.lower() if folded else text) for literal in literals)


@settings(ways, max_examples=300)
@given(st.one_of(anchored_literals, anchored_literals, patterns), some_texts)
def test_a_form_without_an_automaton_finds_what_re_finds(pattern: str, samples: Texts) -> None:
    assume(is_pattern(pattern))
    narrowed = narrow_regex(pattern)
    assume(narrowed is not None)
    for text in [*samples, pattern, pattern.strip("^$\\AZ"), pattern + "\n"]:
        assert found(narrowed or [], text) is finds(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        ("rm -rf", [abi.CONTAINS, "rm -rf"]),
        (r"a\.b", [abi.CONTAINS, "a.b"]),
        ("^rm", [abi.PREFIX, "rm"]),
        (r"\Arm\Z", [abi.EXACT, "rm"]),
        ("", [abi.CONTAINS, ""]),
        ("^rm$", None),  # It finds "rm\n" as well.
        (r"rm\Z", [abi.SUFFIX, "rm"]),
        ("(?i)rm", None),
        ("(?i)1", None),
        ("(?m)^rm", None),
        ("a|b", [abi.ONE_OF, ["a", "b"]]),
        ("(?:ab?|[cd])e", [abi.ONE_OF, ["ae", "abe", "ce", "de"]]),
        ("^(?:a|b)", None),
        (r"a|b\Z", None),
        (r"a\bb", None),
        ("a*", None),
    ],
)
def test_a_literal_needs_no_automaton(pattern: str, form: list[object] | None) -> None:
    assert narrow_regex(pattern) == form


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"\brm\s+-rf\b", ["-rf"]),
        ("curl|wget", ["curl", "wget"]),
        ("(?i)DROP +TABLE", ["table"]),
        (r"(?:ab){2,}c?", ["ab"]),
        (r"a[bc]d", ["abd", "acd"]),
        (r"(?=secret).*", []),
        ("a*", []),
        (".", []),
        ("a?b?", []),
        ("(?i)é", []),
    ],
)
def test_the_longest_literals_are_required(pattern: str, literals: list[str]) -> None:
    assert list(required(parse(pattern))[0]) == literals


REFUSED = [
    ("(", 0),
    (")", 0),
    ("a)", 1),
    ("a(b", 1),
    ("(?:a|", 0),
    ("(?=a", 0),
    ("[a", 0),
    ("[]", 0),
    ("x[^", 1),
    ("*a", 0),
    ("+", 0),
    ("{1}", 0),
    ("a|*", 2),
    ("^*", 1),
    ("a$+", 2),
    (r"\b?", 2),
    ("a**", 2),
    ("a???", 3),
    ("x*{2}", 2),
    ("a{2}{3}", 4),
    ("a{3,2}", 1),
    ("\\", 0),
    ("a\\", 1),
    (r"a\q", 1),
    (r"[\q]", 1),
    (r"[\8]", 1),
    (r"\x4", 0),
    (r"[\x4]", 1),
    (r"\u00", 0),
    (r"\U00110000", 0),
    (r"\400", 0),
    (r"a\N{nope}", 1),
    (r"\N", 0),
    (r"\1", 0),
    (r"(\1)", 1),
    (r"(a)\2", 3),
    ("(?P=n)", 4),
    ("(?P<1>a)", 4),
    ("(?P<n", 4),
    ("(?P<n>a)(?P<n>b)", 12),
    ("(?z)", 2),
    ("a(?i)", 1),
    ("(?i-:a)", 2),
    ("(?<=a*)b", 0),
    ("(?<!a|bc)d", 0),
    ("x[z-a]", 2),
    (r"[\d-z]", 1),
]


@pytest.mark.parametrize(("pattern", "position"), REFUSED)
def test_what_re_refuses_is_refused_with_its_position(pattern: str, position: int) -> None:
    assert not is_regex(pattern)
    with pytest.raises(PatternError) as refused:
        parse(pattern)
    assert refused.value.position == position


@pytest.mark.parametrize(
    "pattern",
    [
        "a" * 8193,
        "a{1001}",
        "a{5,1001}",
        "(?:a{100}){100}",
        "((a{2}){3}){200}",
        "(" * 101 + ")" * 101,
        "(a)(?(1)b|c)",
    ],
)
def test_what_is_beyond_the_limits_is_refused(pattern: str) -> None:
    assert is_regex(pattern)
    with pytest.raises(PatternError) as refused:
        parse(pattern)
    assert 0 <= refused.value.position < len(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(?:^)?a", "ba"),
        (r"(?:\b)*a", "ba"),
        ("(?:(?:^)+a)+", "aa"),
        ("a(?#comment)?b", "b"),
        ("(?x) a b # c\n c", "abc"),
        (r"(?x) [ a ] \  b", "  b"),
        ("(?x) a{1, 2}", "a{1,2}"),
        ("(?x)a\xa0b", "ab"),
        ("(?x)a#\\\nb", "a"),
        (r"(?#\)x(y)", "z"),
        ("a{,2}b", "b"),
        ("a{,}b", "aaab"),
        ("a{b", "a{b"),
        ("[]a]+", "]"),
        ("[^]a]", "]"),
        ("[a-]+$", "-"),
        ("[-a]+$", "-"),
        (r"[\b]", "\b"),
        (r"\0\01\101", "\0\1A"),
        (r"\N{DIGIT ONE}", "1"),
        ("(?s:.)(?-s:.)", "\n\n"),
        ("(?i:a)b", "AB"),
        ("(?i)(?-i:a)b", "AB"),
        ("(?P<n>a)(?P=n)", "aa"),
        (r"(?:(a)|b)\1", "b"),
        (r"(a|b)*\1", "abb"),
        ("(?m)^b$", "a\nb\nc"),
        ("^b$", "a\nb"),
        ("b$", "b\n"),
        (r"b\Z", "b\n"),
        (r"b$\n", "b\n"),
        (r"b$\n", "b\n\n"),
        (r"(?:b$)+\s\Z", "b\n"),
        ("(?:b$|c)d?", "b\n"),
        (r"b(?!a$)", "ba\n"),
        (r"b(?=a$)a\n", "ba\n"),
        ("(?i)ſ", "S"),
        ("(?i)[r-t]", "ſ"),
        ("(?i)k", "\N{KELVIN SIGN}"),
        ("(?i)i", "İ"),
        ("(?i)ß", "ẞ"),
        ("(?i)ß", "ss"),
        ("(?i)Σ", "ς"),
        (r"\w", "²"),
        (r"\d", "²"),
        (r"\d", "٣"),
        (r"(?a)\d", "٣"),
        (r"\s", "\x1f"),
        (r"(?a)\s", "\x85"),
        (r"\bé", "aé"),
        (r"(?a)\bé", "aé"),
        ("(?ai)i", "İ"),
        ("(?ai)k", "\N{KELVIN SIGN}"),
        ("(?ai)[r-t]", "ſ"),
        ("(?ai)[^i]", "ı"),
        (r"(?i)(s)\1", "sS"),
        (r"(?i)(i)\1", "iİ"),
        (r"(.+)(?:.?)*1\1", "1AA11"),
        (r"(.+)(?:.?|b)+?1\1", "1AA11"),
    ],
)
def test_a_pattern_means_what_it_means_to_re(pattern: str, text: str) -> None:
    assert found(compile_regex(pattern), text) is finds(pattern, text)


@pytest.mark.parametrize("pattern", [r"\w", r"\D", r"\s", "(?i)[h-t]", "(?i)[^α-ω]"])
def test_a_class_holds_the_characters_that_it_holds_for_re(pattern: str) -> None:
    compiled = compile_regex(pattern)
    assert [char for char in OLD_CHARACTERS if found(compiled, char)] == re.findall(pattern, OLD_CHARACTERS)


@pytest.mark.parametrize("form", ["{}", "[{}]", "[^{}]", "[{}{}]", "(?x:{})"])
def test_every_ascii_character_stands_for_itself_when_it_is_escaped(form: str) -> None:
    characters = [chr(code) for code in range(128)]
    for char in characters:
        pattern = form.format(re.escape(char), re.escape(char))
        compiled = compile_regex(pattern)
        assert [each for each in characters if found(compiled, each)] == re.findall(pattern, "".join(characters))


@pytest.mark.parametrize(("pattern", "text"), [(r"(?i)(Σ)\1", "Σς"), (r"(?i)(s)\1", "sſ")])
def test_a_back_reference_that_ignores_case_knows_more_pairs_than_that_of_re(pattern: str, text: str) -> None:
    assert found(compile_regex(pattern), text)
    assert not finds(pattern, text)


# -- globs


@settings(ways, max_examples=400)
@given(path_globs, st.lists(paths, min_size=1, max_size=8))
def test_a_path_glob_matches_what_the_naive_matcher_says(glob: str, samples: Texts) -> None:
    segments = compile_path(glob)
    for path in samples:
        assert matches_path(segments, path) is glob_path(glob, path)


@settings(ways, max_examples=400)
@given(action_globs, st.lists(actions, min_size=1, max_size=8))
def test_an_action_glob_matches_what_the_naive_matcher_says(glob: str, samples: Texts) -> None:
    tokens = compile_action(glob)
    for action in samples:
        assert matches_tokens(tokens, action) is glob_run(glob, action)


@settings(ways, max_examples=400)
@given(st.text(st.sampled_from("ab*?[]!-/"), max_size=8), st.text(st.sampled_from("ab*?[]!-/"), max_size=6))
def test_any_text_is_a_glob_or_refused_at_the_class_that_is_wrong(glob: str, path: str) -> None:
    error = refusal(compile_path, glob)
    if error is None:
        assert matches_path(compile_path(glob), path) is glob_path(glob, path)
        assert matches_tokens(compile_action(glob), path) is glob_run(glob, path)
    else:
        assert glob[error.position] == "["


@pytest.mark.parametrize(
    ("glob", "position"), [("[", 0), ("a/b[c", 3), ("[]", 0), ("[!]", 0), ("a[b]/[", 5), ("a[z-a]", 1), ("x/[b-a]", 2)]
)
def test_a_glob_whose_class_is_wrong_is_refused_with_its_position(glob: str, position: int) -> None:
    for compiler in (compile_path, compile_action):
        with pytest.raises(PatternError) as refused:
            compiler(glob)
        assert refused.value.position == position


def test_many_stars_take_no_longer_than_text_times_glob() -> None:
    started = time.process_time()
    assert not matches_tokens(compile_action("*a" * 40 + "*b"), "a" * 5_000)
    assert not matches_path(compile_path("**/a/" * 40 + "b"), "a/" * 2_000)
    assert time.process_time() - started < 2


# -- helpers


def refusal(compiler: Callable[[str], object], text: str) -> PatternError | None:
    try:
        compiler(text)
    except PatternError as error:
        return error
    return None


def is_pattern(text: str) -> bool:
    return refusal(parse, text) is None


def finds(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def settled(pattern: str, text: str) -> bool:
    """Python 3.14 changed its mind on `\\B` in the empty text; here it has always been found."""
    return bool(text) or r"\B" not in pattern
