"""Policies and requests, patterns and texts, drawn from one small vocabulary, so that they meet often."""

from __future__ import annotations

import re
import sys
import warnings
from typing import Any

from hypothesis import strategies as st

from . import reference

Json = dict[str, Any]
Any_ = st.SearchStrategy[Any]
Text = st.SearchStrategy[str]

# -- words

ACTIONS = ["pay.charge"] * 3 + ["pay.refund", "mail.send", "mail.draft.send", "db.delete", "db", "PAY.charge"]
ODD_ACTIONS = ["", "pay", "pay.", ".send", "a.b.c.d", "pay.charge\n", "pay/charge", "pay.\ud800"]
ACTION_GLOBS = ["*", "pay.*", "mail.*", "*.send", "*.delete", "mail.*.send", "p?y.*", "[dp]*", "[!m]*", "pay.charge*"]
ACTION_PIECES = ["*", "?", "[a-m]", "[!a-m]", ".", "pay", "mail", "send", "db", "a"]

KEYS = ["a", "a", "a", "b", "b", "a.b", "0", "*", 'é "q"', "\\"]
STEPS = ["a", "a", "a", "b", "b", "0", "1", "*", "*", '"a.b"', '"0"', '"*"', '"é \\"q\\""', '"\\\\"', '"a"']

STRINGS = ["", "a", "a", "ab", "abc", "b", "A", "é", "1", "a/b", "a/b/c", ".env", "a/.env", "a b\n"]
NUMBERS = [0, 1, 1, 2, -1, 1.0, 1.5, -0.0, 1e300, 2**53, 2**53 + 1, float(2**53), 2**64 - 1, -(2**63)]
PATTERNS = ["a", "^a", "^ab$", "b$", "^$", "a|b", "[a-c]+", r"\bb", "(?i)A", "a(?=b)", r"(a)\1", "(?!a)", r"\d", "a.*c"]
GLOB_PIECES = ["*", "**", "?", "/", "/", "[a-b]", "[!a]", "[]a]", "[!]a]", "[/a]", "[a-]", "a", "b", ".env", ".", "é"]


def nested(depth: int) -> Any:
    """A list in a list in a list, ``depth`` of them."""
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


ALIEN = [float("nan"), float("inf"), -float("inf"), (1, "a"), b"a", {1: "a"}, [float("nan")], {"a": (1,)}, nested(129)]
ODD = ["a\ud800", "a\0b", 10**400, nested(128)]  # Policies cannot hold these, requests can.

strings: Text = st.sampled_from(STRINGS)
scalars: Any_ = st.one_of(strings, st.sampled_from(NUMBERS), st.booleans())

# -- values


def values(leaves: Any_) -> Any_:
    """JSON of some depth."""
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | mappings(inner), max_leaves=5)


def mappings(inner: Any_) -> st.SearchStrategy[Json]:
    return st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)


nullable: Any_ = scalars | st.none()
literals: Any_ = st.one_of(scalars, scalars, st.lists(nullable, max_size=2), mappings(values(nullable)))


ordinary: Any_ = values(nullable)
rare: Any_ = st.sampled_from(ALIEN + ODD)


@st.composite
def given_values(draw: st.DrawFn) -> Any:
    """Mostly JSON, now and then what a program may pass in its place."""
    return draw(ordinary if draw(st.integers(0, 6)) else rare)


# -- globs

action_globs: Text = st.one_of(
    st.sampled_from(ACTIONS),
    st.sampled_from(ACTION_GLOBS),
    st.lists(st.sampled_from(ACTION_PIECES), min_size=1, max_size=4).map("".join),
)
actions: Text = st.sampled_from(ACTIONS * 6 + ODD_ACTIONS)
path_globs: Text = st.lists(st.sampled_from(GLOB_PIECES), max_size=6).map("".join)
paths: Text = st.one_of(
    strings, st.lists(st.sampled_from(["a", "b", "/", "/", ".env", "]", "-", "é"]), max_size=7).map("".join)
)

# -- policies


@st.composite
def fields(draw: st.DrawFn) -> str:
    root = draw(st.sampled_from(["params", "params", "params", "params", "context", "action"]))
    size = draw(st.sampled_from([1, 1, 2, 2, 3])) if root != "action" else 0
    return ".".join([root, *(draw(st.sampled_from(STEPS)) for _ in range(size))])


