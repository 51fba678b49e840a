"""One field's tests: what satisfies them, and whether whatever does satisfies another field's tests as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Any

from .. import ir
from ..fields import Step
from ..patterns.language import Language, UnsureError, example
from .spelling import spelled_check
from .values import VARIES, Odd, decider, holds_for, is_bounded, is_regex, numbers, operands, texts, verdict

MISSING = object()


@dataclass(frozen=True)
class Leaf:
    """The tests of one field in a statement; ``sure`` as in an allow statement, where what is undecidable is false."""

    root: int
    steps: tuple[Step, ...]
    each: str
    checks: tuple[ir.Check, ...]
    sure: bool

    @property
    def field(self) -> tuple[int, tuple[Step, ...]]:
        return self.root, self.steps

    @cached_property
    def deciders(self) -> tuple[Callable[[str], bool], ...]:
        """What tells for each of the tests whether a text satisfies it."""
        return tuple(decider(check, self.sure) for check in self.checks)

    @cached_property
    def spelled(self) -> frozenset[bytes]:
        return frozenset(map(spelled_check, self.checks))

    @property
    def languages(self) -> list[Language]:
        """The texts that satisfy the tests of which that can be told."""
        return [each for check in self.checks if (each := _texts(check, self.sure)) is not None]

    @cached_property
    def sample(self) -> Any:
        """A value that satisfies the tests for certain; ``MISSING`` if none is found."""
        return next(samples(self.checks, bool(self.each)), MISSING)


def _texts(check: ir.Check, sure: bool) -> Language | None:
    try:
        return texts(check, sure)
    except UnsureError:
        return None


def within(inner: Leaf, outer: Leaf) -> bool:
    """Whether for certain every value that satisfies ``inner`` satisfies ``outer``."""
    if inner.field != outer.field or (inner.each, outer.each) == ("any", "all"):
        return False
    if not inner.sure and outer.sure:
        return False  # What is undecidable satisfies the one and not the other.
    if inner.checks is outer.checks:
        return True
    sample = inner.sample
    if isinstance(sample, str) and not all(holds(sample) for holds in outer.deciders):
        return outer.spelled <= inner.spelled  # A test that needs an engine says no, and may be one of both.
    asked = [check for check in outer.checks if spelled_check(check) not in inner.spelled]
    return _other_values_within(inner, asked, outer.sure) and _texts_within(inner, asked, outer.sure)


def _other_values_within(inner: Leaf, outer: Sequence[ir.Check], sure: bool) -> bool:
    values = [Odd.ABSENT, Odd.LIST, Odd.MAPPING, True, False, *numbers([*inner.checks, *outer])]
    values += [Odd.NO_ELEMENTS] if inner.each else []
    return all(
        _possible(inner.checks, value, inner) is False or _certain(outer, value, inner, sure) for value in values
    )


def _possible(checks: Sequence[ir.Check], value: Any, leaf: Leaf) -> bool:
    """Whether a value of the kind may satisfy the tests."""
    verdicts = [verdict(check, value, bool(leaf.each)) for check in checks]
    return False not in verdicts and not (leaf.sure and None in verdicts)


def _certain(checks: Sequence[ir.Check], value: Any, leaf: Leaf, sure: bool) -> bool:
    """Whether each value of the kind satisfies the tests."""
    verdicts = [verdict(check, value, bool(leaf.each)) for check in checks]
    return all(each is True or (each is None and not sure) for each in verdicts)


def _texts_within(inner: Leaf, outer: Sequence[ir.Check], sure: bool) -> bool:
    """A text over a regex's limit is undecidable for it, and has to be covered too."""
    try:
        return all(
            example([*inner.languages, ~texts(check, sure)]) is None and _long_texts_within(inner, check, sure)
            for check in outer
        )
    except UnsureError:
        return False


def _long_texts_within(inner: Leaf, outer: ir.Check, sure: bool) -> bool:
    regexes = [check for check in inner.checks if is_regex(check)]
    if (is_regex(outer) and not sure) or any(map(is_bounded, inner.checks)) or (inner.sure and regexes):
        return True
    if is_regex(outer):
        return False
    others = [texts(check, inner.sure) for check in inner.checks if not is_regex(check)]
    return not regexes or example([*others, ~texts(outer, sure)]) is None


def is_impossible(checks: Sequence[ir.Check], each: bool, more: Sequence[Language] = ()) -> bool:
    """Whether no value satisfies the tests for certain; ``more`` is what else is known of it as a text."""
    values = [Odd.ABSENT, Odd.LIST, Odd.MAPPING, True, False, *numbers(checks), *([Odd.NO_ELEMENTS] if each else [])]
    if not more and any(all(verdict(check, value, each) in (True, VARIES) for check in checks) for value in values):
        return False
    if not more and next(chain(_named(checks, each), _spelled_out(checks)), None) is not None:
        return False
    try:
        return example([*more, *(texts(check, True) for check in checks)]) is None
    except UnsureError:
        return False


def samples(checks: Sequence[ir.Check], each: bool, more: Sequence[Language] = ()) -> Iterator[Any]:
    """Values that satisfy the tests for certain: a text, a number, others; with ``more`` only a text of these sets."""
    if not more:
        yield from _named(checks, each)
        yield from _spelled_out(checks)
    try:
        text = example([*more, *(texts(check, True) for check in checks)])
        yield from [] if text is None else [text]
    except UnsureError:
        pass
    for value in [] if more else [*map(_plain, numbers(checks)), True, False, Odd.ABSENT]:
        if all(verdict(check, value, each) is True for check in checks):
            yield value


def _named(checks: Sequence[ir.Check], each: bool) -> Iterable[Any]:
    """Of the values that the tests name, those that satisfy all; and lists for what looks into these."""
    named = [value for check in checks if check.op in ("==", "in") for value in operands(check)]
    for value in named:
        if isinstance(value, str) and all(holds_for(check, value, True) for check in checks):
            yield value
    if len(checks) == 1 and checks[0].op in ("==", "in", "contains"):
        value = operands(checks[0])[0]
        if isinstance(value, (list, dict)) or (checks[0].op == "contains" and not isinstance(value, str) and not each):
            yield [value] if checks[0].op == "contains" else value


def _spelled_out(checks: Sequence[ir.Check]) -> Iterator[str]:
    """A text that the tests spell out, which spares building automata."""
    for check in checks:
        if check.op in ("contains", "starts_with", "ends_with"):
            for text in operands(check):
                if isinstance(text, str) and all(holds_for(each, text, True) for each in checks):
                    yield text
        if check.op == "glob":
            for glob in operands(check):
                text = glob.source.replace("**", "a").replace("*", "a").replace("?", "a")
                if "[" not in text and all(each is check or holds_for(each, text, True) for each in checks):
                    yield text


def _plain(value: Fraction) -> int | float:
    """A number as JSON has it, or the nearest one."""
    return int(value) if value.denominator == 1 else float(value)
