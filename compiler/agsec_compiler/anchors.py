"""Find what a statement cannot do without: values, fragments of text and intervals by which an index finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agsec_runtime import abi

from . import ir
from .patterns import required_literals
from .patterns.globs import compile_path, literal_text

MAX_KEYS = 256  # a statement; it stands in the index once for each
MAX_CUTS = 16  # fragments of a text that are weighed

Range = tuple[float | None, bool, float | None, bool]  # from, included, to, included; None where there is no end


@dataclass(frozen=True, slots=True)
class Place:
    """What an index looks at: the value of a field as conditions of one opcode take it, folded or not."""

    kind: int
    opcode: int
    root: int
    steps: tuple[Any, ...]
    folds: bool = False

    @property
    def value(self) -> tuple[int, tuple[Any, ...]]:
        """The field: what makes one of its tests undecidable does so with most."""
        return self.root, self.steps


@dataclass(frozen=True, slots=True)
class Anchor:
    """The statement can hold only if the value is one of ``keys``, contains one of them, or lies in one.

    They are keys of values or texts, both in UTF-8, or ranges, as the kind says.
    """

    place: Place
    keys: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """The statement can hold only if each of the terms does, so one of them is enough to find it by."""

    terms: tuple[Needs, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """The statement can hold only if one of the terms does, so it has to be found by all of them."""

    terms: tuple[Needs, ...]


Needs = Anchor | Either | Every
Anchors = tuple[Anchor, ...]  # the statement can hold only if one of these does
Weigh = Callable[[Anchor], float | None]  # how many statements a request meets by it; None where it is of no use
Found = tuple[int, tuple[Any, ...]] | None


def needs(expr: ir.Expr) -> Needs | None:
    """What an expression cannot do without; None where every value leaves it possible."""
    match expr:
        case ir.All(terms):
            return _either([needs(term) for term in terms])
        case ir.Any(terms):
            return _every([needs(term) for term in terms])
        case ir.Fact(root, name, exact, folded, each):
            opcode = abi.FACT_ANY if each == "any" else abi.FACT_ALL
            forms = [(checks, folds) for checks, folds in ((exact, False), (folded, True)) if checks]
            return _every([_of_field(Place(0, opcode, root, (name,), folds), checks) for checks, folds in forms])
        case ir.Field(abi.PARAMS | abi.CONTEXT as root, steps, checks, each):
            return _of_field(Place(0, _OPCODES[each], root, steps), checks)
    return None


_OPCODES = {"": abi.TEST, "any": abi.EACH_ANY, "all": abi.EACH_ALL}


def atoms(tree: Needs) -> Iterator[Anchor]:
    """All anchors that could be chosen."""
    match tree:
        case Anchor():
            yield tree
        case Either(terms) | Every(terms):
            for term in terms:
                yield from atoms(term)


def best(tree: Needs, weigh: Weigh) -> Anchors | None:
    """The anchors that leave the fewest statements; None where those that are left to choose from are not enough."""
    match tree:
        case Anchor():
            return None if weigh(tree) is None else (tree,)
        case Every(terms):
            branches = [best(term, weigh) for term in terms]
            return None if None in branches else tuple(anchor for branch in branches for anchor in branch or ())
        case Either(terms):
            choices = [choice for term in terms if (choice := best(term, weigh)) and _is_small(choice)]
            return min(choices, key=lambda choice: sum(weigh(anchor) or 0 for anchor in choice), default=None)


def cut(text: bytes) -> list[bytes]:
    """Fragments by one of which a text can be found, all of one size."""
    size = max(size for size in abi.FRAGMENT_SIZES if size <= len(text))
    last = len(text) - size
    step = max(1, -(-last // (MAX_CUTS - 1)))
    return list(dict.fromkeys(text[at : at + size] for at in [*range(0, last, step), last]))


def _either(terms: Sequence[Needs | None]) -> Needs | None:
    usable = tuple(term for term in terms if term)
    return Either(usable) if usable else None


def _every(terms: Sequence[Needs | None]) -> Needs | None:
    usable = tuple(term for term in terms if term)
    return Every(usable) if usable and len(usable) == len(terms) else None


def _is_small(anchors: Anchors) -> bool:
    return sum(len(anchor.keys) for anchor in anchors) <= MAX_KEYS


def _of_field(place: Place, checks: Sequence[ir.Check]) -> Needs | None:
    found = [each for check in checks if (each := _keys(check, place.opcode))]
    found += [(abi.RANGES, (each,)) for each in _ranges(checks)]
    return _either([Anchor(replace(place, kind=kind), keys) for kind, keys in found])


def _keys(check: ir.Check, opcode: int) -> Found:
    match check.op:
        case "==":
            return _equals([check.value])
        case "in":
            return _equals(check.value)
        case "contains":
            return _fragments(abi.HELD if opcode == abi.TEST else abi.FRAGMENTS, check.value)
        case "starts_with" | "ends_with":
            return _fragments(abi.FRAGMENTS, check.value)
        case "glob":
            return _fragments(abi.GLOBBED, [literal_text(compile_path(each.source, each.fold)) for each in check.value])
        case "regex":
            return _regex(check.value)
    return None


def _equals(values: Sequence[Any]) -> Found:
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


def _ranges(checks: Sequence[ir.Check]) -> Iterator[Range]:
    """What the comparisons of one value with numbers leave of them, together."""
    low: tuple[float, bool] | None = None
    high: tuple[float, bool] | None = None
    for check in checks:
        if check.op in _COMPARED and type(check.value) in (int, float):
            end = (check.value, check.op.endswith("="))
            if check.op[0] == ">":
                low = end if low is None else max(low, end, key=lambda each: (each[0], not each[1]))
            else:
                high = end if high is None else min(high, end)
    if low or high:
        yield (*(low or (None, False)), *(high or (None, False)))


_COMPARED = frozenset({">", "<", ">=", "<="})


def _regex(patterns: Sequence[ir.Regex]) -> Found:
    texts: list[str] = []
    kind = abi.FRAGMENTS
    for pattern in patterns:
        found, folded = _literals(pattern)
        if not found:
            return None
        texts += found
        kind = abi.FOLDED if folded else kind
    return _fragments(kind, texts)


def _literals(pattern: ir.Regex) -> tuple[Sequence[str], bool]:
    """Texts of which a match contains one, none where that is unknown; and whether they are lower-case."""
    if pattern.form is None:
        return required_literals(pattern.source, pattern.fold)
    texts = pattern.form[1]
    return ([texts] if isinstance(texts, str) else texts), False


def _fragments(kind: int, texts: Sequence[Any]) -> Found:
    if not texts or not all(isinstance(text, str) and text for text in texts):
        return None
    if kind == abi.FOLDED and not all(text.isascii() for text in texts):
        return None
    spelled = [text.lower() if kind == abi.FOLDED else text for text in texts]
    return kind, tuple(dict.fromkeys(text.encode() for text in spelled))