def several(values: Any_) -> Any_:
    return values | st.lists(values, min_size=1, max_size=3)


def checks(quantified: bool) -> st.SearchStrategy[Json]:
    """One test; the elements of a `*` field are not compared with lists."""
    equals = scalars if quantified else literals
    operands: list[tuple[list[str], Any_]] = [
        (["==", "!="], equals),
        ([">", "<", ">=", "<="], strings | st.sampled_from(NUMBERS)),
        (["in", "not_in"], st.lists(equals, min_size=1, max_size=3)),
        (["contains"], several(scalars)),
        (["starts_with", "ends_with"], several(strings)),
        (["regex", "not_regex"], several(st.sampled_from(PATTERNS))),
        (["glob", "not_glob"], several(path_globs)),
    ]
    compared = [st.fixed_dictionaries({"op": st.sampled_from(ops), "value": value}) for ops, value in operands]
    return st.one_of(*compared, st.fixed_dictionaries({"op": st.sampled_from(["exists", "not_exists"])}))


def condition(quantified: bool) -> Any_:
    """A scalar, a test, or several tests."""
    one = checks(quantified)
    return st.one_of(scalars, one, one, one, st.lists(one, min_size=1, max_size=3))


of_one, of_each = condition(quantified=False), condition(quantified=True)
names = st.lists(fields(), min_size=1, max_size=3, unique=True)


@st.composite
def conditions(draw: st.DrawFn) -> Json:
    return {name: draw(of_each if "*" in name.split(".") else of_one) for name in draw(names)}


statements: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {
        "effect": st.sampled_from(["deny", "block", "review", "review", "allow", "allow", "allow"]),
        "actions": action_globs | st.lists(action_globs, min_size=1, max_size=3),
        "conditions": st.one_of(*[conditions()] * 4, st.just({})),
    },
    optional={"match": st.sampled_from(["all", "any"]), "reason": strings},
)


policies: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {"statements": st.lists(statements, max_size=5)}, optional={"default": st.sampled_from(["deny", "allow"])}
)


@st.composite
def policy_sets(draw: st.DrawFn) -> list[Json]:
    """The files of a set; their statements are named in order."""
    files = draw(st.lists(policies, min_size=1, max_size=3))
    for number, statement in enumerate(each for file in files for each in file["statements"]):
        statement["sid"] = f"s{number}"
    return files


requests: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {
        "action": actions,
        "params": st.dictionaries(st.sampled_from(KEYS), given_values(), min_size=1, max_size=4),
        "context": st.dictionaries(st.sampled_from(KEYS), given_values(), max_size=3),
    }
)

# -- facts

PATH_FACTS = ["files.reads", "files.writes", "files.deletes", "shell.sends"]
TEXT_FACTS = ["shell.programs", "shell.commands", "shell.git", "shell.pushes", "shell.sql", "shell.sets"]
SHELL_FLAGS = ["shell.dynamic", "shell.unparsed"]
VALUE_FACTS = {
    "files.in_workspace": st.booleans(),
    "shell.dynamic": st.booleans(),
    "shell.unparsed": st.booleans(),
    "url.scheme": strings,
    "url.host": strings,
    "url.port": st.sampled_from([0, 1, 1.5]),
    "url.is_loopback": st.booleans(),
    "url.is_private": st.booleans(),
}
FACTS_OF = {
    "bash.execute": [*PATH_FACTS, *TEXT_FACTS, *SHELL_FLAGS, "files.in_workspace"],
    "file.read": [*PATH_FACTS[:3], "files.in_workspace"],
    "web.fetch": ["url.scheme", "url.host", "url.port", "url.is_loopback", "url.is_private"],
    "pay.charge": [],
}
PIECES: list[Any] = ["a", "a", "b", "A", "/", "/", "/", ".env", ".", ".", "é", "*", "[", "$f", "ab"]
GLOBS = [("glob", each) for each in ["*", "*", "?", "[ab]", "[!a]", "[A-Z]", "[!A-Zé]", "[]a]", "[@-b]"]]
UNKNOWNS = [("unknown", each) for each in ["$f", "$(ls a/b)", ""]]
FACT_STATEMENTS = [
    "*",
    "*",
    "bash.execute",
    "bash.*",
    ["file.*", "bash.execute"],
    "[!f]*",
    "file.*",
    "web.*",
    "[b-f]?[!x]*",
]

