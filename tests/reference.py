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

Facts are given with the request, by field: a list of elements, or what else the field is worth. An element is a list of
pieces: a text, or a pair of a kind and of how it is written: ``("unknown", "$f")``, ``("glob", "*")``. ``GUESS`` in place of
a list says that the value behind it holds as far as one can tell. A fact that is not given is absent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
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
    written = [statement for policy in policies for statement in policy.get("statements", [])]
    statements = [*written, *implied(written)]
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
    if effect_of(statement) == "allow" and any(map(is_followed, conditions)):
        facts = request.get("facts", {})
        if any(facts.get(flag) is True and flag not in conditions for flag in FLAGS):
            return False
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
    if is_fact(field):
        return fact_elements_of(statement, field, request)
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


# -- facts

FLAGS = ("shell.dynamic", "shell.unparsed")
PATHS = ("files.reads", "files.writes", "files.deletes", "shell.sends")
CHARACTERS = [chr(code) for code in (*range(1, 0x7F), 0xE9, 0xC9) if code != 0x2F]
GUESS = "as far as one can tell"
Piece = Any  # a text, or a kind and how it is written


def is_fact(field: str) -> bool:
    return field.partition(".")[0] in ("files", "shell", "url")


def is_followed(field: str) -> bool:
    """Whether the fact is known only as far as a command could be followed."""
    return field.startswith(("files.", "shell.")) and field not in FLAGS


