"""The oracle: the obvious evaluator of the policy language, slow and unindexed, written from its page alone.

It shares no code and no idea with agsec: policies are read as YAML loads them, every statement is asked, patterns go to
Python's own ``re``, and globs to a matcher that tries everything.

Conditions are worked out in Kleene's three-valued logic: True, False, or None for what cannot be decided. The tests of
a value, the elements of an allow statement's `*` field and the fields of a ``match: all`` are joined by *and*; the
elements of a deny or review statement's `*` field and the fields of a ``match: any`` by *or*. A statement left unknown
counts as matching in deny and review, as not matching in allow. Without a negation in the formula that comes to the
same as calling each undecidable test true or false from the start.

``undecidable`` lists, for every statement that was asked about (rank by rank, in file order, up to and including the
first that matches) and was left unknown, every test as (sid, field, operator) that was undecidable in a field that was
left unknown; of a `*` field in an element that was left unknown. For each statement the rows are sorted and stand
once. A field is spelled with quotes around those keys only that need them.

What the page leaves to be spelled out:

- A numeric key names the key of that spelling where it meets a mapping; a quoted one does so only.
- A `*` on something absent gives one absent element, on a scalar one undecidable element; where the rest of the path
  is missing in an element, that is one absent element. Elements of inner lists all count alike.
- A value is undecidable for every operator if anything in it is not JSON's, or if its lists and mappings are nested
  deeper than 128 levels.
- Two lists, two mappings, or one of each are equal or not; a scalar in place of a list further down is just unequal.
- ``in`` is an *or* over ``==``; several values of another operator are an *or* over its verdicts.
- ``contains`` of a value that is no string is undecidable for a string or a mapping; of any value it is undecidable for
  another scalar, and under `*` for whatever is no string.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

Verdict = bool | None
Row = tuple[str, str, str]  # sid, field, operator
Answer = tuple[str, Verdict]  # operator and what it says
Step = tuple[str, str]  # kind (key, index, each) and the key as it is meant

ABSENT = object()
STUCK = object()  # a step could not be taken
RANKS = ("deny", "review", "allow")
MAX_TEXT = 1 << 20
MAX_LEVELS = 128


def decide(policies: list[dict[str, Any]], request: dict[str, Any]) -> dict[str, Any]:
    """Effect, sid, matched_by and undecidable for a request with ``action``, ``params`` and ``context``."""
    statements = [statement for policy in policies for statement in policy.get("statements", [])]
    undecidable: list[Row] = []
    for rank in RANKS:
        for statement in statements:
            if effect_of(statement) != rank or not covers(statement, request["action"]):
                continue
            verdict = statement_verdict(statement, request)
            if verdict is None:
                undecidable += undecided(statement, request)
            if verdict is True or (verdict is None and rank != "allow"):
                return result(rank, statement["sid"], f"explicit_{rank}", undecidable)
    return result(default_of(policies, statements), None, "default", undecidable)


def result(effect: str, sid: str | None, matched_by: str, undecidable: list[Row]) -> dict[str, Any]:
    return {"effect": effect, "sid": sid, "matched_by": matched_by, "undecidable": [list(row) for row in undecidable]}


def default_of(policies: list[dict[str, Any]], statements: list[dict[str, Any]]) -> str:
    """Nothing loaded denies; otherwise all files that set a default must agree to allow."""
    said = {policy["default"] for policy in policies if "default" in policy}
    return "allow" if statements and said == {"allow"} else "deny"


def effect_of(statement: dict[str, Any]) -> str:
    effect: str = statement["effect"]
    return "deny" if effect == "block" else effect


def covers(statement: dict[str, Any], action: str) -> bool:
    actions = statement["actions"]
    return any(glob_run(glob, action) for glob in ([actions] if isinstance(actions, str) else actions))


# -- conditions


def both(verdicts: Iterable[Verdict]) -> Verdict:
    """And."""
    verdicts = list(verdicts)
    return False if False in verdicts else None if None in verdicts else True


def either(verdicts: Iterable[Verdict]) -> Verdict:
    """Or."""
    return negated(both(map(negated, verdicts)))


def negated(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def statement_verdict(statement: dict[str, Any], request: dict[str, Any]) -> Verdict:
    conditions = statement.get("conditions", {})
    if not conditions:
        return True
    join = either if statement.get("match", "all") == "any" else both
    return join(field_verdict(statement, field, request) for field in conditions)


def field_verdict(statement: dict[str, Any], field: str, request: dict[str, Any]) -> Verdict:
    elements = elements_of(statement, field, request)
    if not elements:
        return all(test["op"] == "not_exists" for test in tests_of(statement, field))
    join = both if effect_of(statement) == "allow" else either
    return join(element_verdict(answers) for answers in elements)


def elements_of(statement: dict[str, Any], field: str, request: dict[str, Any]) -> list[list[Answer]]:
    """What the tests say of each value that the field reaches."""
    steps, tests = parse_field(field), tests_of(statement, field)
    each = any(kind == "each" for kind, _ in steps)
    return [[(test["op"], ask(test, value, each)) for test in tests] for value in reach(request, steps)]


def element_verdict(answers: list[Answer]) -> Verdict:
    return both(verdict for _, verdict in answers)


def undecided(statement: dict[str, Any], request: dict[str, Any]) -> list[Row]:
    """The rows of a statement that was left unknown."""
    fields = [field for field in statement["conditions"] if field_verdict(statement, field, request) is None]
    rows = {
        (statement["sid"], spelled(parse_field(field)), op)
        for field in fields
        for answers in elements_of(statement, field, request)
        for op, verdict in answers
        if verdict is None and element_verdict(answers) is None
    }
    return sorted(rows)


def tests_of(statement: dict[str, Any], field: str) -> list[dict[str, Any]]:
    condition = statement["conditions"][field]
    if isinstance(condition, list):
        return condition
    return [condition if isinstance(condition, dict) else {"op": "==", "value": condition}]


# -- fields


def parse_field(text: str) -> list[Step]:
    """The root and the keys, each with its kind."""
    steps = []
    for quoted, plain in re.findall(r'(?:^|\.)(?:"((?:[^"\\]|\\.)*)"|([^."]*))', text):
        if quoted or not plain:
            steps.append(("key", re.sub(r"\\(.)", r"\1", quoted)))
        else:
            steps.append(("each" if plain == "*" else "index" if plain.isascii() and plain.isdigit() else "key", plain))
    return steps


def spelled(steps: list[Step]) -> str:
    return ".".join(key if kind != "key" or is_plain(key) else quoted(key) for kind, key in steps)


def is_plain(key: str) -> bool:
    return bool(key) and key.isprintable() and not key.isdigit() and not set(key) & set(' ."*\\[]')


def quoted(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def reach(value: Any, steps: list[Step]) -> list[Any]:
    """The values at the end of the path: one, or under `*` as many as there are."""
    if value is None or value is ABSENT:
        return [ABSENT]
    if not steps:
        return [value]
    (kind, key), rest = steps[0], steps[1:]
    if kind == "each" and is_container(value):
        return [end for element in members(value) for end in reach(element, rest)]
    if kind == "index" and type(value) is list:
        return reach(value[int(key)] if int(key) < len(value) else ABSENT, rest)
    if kind != "each" and is_mapping(value):
        return reach(value.get(key, ABSENT), rest)
    return [STUCK]


def is_mapping(value: Any) -> bool:
    return type(value) is dict and all(type(key) is str for key in value)


def is_container(value: Any) -> bool:
    return type(value) is list or is_mapping(value)


def members(value: Any) -> list[Any]:
    """The elements of a list, the values of a mapping."""
    return value if type(value) is list else list(value.values())


# -- operators


def ask(test: dict[str, Any], value: Any, each: bool) -> Verdict:
    """One operator about one value; ``each`` if the value is an element of a `*` field."""
    op: str = test["op"]
    expected: Any = test.get("value")
    if value is ABSENT:
        return None if op in OPPOSITES else op == "not_exists"
    if value is STUCK or not is_json(value) or levels(value) > MAX_LEVELS:
        return None
    if op in ("exists", "not_exists"):
        return op == "exists"
    if op in OPPOSITES:
        return negated(ask({"op": OPPOSITES[op], "value": expected}, value, each))
    if op in ORDERED:
        return ORDERED[op](value, expected)
    operator = substring if op == "contains" and each else SEVERAL.get(op, equal)
    several = isinstance(expected, list) and op != "=="
    return either(operator(value, one) for one in (expected if several else [expected]))


def is_json(value: Any) -> bool:
    """A value of JSON's types through and through."""
    if is_container(value):
        return all(map(is_json, members(value)))
    return value is None or type(value) in (bool, int, str) or (type(value) is float and math.isfinite(value))