texts_of_facts: Text = st.lists(st.sampled_from(["a", "b", "A", "/", ".env", ".", "é", "*"]), max_size=5).map("".join)
globs_of_facts: Text = st.lists(
    st.sampled_from(["*", "*", "**", "?", "/", "/", "[a-b]", "[!a]", "[A]", "[!A-Z]", "a", "A", ".env", ".", "É"]),
    max_size=6,
).map("".join)


def pieces(*special: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from([*PIECES * 3, *special]), max_size=6)


# An element of a fact as the oracle has it: plain, a shell glob, or with a part that only a run can tell.
elements = st.one_of(pieces(), pieces(), pieces(*GLOBS), pieces(*GLOBS), pieces(*UNKNOWNS), pieces(*GLOBS, *UNKNOWNS))


def fact_checks(field: str) -> st.SearchStrategy[Json]:
    kind = VALUE_FACTS.get(field)
    operands: list[tuple[list[str], Any_]]
    if kind is not None:
        operands = [(["==", "!="], kind), (["in", "not_in"], st.lists(kind, min_size=1, max_size=2))]
    else:
        operands = [
            (["==", "!=", "<", ">="], texts_of_facts),
            (["in", "not_in"], st.lists(texts_of_facts, min_size=1, max_size=3)),
            (["contains", "starts_with", "ends_with"], several(texts_of_facts)),
            (["regex", "not_regex"], several(st.sampled_from(PATTERNS))),
            (["glob", "not_glob", "glob"], several(globs_of_facts)),
            (["glob", "not_glob", "glob"], several(globs_of_facts)),
        ]
    compared = [st.fixed_dictionaries({"op": st.sampled_from(ops), "value": value}) for ops, value in operands]
    return st.one_of(*compared, *compared, st.fixed_dictionaries({"op": st.sampled_from(["exists", "not_exists"])}))


def one_or_more(one: st.SearchStrategy[Json]) -> Any_:
    return one | st.lists(one, min_size=1, max_size=3)


# Made once: hypothesis spends more time on making strategies than on drawing from them.
CHECKS_OF = {
    field: one_or_more(fact_checks(field)) for field in [*PATH_FACTS, *TEXT_FACTS, *SHELL_FLAGS, *VALUE_FACTS]
} | {"params.a": one_or_more(checks(quantified=False))}
asked_fields = st.lists(
    st.sampled_from([*PATH_FACTS * 3, *TEXT_FACTS, *SHELL_FLAGS, *VALUE_FACTS, "params.a"]),
    min_size=1,
    max_size=3,
    unique=True,
)


@st.composite
def fact_conditions(draw: st.DrawFn) -> Json:
    return {field: draw(CHECKS_OF[field]) for field in draw(asked_fields)}


fact_statements: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {
        "effect": st.sampled_from(["deny", "review", *["allow"] * 6]),
        "actions": st.sampled_from(FACT_STATEMENTS),
        "conditions": fact_conditions(),
    },
    optional={"match": st.sampled_from(["all", "any"])},
)


fact_files: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {"default": st.sampled_from(["deny", "allow"]), "statements": st.lists(fact_statements, min_size=1, max_size=4)}
)


@st.composite
def fact_sets(draw: st.DrawFn) -> list[Json]:
    """A set of policies that ask for facts."""
    file = draw(fact_files)
    for number, statement in enumerate(file["statements"]):
        statement["sid"] = f"s{number}"
    return [file]


fact_actions = st.sampled_from(["bash.execute"] * 4 + list(FACTS_OF))
pools = st.lists(st.lists(elements, max_size=3), min_size=1, max_size=3)
platforms = st.sampled_from(["linux", "linux", "darwin"])