def implied(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`UnverifiedCommand`, where a statement that forbids hangs on facts of commands and none of those asks itself."""
    forbidding = [each for each in statements if effect_of(each) != "allow" and covers(each, "bash.execute")]
    named = {field for each in forbidding for field in each.get("conditions", {})}
    if not any(map(is_followed, named)) or set(FLAGS) <= named:
        return []
    conditions = dict.fromkeys(FLAGS, True)
    about = {"sid": "UnverifiedCommand", "effect": "review", "actions": "bash.execute"}
    return [{**about, "match": "any", "conditions": conditions}]


def fact_elements_of(statement: dict[str, Any], field: str, request: dict[str, Any]) -> list[list[Answer]]:
    allows = effect_of(statement) == "allow"
    value = request.get("facts", {}).get(field, ABSENT)
    return [
        [
            (test["op"], ask_fact(test, each, allows, without_case(field, allows, request)))
            for test in tests_of(statement, field)
        ]
        for each in (value if isinstance(value, list) else [value])
    ]


def without_case(field: str, allows: bool, request: dict[str, Any]) -> bool:
    takes_none = request.get("platform") in ("darwin", "win32")
    return takes_none if field == "shell.programs" or allows else field in PATHS


def ask_fact(test: dict[str, Any], element: Any, allows: bool, caseless: bool) -> Verdict:
    """One operator about one element of a fact."""
    if isinstance(element, tuple) and element[0] == GUESS:
        return False if allows else ask(test, element[1], each=True)
    if not isinstance(element, list):
        return ask(test, element, each=True)
    if allows and any(kind_of(piece) == "unknown" for piece in element):
        return False
    if caseless:
        test, element = lowered(test), [lower_piece(piece) for piece in element]
    if not any(kind_of(piece) == "glob" for piece in element):
        return ask(test, written(element), each=True)
    return holds_for_all(test, element) if allows else holds_for_some(test, element)


def kind_of(piece: Piece) -> str:
    return "text" if isinstance(piece, str) else str(piece[0])


def written(element: list[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else piece[1] for piece in element)


def lower_piece(piece: Piece) -> Piece:
    if isinstance(piece, str):
        return piece.casefold()
    folded = [char.casefold() for char in members_of(piece)] if is_class(piece) else []
    return (piece[0], piece[1].casefold(), *([frozenset(folded)] if folded else []))


def is_class(piece: Piece) -> bool:
    return kind_of(piece) == "glob" and piece[1][0] == "["


@cache
def members_of(piece: Piece) -> frozenset[str]:
    """The characters of a class, of those that count here."""
    if len(piece) == 3:
        members: frozenset[str] = piece[2]
        return members
    return frozenset(char for char in CHARACTERS if token_matches(piece[1], char))


def lowered(test: dict[str, Any]) -> dict[str, Any]:
    """The test in small letters; a pattern ignores case."""
    if "value" not in test:
        return test
    lower: Callable[[Any], Any] = lambda value: value.casefold() if isinstance(value, str) else value  # noqa: E731
    if "regex" in test["op"]:
        lower = lambda value: "(?i)" + value  # noqa: E731
    value = test["value"]
    return {**test, "value": [lower(each) for each in value] if isinstance(value, list) else lower(value)}


def holds_for_some(test: dict[str, Any], element: list[Piece]) -> Verdict:
    """As written, or as some name that the glob stands for."""
    verdict = ask(test, written(element), each=True)
    if verdict is not True and test["op"] in ("glob", "==", "in"):
        return any(paths_meet(globs, components_of(element), taken_as_written) for globs in globs_of(test)) or verdict
    return verdict


def holds_for_all(test: dict[str, Any], element: list[Piece]) -> bool:
    """Certain for every name that the glob stands for, whatever that may be."""
    op, components = test["op"], components_of(element)
    if op == "exists":
        return True
    if any(
        begins_with_dot(each) and any(component_meets(dots, each) for dots in (["."], [".", "."]))
        for each in components
    ):
        return False
    if op == "glob":
        return any(paths_covered(globs, components) for globs in globs_of(test))
    if op in ("not_glob", "!=", "not_in"):
        deep = any(is_deep(each) for each in components)
        return not deep and not any(paths_meet(globs, components, never) for globs in globs_of(test))
    values = test.get("value")
    several: list[Any] = values if isinstance(values, list) else [values]
    runs = "".join(piece if isinstance(piece, str) else "\n\n" for piece in element).split("\n\n")
    if op == "contains":
        return any(value in run for value in several for run in runs)
    if op == "starts_with":
        return any(runs[0].startswith(value) for value in several)
    return op == "ends_with" and any(runs[-1].endswith(value) for value in several)


def components_of(element: list[Piece]) -> list[list[Piece]]:
    """The pieces between the slashes, texts as single characters."""
    found: list[list[Piece]] = [[]]
    for piece in element:
        for each in written([piece]) if kind_of(piece) != "glob" else [piece]:
            if each == "/":
                found.append([])
            else:
                found[-1].append(each)
    return found


def globs_of(test: dict[str, Any]) -> list[list[Any]]:
    """Components of each operand: `**`, or a list of what stands for one character and of `*`."""
    values = test["value"] if isinstance(test["value"], list) else [test["value"]]
    if "glob" in test["op"]:
        return [[part if part == "**" else glob_tokens(part) for part in split_outside_classes(one)] for one in values]
    return [[[f"[{char}]" if char in "*?" else char for char in part] for part in one.split("/")] for one in values]


def is_deep(component: list[Piece]) -> bool:
    return component == [("glob", "*"), ("glob", "*")]


def begins_with_dot(component: list[Piece]) -> bool:
    return component[:1] == ["."] and any(kind_of(each) == "glob" for each in component)


def taken_as_written(component: list[Piece]) -> bool:
    return component[:1] == [("glob", "*")]


def never(component: list[Piece]) -> bool:
    return False


def paths_meet(globs: list[Any], parts: list[list[Piece]], literally: Callable[[list[Piece]], bool]) -> bool:
    if not globs:
        return not parts
    if globs[0] == "**":
        return any(paths_meet(globs[1:], parts[skipped:], literally) for skipped in range(len(parts) + 1))
    if not parts:
        return False
    as_it_is = list(written(parts[0]))
    fits = component_meets(globs[0], as_it_is if literally(parts[0]) else parts[0])
    fits = fits or (literally is never and component_meets(globs[0], as_it_is))
    return fits and paths_meet(globs[1:], parts[1:], literally)


def component_meets(glob: list[str], part: list[Piece]) -> bool:
    """Whether some text is matched by both."""
    return both_match(tuple(glob), tuple(part))


@lru_cache(1 << 14)
def both_match(glob: tuple[str, ...], part: tuple[Piece, ...]) -> bool:
    if not glob and not part:
        return True
    star = ("glob", "*")
    if glob[:1] == ("*",):
        return both_match(glob[1:], part) or (bool(part) and both_match(glob, part[1:]))
    if part[:1] == (star,):
        return both_match(glob, part[1:]) or (bool(glob) and both_match(glob[1:], part))
    return bool(glob and part) and characters_meet(glob[0], part[0]) and both_match(glob[1:], part[1:])


def characters_meet(token: str, piece: Piece) -> bool:
    if kind_of(piece) == "text":
        return token_matches(token, piece)
    if piece[1] == "?":
        return True
    return any(
        token_matches(token, chr(code)) and token_matches(piece[1], chr(code))
        for code in range(1, 0x250)
        if code != 0x2F
    )


def paths_covered(globs: list[Any], parts: list[list[Piece]]) -> bool:
    if not globs:
        return not parts
    if globs[0] == "**":
        return any(paths_covered(globs[1:], parts[skipped:]) for skipped in range(len(parts) + 1))
    if not parts or is_deep(parts[0]):
        return False
    return component_covered(globs[0], parts[0]) and paths_covered(globs[1:], parts[1:])


def component_covered(glob: list[str], part: list[Piece]) -> bool:
    """What is active is covered by a `*`, a lone `?` by a `?` too."""
    if not part:
        return all(token == "*" for token in glob)
    if glob[:1] == ["*"]:
        return component_covered(glob[1:], part) or component_covered(glob, part[1:])
    if not glob or (kind_of(part[0]) == "glob" and (part[0][1] != "?" or glob[0] != "?")):
        return False
    fits = kind_of(part[0]) == "glob" or token_matches(glob[0], part[0])
    return fits and component_covered(glob[1:], part[1:])


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


@cache
def token_matches(token: str, char: str) -> bool:
    if token == "?":
        return True
    if len(token) == 1:
        return token == char
    ranges = re.findall(r"(.)-(.)|(.)", token[1:-1].removeprefix("!"), re.DOTALL)
    return any((low or one) <= char <= (high or one) for low, high, one in ranges) is not token.startswith("[!")