def levels(value: Any) -> int:
    return 1 + max(map(levels, members(value)), default=0) if is_container(value) else 0


def equal(value: Any, expected: Any) -> Verdict:
    return same(value, expected) if is_container(value) is is_container(expected) else None


def same(a: Any, b: Any) -> bool:
    """Equal at every depth and of one type, where all numbers are of one."""
    if type(a) is list and type(b) is list:
        return len(a) == len(b) and all(map(same, a, b))
    if type(a) is dict and type(b) is dict:
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return bool(a == b) and (type(a) is type(b) or (is_number(a) and is_number(b)))


def is_number(value: Any) -> bool:
    return type(value) in (int, float)


def ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Verdict]:
    def verdict(value: Any, expected: Any) -> Verdict:
        comparable = (is_number(value) and is_number(expected)) or type(value) is type(expected) is str
        return compare(value, expected) if comparable else None

    return verdict


def on_text(matches: Callable[[str, str], bool]) -> Callable[[Any, Any], Verdict]:
    def verdict(value: Any, expected: Any) -> Verdict:
        return matches(value, expected) if type(value) is type(expected) is str else None

    return verdict


def contains(value: Any, member: Any) -> Verdict:
    if type(value) is list:
        return any(same(each, member) for each in value)
    if type(value) is dict:
        return member in value if type(member) is str else None
    return substring(value, member)


