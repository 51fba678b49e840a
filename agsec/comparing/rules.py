"""The statements of a policy set as they are compared: what they mean, and what their author wrote.

A bundle keeps neither: of one only the files that it was compiled from are known, by name and digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from agsec_compiler import Compilation, Source, compile_path, ir
from agsec_compiler.discover import TEST_SUFFIXES, is_test
from agsec_compiler.fields import parse_field
from agsec_compiler.lower import sid_of
from agsec_compiler.patterns.globs import could_match
from agsec_runtime import abi
from agsec_runtime.bundle import Bundle, load

from ..decisions import is_bundle, open_bundle, unreadable
from ..editing.policyset import document
from ..exceptions import invalid


@dataclass(frozen=True)
class Rule:
    """A statement. ``effect`` is a number of ``abi.EFFECTS``."""

    statement: ir.Statement

    @property
    def sid(self) -> str:
        return self.statement.sid

    @property
    def effect(self) -> int:
        return self.statement.effect

    @property
    def actions(self) -> tuple[str, ...]:
        return self.statement.actions

    @property
    def condition(self) -> ir.Expr:
        return self.statement.condition

    @property
    def is_named(self) -> bool:
        """Whether its author named it: other names are numbers, which move."""
        return not self.sid.startswith(f"{self.statement.file}#")

    @cached_property
    def meaning(self) -> str:
        """Equal for statements that match the same requests to the same effect."""
        return repr((self.effect, sorted(set(self.actions)), self.condition))

    @property
    def is_unconditional(self) -> bool:
        return self.condition == ir.Const(True)

    def overlaps(self, pattern: str) -> bool:
        """Whether it may match an action that ``pattern`` matches."""
        return any(could_match(each, pattern) for each in self.actions)


Written = dict[str, list[dict[str, Any]]]  # field to its tests


@dataclass(frozen=True)
class Rules:
    """A policy set. ``default`` is a number of ``abi.EFFECTS``: deny where there is no statement at all."""

    path: Path
    rules: tuple[Rule, ...]
    default: int
    raw: bytes = field(repr=False)  # the bundle
    sources: tuple[Source, ...] = field(repr=False)
    is_bundle: bool = False

    @cached_property
    def bundle(self) -> Bundle:
        return load(self.raw)

    @cached_property
    def files(self) -> dict[str, str]:
        """The digest of each file of policies, by its name."""
        listed = self.bundle.manifest()["sources"]
        return {name: digest for name, digest in listed if not name.endswith(TEST_SUFFIXES)}

    @cached_property
    def written(self) -> dict[str, tuple[str, Written]]:
        """By sid: `all` or `any`, and the conditions as they stand in the file."""
        documents = [document(each) for each in self.sources if not is_test(each)]
        return {
            sid_of(here, each): (
                each.statement.match,
                {
                    parse_field(name).text: [test.model_dump(exclude_unset=True) for test in tests]
                    for name, tests in each.statement.conditions.items()
                },
            )
            for here in documents
            if here
            for each in here.statements
        }


def read(path: Path) -> Rules:
    """A bundle, a directory of policies, or one file. Raises ``PolicyError``."""
    try:
        if is_bundle(path):
            return _of_bundle(path, path.read_bytes())
        compilation = compile_path(path)
    except OSError as error:
        raise unreadable(path, error) from None
    return of(path, compilation)


def of(path: Path, compilation: Compilation) -> Rules:
    """What was compiled from ``path``. Raises ``PolicyError`` if it did not compile."""
    if compilation.bundle is None or compilation.program is None:
        raise invalid(compilation)
    program = compilation.program
    default = program.default if program.statements else abi.DENY
    rules = tuple(map(Rule, program.statements))
    return Rules(path, rules, default, compilation.bundle, compilation.sources)


def _of_bundle(path: Path, raw: bytes) -> Rules:
    bundle = open_bundle(raw)
    return Rules(path, (), bundle.default if bundle.statements else abi.DENY, raw, (), is_bundle=True)
