"""Every code a diagnostic can have: what it finds, why that matters, and an example of bad and of good.

0 syntax, 1 schema, 2 meaning, 3 security, 4 style. A code is never reused. The examples are the codes' tests; they
map file names to contents, and a lone text is ``policy.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Files = Mapping[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    name: str
    severity: str  # error | warning
    why: str
    bad: Files
    good: Files


def _code(code: str, severity: str, name: str, why: str, bad: str | Files, good: str | Files) -> Code:
    return Code(code, name, severity, why, _files(bad), _files(good))


def _files(example: str | Files) -> Files:
    return {"policy.yaml": example} if isinstance(example, str) else example


def _statement(body: str, sid: str = "Example", effect: str = "deny", actions: str = "[payment.charge]") -> str:
    return f"statements:\n  - sid: {sid}\n    effect: {effect}\n    actions: {actions}\n{body}"


def _condition(body: str, actions: str = "[payment.charge]") -> str:
    return _statement(f"    conditions:\n      {body}\n", actions=actions)


_FINE = _statement("")

_TABLE = (
    _code(
        "AGS001",
        "error",
        "invalid YAML",
        "A file that is not YAML says nothing that could be relied upon.",
        'statements:\n  - sid: "Example\n',
        _FINE,
    ),
    _code(
        "AGS002",
        "error",
        "duplicate key",
        "YAML readers keep one of the two, and nobody knows which one the author meant.",
        _statement("    effect: allow\n"),
        _FINE,
    ),
    _code(
        "AGS003",
        "error",
        "tab as indentation",
        "YAML forbids it, because tabs have no agreed width.",
        "statements:\n\t- sid: Example\n",
        _FINE,
    ),
    _code(
        "AGS004",
        "error",
        "not UTF-8",
        "A byte that means one letter here and another one there must not be in a rule.",
        {"policy.yaml": b"statements: [] # caf\xe9\n"},
        {"policy.yaml": _FINE.encode() + "# café\n".encode()},
    ),
    _code(
        "AGS005",
        "error",
        "file too large",
        "A file over 1 MiB is more likely data than policy; split sets stay readable.",
        {"policy.yaml": _FINE + "# padding\n" * 110_000},
        _FINE,
    ),
    _code(
        "AGS006",
        "error",
        "nested too deeply",
        "Beyond 64 levels nobody reads a file any more, and readers start to fail.",
        "statements: " + "[" * 70 + "]" * 70 + "\n",
        _FINE,
    ),
    _code(
        "AGS007",
        "error",
        "alias expands too far",
        "A few lines of nested aliases can stand for billions of values.",
        "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
        + "".join(
            f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
            for before, name in zip("abcde", "bcdef", strict=True)
        ),
        "statements:\n  - sid: Example\n    effect: deny\n    actions: &all [payment.charge]\n"
        "  - sid: Other\n    effect: review\n    actions: *all\n",
    ),
    _code(
        "AGS008",
        "error",
        "more than one document",
        "Everything behind a second `---` would be ignored by most readers.",
        _FINE + "---\n" + _FINE,
        _FINE,
    ),
    _code(
        "AGS009",
        "error",
        "unsupported YAML",
        "Tags, merge keys and keys that are not strings mean different things to different readers.",
        "statements: !!python/object:os.system []\n",
        _FINE,
    ),
    _code(
        "AGS010",
        "error",
        "unreadable file",
        "A file that cannot be read may hold the statement that would have denied.",
        {"broken.yaml/": ""},
        _FINE,
    ),
    _code(
        "AGS011",
        "error",
        "policy file that is not read",
        "A file that looks like a policy and is not read is a missing rule.",
        {"policy.YAML": _FINE, "other.yaml~": _FINE},
        _FINE,
    ),
    _code(
        "AGS012",
        "error",
        "no JSON value",
        "Requests are JSON, so nothing could ever equal this.",
        _condition('params.amount: {op: ">", value: .nan}'),
        _condition('params.amount: {op: ">", value: 10000}'),
    ),
    _code(
        "AGS101",
        "error",
        "unknown key",
        "In a firewall a typo such as `efect: deny` must not become a missing rule.",
        "statements:\n  - sid: Example\n    efect: deny\n    effect: deny\n    actions: [payment.charge]\n",
        _FINE,
    ),
    _code(
        "AGS102",
        "error",
        "missing key",
        "A statement needs an effect and actions, a test an operator and most of them a value.",
        "statements:\n  - sid: Example\n    actions: [payment.charge]\n",
        _FINE,
    ),
    _code(
        "AGS103",
        "error",
        "wrong type",
        "What stands here is of a type that means nothing in this place.",
        _statement("    reason: [no, list]\n"),
        _statement("    reason: payments are made by people\n"),
    ),
    _code(
        "AGS104",
        "error",
        "not one of the choices",
        "An effect that is none would protect nothing.",
        _statement("", effect="denny"),
        _FINE,
    ),
    _code(
        "AGS105",
        "error",
        "unknown version",
        "A later version may give the same words another meaning.",
        'version: "2.0"\n' + _FINE,
        'version: "1.0"\n' + _FINE,
    ),
    _code(
        "AGS106",
        "error",
        "unknown operator",
        "The operators are few and spelled one way.",
        _condition("params.amount: {op: gt, value: 10000}"),
        _condition('params.amount: {op: ">", value: 10000}'),
    ),
    _code(
        "AGS107",
        "error",
        "empty where something must stand",
        "A statement about no action never matches; a condition without tests asks nothing.",
        _statement("", actions="[]"),
        _FINE,
    ),
    _code(
        "AGS108",
        "error",
        "policy in a test file",
        "Files that end in `_test.yaml` hold tests of policies; a statement in one would never be read.",
        {"policy.yaml": _FINE, "payments_test.yaml": _statement("", sid="Other")},
        {"policy.yaml": _FINE, "payments_test.yaml": "tests: []\n"},
    ),
    _code(
        "AGS109",
        "error",
        "reserved sid",
        "`UnverifiedCommand` is the implicit statement's own name.",
        _statement("", sid="UnverifiedCommand"),
        _FINE,
    ),
    _code(
        "AGS201",
        "error",
        "duplicate sid",
        "A decision names one statement by its sid; two of a name make the audit log ambiguous.",
        {"a.yaml": _FINE, "b.yaml": _FINE},
        {"a.yaml": _FINE, "b.yaml": _statement("", sid="Other")},
    ),
    _code(
        "AGS202",
        "error",
        "field without a root",
        "What the agent sends (`params`) must never stand in for what the host says (`context`).",
        _condition("amount: 5"),
        _condition("params.amount: 5"),
    ),
    _code(
        "AGS203",
        "error",
        "malformed field",
        "A path that cannot be followed finds nothing, silently.",
        _condition("params..amount: 5"),
        _condition("params.amount: 5"),
    ),
    _code(
        "AGS204",
        "error",
        "field that a known action does not have",
        "A misspelled field is always absent, so a deny on it never denies.",
        _condition("params.comand: {op: contains, value: rm}", actions="[bash.execute]"),
        _condition("params.command: {op: contains, value: rm}", actions="[bash.execute]"),
    ),
    _code(
        "AGS205",
        "error",
        "unknown fact",
        "A fact that nobody derives would be absent for ever, and a deny on it never deny.",
        _condition("shell.program: {op: in, value: [rm]}", actions="[bash.execute]"),
        _condition("shell.programs: {op: in, value: [dd]}", actions="[bash.execute]"),
    ),
    _code(
        "AGS206",
        "error",
        "value that the operator does not take",
        "The test could never be decided.",
        _condition("params.amount: {op: in, value: 5}"),
        _condition("params.amount: {op: in, value: [5]}"),
    ),
    _code(
        "AGS207",
        "error",
        "invalid pattern",
        "A pattern that does not compile matches nothing.",
        _condition("params.note: {op: regex, value: 'rm (-rf'}"),
        _condition("params.note: {op: regex, value: 'rm (-rf)'}"),
    ),
    _code(
        "AGS208",
        "error",
        "invalid glob",
        "A glob whose class is not closed matches something else than it looks like.",
        _statement("", actions='["payment.[ab"]'),
        _statement("", actions='["payment.[ab]"]'),
    ),
    _code(
        "AGS209",
        "error",
        "impossible condition",
        "No value passes all tests, so the statement is not the rule it looks like.",
        _condition('params.amount: [{op: ">", value: 5}, {op: "<", value: 3}]'),
        _condition('params.amount: [{op: ">", value: 3}, {op: "<", value: 5}]'),
    ),
    _code(
        "AGS210",
        "error",
        "test that a field's type rules out",
        "Facts, and the known actions' params, have types; a test against another type is never true.",
        _condition('params.command: {op: ">", value: 5}', actions="[bash.execute]"),
        _condition("params.command: {op: contains, value: '5'}", actions="[bash.execute]"),
    ),
    _code(
        "AGS211",
        "warning",
        "conflicting defaults",
        "`deny` wins; the file that says `allow` misleads its reader.",
        {"a.yaml": "default: deny\n" + _FINE, "b.yaml": "default: allow\n"},
        {"a.yaml": "default: deny\n" + _FINE, "b.yaml": _statement("", sid="Other")},
    ),
    _code(
        "AGS212",
        "warning",
        "statement without sid",
        "Its made-up name changes when statements move, and the audit log with it.",
        "statements:\n  - effect: deny\n    actions: [payment.charge]\n",
        _FINE,
    ),
    _code(
        "AGS213",
        "error",
        "fact that the actions never have",
        "It would be absent for ever: a deny on it never denies, an allow never allows.",
        _condition("files.writes: {op: glob, value: '/etc/**'}", actions="[file.read]"),
        _condition("files.reads: {op: glob, value: '/etc/**'}", actions="[file.read]"),
    ),
    _code(
        "AGS301",
        "warning",
        "default allow",
        "Whatever nobody thought of is let through.",
        "default: allow\n" + _FINE,
        "default: deny\n" + _FINE,
    ),
    _code(
        "AGS302",
        "warning",
        "allow of everything",
        "It makes the default meaningless: only a deny or a review still counts.",
        _statement("", effect="allow", actions='["*"]'),
        _statement("", effect="allow", actions="[file.read, web.search]"),
    ),
    _code(
        "AGS303",
        "warning",
        "class that looks like a negation",
        "A shell negates with `[^...]`; here that is a class with a `^` in it, and only `[!...]` negates.",
        _statement("", actions='["payment.[^ab]"]'),
        _statement("", actions='["payment.[!ab]"]'),
    ),
    _code(
        "AGS304",
        "warning",
        "glob that no absolute path matches",
        "The paths of facts are absolute, and `~` in them is undone; a glob has to begin with `/` or with `**/`.",
        _condition("files.reads: {op: glob, value: '~/.ssh/**'}", actions="[file.read]"),
        _condition("files.reads: {op: glob, value: '**/.ssh/**'}", actions="[file.read]"),
    ),
    _code(
        "AGS305",
        "warning",
        "pattern without an automaton",
        "An engine has to search for it, which the hook must load first, and which may run out of its time; the test "
        "is then undecidable.",
        _condition("params.note: {op: regex, value: '(\\w+) \\1'}"),
        _condition("params.note: {op: regex, value: '(?<!-)rm(?= -)'}"),
    ),
    _code(
        "AGS401",
        "warning",
        "file without statements",
        "It may have been emptied by mistake.",
        {"policy.yaml": _FINE, "empty.yaml": "# nothing here\n"},
        {"policy.yaml": _FINE, "default.yaml": "default: deny\n"},
    ),
    _code(
        "AGS402",
        "warning",
        "no statements at all",
        "A set without a statement denies everything.",
        "default: deny\n",
        _FINE,
    ),
)

CODES: dict[str, Code] = {each.code: each for each in _TABLE}