def regex(value: Any, pattern: Any) -> Verdict:
    if type(value) is not str or len(value.encode("utf-8", "surrogatepass")) > MAX_TEXT:
        return None
    return re.search(pattern, value) is not None


substring = on_text(lambda text, part: part in text)

OPPOSITES = {"!=": "==", "not_in": "in", "not_regex": "regex", "not_glob": "glob"}
ORDERED = {
    ">": ordered(lambda a, b: bool(a > b)),
    "<": ordered(lambda a, b: bool(a < b)),
    ">=": ordered(lambda a, b: bool(a >= b)),
    "<=": ordered(lambda a, b: bool(a <= b)),
}
SEVERAL = {
    "contains": contains,
    "starts_with": on_text(str.startswith),
    "ends_with": on_text(str.endswith),
    "regex": regex,
    "glob": on_text(lambda path, glob: glob_path(glob, path)),
}


# -- globs


def glob_path(glob: str, path: str) -> bool:
    """Segment by segment; `**` tries every number of them."""
    return segments_match(split_outside_classes(glob), path.split("/"))


def split_outside_classes(glob: str) -> list[str]:
    segments = [""]
    for token in glob_tokens(glob):
        if token == "/":
            segments.append("")
        else:
            segments[-1] += token
    return segments


def segments_match(globs: list[str], parts: list[str]) -> bool:
    if not globs:
        return not parts
    if globs[0] == "**":
        return any(segments_match(globs[1:], parts[skipped:]) for skipped in range(len(parts) + 1))
    return bool(parts) and glob_run(globs[0], parts[0]) and segments_match(globs[1:], parts[1:])


def glob_run(glob: str, text: str) -> bool:
    """The whole text, where `*` is any run of characters."""
    return tokens_match(glob_tokens(glob), text)


def glob_tokens(glob: str) -> list[str]:
    """Classes and single characters; a `]` that stands first in a class is a member."""
    return re.findall(r"\[!?.[^]]*\]|[^\[]", glob, re.DOTALL)


def tokens_match(tokens: list[str], text: str) -> bool:
    if not tokens:
        return not text
    if tokens[0] == "*":
        return any(tokens_match(tokens[1:], text[skipped:]) for skipped in range(len(text) + 1))
    return bool(text) and token_matches(tokens[0], text[0]) and tokens_match(tokens[1:], text[1:])


def token_matches(token: str, char: str) -> bool:
    if token == "?":
        return True
    if len(token) == 1:
        return token == char
    ranges = re.findall(r"(.)-(.)|(.)", token[1:-1].removeprefix("!"), re.DOTALL)
    return any((low or one) <= char <= (high or one) for low, high, one in ranges) is not token.startswith("[!")
