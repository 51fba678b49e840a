"""Codes of syntax: files that cannot be read as YAML."""

from __future__ import annotations

from .code import FINE, condition, entry, statement

TABLE = (
    entry(
        "AGS001",
        "error",
        "invalid YAML",
        "A file that is not YAML says nothing that could be relied upon.",
        'statements:\n  - sid: "Example\n',
        FINE,
    ),
    entry(
        "AGS002",
        "error",
        "duplicate key",
        "YAML readers keep one of the two, and nobody knows which one the author meant.",
        statement("    effect: allow\n"),
        FINE,
    ),
    entry(
        "AGS003",
        "error",
        "tab as indentation",
        "YAML forbids it, because tabs have no agreed width.",
        "statements:\n\t- sid: Example\n",
        FINE,
    ),
    entry(
        "AGS004",
        "error",
        "not UTF-8",
        "A byte that means one letter here and another one there must not be in a rule.",
        {"policy.yaml": b"statements: [] # caf\xe9\n"},
        {"policy.yaml": FINE.encode() + "# café\n".encode()},
    ),
    entry(
        "AGS005",
        "error",
        "file too large",
        "A file over 1 MiB is more likely data than policy; split sets stay readable.",
        {"policy.yaml": FINE + "# padding\n" * 110_000},
        FINE,
    ),
    entry(
        "AGS006",
        "error",
        "nested too deeply",
        "Beyond 64 levels nobody reads a file any more, and readers start to fail.",
        "statements: " + "[" * 70 + "]" * 70 + "\n",
        FINE,
    ),
    entry(
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
        "    conditions:\n      params.amount: 5\n  - sid: Other\n    effect: review\n    actions: *all\n",
    ),
    entry(
        "AGS008",
        "error",
        "more than one document",
        "Everything behind a second `---` would be ignored by most readers.",
        FINE + "---\n" + FINE,
        FINE,
    ),
    entry(
        "AGS009",
        "error",
        "unsupported YAML",
        "Tags, merge keys and keys that are not strings mean different things to different readers.",
        "statements: !!python/object:os.system []\n",
        FINE,
    ),
    entry(
        "AGS010",
        "error",
        "unreadable file",
        "A file that cannot be read may hold the statement that would have denied.",
        {"broken.yaml/": ""},
        FINE,
    ),
    entry(
        "AGS011",
        "error",
        "policy file that is not read",
        "A file that looks like a policy and is not read is a missing rule.",
        {"policy.YAML": FINE, "other.yaml~": FINE},
        FINE,
    ),
    entry(
        "AGS012",
        "error",
        "no JSON value",
        "Requests are JSON, so nothing could ever equal this.",
        condition('params.amount: {op: ">", value: .nan}'),
        condition('params.amount: {op: ">", value: 10000}'),
    ),
)