@st.composite
def fact_requests(draw: st.DrawFn) -> Json:
    """A request with its facts as the oracle has them."""
    action = draw(fact_actions)
    pool = draw(pools)
    facts: Json = {}
    for field in FACTS_OF[action]:
        kind = VALUE_FACTS.get(field)
        facts[field] = draw(st.sampled_from(pool) if kind is None else kind)
        if field not in SHELL_FLAGS and draw(st.integers(0, 9)) == 0:
            facts[field] = reference.STUCK
        elif field == "files.in_workspace" and draw(st.booleans()):
            facts[field] = (reference.GUESS, True)
    params = {"a": draw(scalars)}
    return {"action": action, "params": params, "context": {}, "platform": draw(platforms), "facts": facts}


# -- regular expressions

TEXT = "aabbABc1_-. \n/éÉßſK\N{KELVIN SIGN}İıiIµμΣσς²٣\xa0\x85\x1f"
POSSESSIVE = ["+"] if sys.version_info >= (3, 11) else []
FLAGS = ["", "", "", "(?i)", "(?i)", "(?s)", "(?m)", "(?a)", "(?ai)", "(?im)"]
CLASSES = ["a", "b", "a-c", "B-b", r"\d", r"\W", r"\s", r"\S", "é", "ſ", "İ", "_", r"\]", r"\-"]
CATEGORIES = [".", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S"]
ANCHORS = ["^", "$", r"\b", r"\B", r"\A", r"\Z"]
QUANTIFIERS = ["?", "*", "+", "{2}", "{1,2}", "{2,}", "{,2}"]
# Not here, because of errors in CPython: `(?a:...)` with a negated category, and possessive repeats of groups.
FORMS = r"""
{}{} {}{} {}{}{} (?:{}|{}) (?:{}|{}{}) ({}|{}) ({}|) (?={}) (?!{}){} (?i:{}) (?-i:{}) (?s:{}) (?m:{})
(?:{})? (?:{})* (?:{})+? (?:{}){{0,2}} (?:{}){{2}}{} (?:{})*?{} ({})(?-i:\1) ({}){}(?-i:\1) (?P<n>{})(?-i:(?P=n))
(?<=a){} (?<!ab){} (?<=\w){} (?<=^){}
""".split()

texts: Text = st.text(st.sampled_from(TEXT), max_size=10)
classes: Text = st.builds(
    "[{}{}]".format, st.sampled_from(["", "^"]), st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3).map("".join)
)
characters: Text = st.one_of(st.sampled_from(TEXT).map(re.escape), classes, st.sampled_from(CATEGORIES))
repeated: Text = st.builds(
    "{}{}{}".format, characters, st.sampled_from(QUANTIFIERS), st.sampled_from(["", "", "?", *POSSESSIVE])
)


@st.composite
def formed(draw: st.DrawFn, inner: Text) -> str:
    form = draw(st.sampled_from(FORMS))
    return form.format(*(draw(inner) for _ in range(form.count("{}"))))


bodies: Text = st.recursive(
    st.one_of(characters, characters, st.sampled_from(ANCHORS), repeated), formed, max_leaves=10
)
patterns: Text = st.tuples(st.sampled_from(FLAGS), bodies).map("".join).filter(lambda pattern: is_regex(pattern))

# A literal, alone or anchored.
anchored_literals: Text = st.builds(
    "{}{}{}".format, st.sampled_from(["", "^", r"\A"]), texts.map(re.escape), st.sampled_from(["", "$", r"\Z"])
)

SCRIBBLES = r"""
( ( ) ) [ [ ] ] * * + + ? ? | | \ \ a b 0 1 n { } ^ $ . , - < > = ! : # i
(? (?P<n> (?P=n) (?: (?i (?i) (?x) (?s-i: (?<= (?<! (?= (?! (?> (?# (?(1) [^ [] {2} {1, ,2} {,
\x \x4 \u00e9 \N{ DIGIT} \1 \2 \01 \400 \d \W \b \B \Z \q [\w- -\d] a-z z-a
""".split()

# Anything that might confuse a parser of patterns.
scribbles: Text = st.lists(st.sampled_from([*SCRIBBLES, " ", "\n"]), max_size=7).map("".join)


def is_regex(pattern: str) -> bool:
    """Whether Python's ``re`` takes it, with a warning or without."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError):
            return False
    return True
