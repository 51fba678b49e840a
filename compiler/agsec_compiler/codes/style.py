"""Codes of style: what is right, and could be said better."""

from __future__ import annotations

from .code import FINE, condition, entry, statement

TABLE = (
    entry(
        "AGS401",
        "warning",
        "file without statements",
        "It may have been emptied by mistake.",
        {"policy.yaml": FINE, "empty.yaml": "# nothing here\n"},
        {"policy.yaml": FINE, "default.yaml": "default: deny\n"},
    ),
    entry(
        "AGS402",
        "warning",
        "no statements at all",
        "A set without a statement denies everything.",
        "default: deny\n",
        FINE,
    ),
    entry(
        "AGS403",
        "warning",
        "ignore without a finding",
        "What it was about is mended; the comment would hide the next mistake.",
        FINE + "# agsec: ignore[AGS302]\n",
        statement("", effect="allow", actions='["*"]  # agsec: ignore[AGS302] a sandbox'),
    ),
    entry(
        "AGS404",
        "warning",
        "ignore that ignores nothing",
        "It names no code, one that there is not, or one that keeps the policies from being compiled.",
        FINE + "# agsec: ignore\n",
        statement("", effect="allow", actions='["*"]  # agsec: ignore[AGS302] a sandbox'),
    ),
    entry(
        "AGS405",
        "warning",
        "value that stands twice in a list",
        "The second one says nothing, and looks as if another was meant.",
        condition("params.currency: {op: in, value: [EUR, USD, EUR]}"),
        condition("params.currency: {op: in, value: [EUR, USD]}"),
    ),
    entry(
        "AGS406",
        "warning",
        "older word for deny",
        "Decisions, the audit log and every page call it `deny`.",
        statement("", effect="block"),
        FINE,
    ),
    entry(
        "AGS407",
        "warning",
        "match without two fields",
        "It joins the fields of a statement, so that it says nothing about one or none.",
        statement("    match: any\n"),
        statement("    match: any\n    conditions:\n      params.amount: 5\n      params.currency: EUR\n"),
    ),
    entry(
        "AGS408",
        "warning",
        "action that another pattern covers",
        "It looks as if the other pattern did not take it.",
        statement("", actions='["payment.*", payment.charge]'),
        statement("", actions='["payment.*"]'),
    ),
    entry(
        "AGS409",
        "warning",
        "two stars in an action",
        "That means something in paths; in actions one star takes dots as well.",
        statement("", actions='["payment.**"]'),
        statement("", actions='["payment.*"]'),
    ),
)
