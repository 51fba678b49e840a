"""Codes of schema: keys, their types and their choices."""

from __future__ import annotations

from .code import FINE, condition, entry, statement

TABLE = (
    entry(
        "AGS101",
        "error",
        "unknown key",
        "In a firewall a typo such as `efect: deny` must not become a missing rule.",
        "statements:\n  - sid: Example\n    efect: deny\n    effect: deny\n    actions: [payment.charge]\n",
        FINE,
    ),
    entry(
        "AGS102",
        "error",
        "missing key",
        "A statement needs an effect and actions, a test an operator and most of them a value.",
        "statements:\n  - sid: Example\n    actions: [payment.charge]\n",
        FINE,
    ),
    entry(
        "AGS103",
        "error",
        "wrong type",
        "What stands here is of a type that means nothing in this place.",
        statement("    reason: [no, list]\n"),
        statement("    reason: payments are made by people\n"),
    ),
    entry(
        "AGS104",
        "error",
        "not one of the choices",
        "An effect that is none would protect nothing.",
        statement("", effect="denny"),
        FINE,
    ),
    entry(
        "AGS105",
        "error",
        "unknown version",
        "A later version may give the same words another meaning.",
        'version: "2.0"\n' + FINE,
        'version: "1.0"\n' + FINE,
    ),
    entry(
        "AGS106",
        "error",
        "unknown operator",
        "The operators are few and spelled one way.",
        condition("params.amount: {op: gt, value: 10000}"),
        condition('params.amount: {op: ">", value: 10000}'),
    ),
    entry(
        "AGS107",
        "error",
        "empty where something must stand",
        "A statement about no action never matches; a condition without tests asks nothing.",
        statement("", actions="[]"),
        FINE,
    ),
    entry(
        "AGS108",
        "error",
        "policy in a test file",
        "Files that end in `_test.yaml` hold tests of policies; a statement in one would never be read.",
        {"policy.yaml": FINE, "payments_test.yaml": statement("", sid="Other")},
        {"policy.yaml": FINE, "payments_test.yaml": "tests: []\n"},
    ),
    entry(
        "AGS109",
        "error",
        "reserved sid",
        "`UnverifiedCommand` is the implicit statement's own name.",
        statement("", sid="UnverifiedCommand"),
        FINE,
    ),
)
