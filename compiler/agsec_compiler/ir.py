"""The intermediate representation: what the statements mean, with no trace of YAML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any as Json

from .fields import Step


@dataclass(frozen=True, slots=True)
class Const:
    value: bool


@dataclass(frozen=True, slots=True)
class All:
    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Any:
    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Regex:
    """A pattern; ``form`` is how the runtime searches it, where a pass found one without an automaton.

    With ``fold`` it is searched in folded texts, whatever its own case.
    """

    source: str
    form: tuple[Json, ...] | None = None
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Glob:
    """A path glob; with ``fold`` it is for folded texts, whatever its own case."""

    source: str
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One test of a value. For the operators that take several, ``value`` is a tuple of them."""

    op: str
    value: Json


@dataclass(frozen=True, slots=True)
class Field:
    """All ``checks`` hold for the value at ``root`` and ``steps``; ``each`` says over how many of several values."""

    root: int
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    each: str = ""  # "" one value, "any" of the elements, "all" of them


@dataclass(frozen=True, slots=True)
class Fact:
    """All tests hold for "any" of the fact's values, or for "all" of them, and there is one.

    ``checks`` take case for what it is; ``folded`` are the same tests without case, and count where there are no others
    and on the platforms of ``abi.FOLDING``.
    """

    root: int
    name: str
    checks: tuple[Check, ...]
    folded: tuple[Check, ...]
    each: str


Expr = Const | All | Any | Field | Fact


@dataclass(frozen=True, slots=True)
class Statement:
    """``ordinal`` is its place in file order, ``effect`` a number of ``abi.EFFECTS``.

    The statement that nobody wrote has no file and no line.
    """

    ordinal: int
    sid: str
    effect: int
    actions: tuple[str, ...]
    condition: Expr
    reason: str | None
    suggestion: str | None
    file: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Program:
    """A whole policy set; ``default`` is a number of ``abi.EFFECTS``."""

    statements: tuple[Statement, ...]
    default: int
