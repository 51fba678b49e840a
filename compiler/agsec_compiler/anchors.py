"""Find what a statement cannot do without: values and fragments of text by which an index finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agsec_runtime import abi

from . import ir
from .patterns import compile_regex

MAX_TEXTS = 32  # a statement; it stands in the index once for each


@dataclass(frozen=True, slots=True)
class Anchor:
    """The statement can hold only if the field is one of ``texts`` (keys of values), or contains one (UTF-8)."""

    kind: int
    root: int
    steps: tuple[Any, ...]
    texts: tuple[bytes, ...]

    @property
    def field(self) -> tuple[int, int, tuple[Any, ...]]:
        return self.kind, self.root, self.steps


Anchors = tuple[Anchor, ...]  # the statement can hold only if one of these does


def anchors(expr: ir.Expr) -> Anchors | None:
    """The most telling choice; None where every value leaves the statement possible."""
    match expr:
        case ir.All(terms):
            return _best([anchors(term) for term in terms])
        case ir.Any(terms):
            return _every([anchors(term) for term in terms])
        case ir.Field(abi.PARAMS | abi.CONTEXT as root, steps, checks, "") if None not in steps:
            found = [_texts(check) for check in checks]
            return _best([(Anchor(each[0], root, steps, each[1]),) for each in found if each])
    return None


def _every(branches: Sequence[Anchors | None]) -> Anchors | None:
    return None if None in branches else tuple(anchor for branch in branches for anchor in branch or ())


def _best(choices: Sequence[Anchors | None]) -> Anchors | None:
    usable = [choice for choice in choices if choice and sum(len(each.texts) for each in choice) <= MAX_TEXTS]
    return max(usable, key=_worth, default=None)


def _worth(choice: Anchors) -> tuple[int, int]:
    """By the least telling text: a value tells more than any fragment; then by how few there are."""
    least = min(
        abi.FRAGMENT + 1 if each.kind == abi.EQUALS else min(abi.FRAGMENT, *map(len, each.texts)) for each in choice
    )
    return least, -sum(len(each.texts) for each in choice)


def _texts(check: ir.Check) -> tuple[int, tuple[bytes, ...]] | None:
    match check.op:
        case "==":
            return _equals([check.value])
        case "in":
            return _equals(check.value)
        case "contains" | "starts_with" | "ends_with":
            return _fragments(abi.FRAGMENTS, check.value)
        case "regex":
            return _regex([_form(pattern) for pattern in check.value])
    return None


def _equals(values: Sequence[Any]) -> tuple[int, tuple[bytes, ...]] | None:
    keys = [_key(value) for value in values]
    return None if None in keys else (abi.EQUALS, tuple(dict.fromkeys(key.encode() for key in keys if key)))


def _key(value: Any) -> str | None:
    """As ``agsec_runtime.index`` spells a value: equal for equal ones. Lists and mappings have none."""
    match value:
        case bool():
            return "b1" if value else "b0"
        case str():
            return "s" + value
        case int():
            return f"n{value:x}"
        case float():
            return f"n{int(value):x}" if value.is_integer() else f"n{value.hex()}"
    return None


def _form(pattern: ir.Regex) -> list[Any]:
    return compile_regex(pattern.source, pattern.fold) if pattern.form is None else list(pattern.form)


def _regex(forms: Sequence[list[Any]]) -> tuple[int, tuple[bytes, ...]] | None:
    texts: list[str] = []
    kind = abi.FRAGMENTS
    for form in forms:
        if form[0] in (abi.CONTAINS, abi.PREFIX, abi.EXACT, abi.SUFFIX):
            texts.append(form[1])
        elif form[0] == abi.ONE_OF:
            texts += form[1]
        elif form[0] in (abi.AUTOMATON, abi.SEARCH) and form[1]:
            texts += form[1]
            kind = abi.FOLDED if form[2] else kind
        else:
            return None
    return _fragments(kind, texts)


def _fragments(kind: int, texts: Sequence[Any]) -> tuple[int, tuple[bytes, ...]] | None:
    if not texts or not all(isinstance(text, str) and text for text in texts):
        return None
    if kind == abi.FOLDED and not all(text.isascii() for text in texts):
        return None
    spelled = [text.lower() if kind == abi.FOLDED else text for text in texts]
    return kind, tuple(dict.fromkeys(text.encode() for text in spelled))
