"""A statement's condition as the instructions that the runtime carries out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agsec_runtime import abi
from agsec_runtime.evaluator import spelled
from agsec_runtime.globset import globs_of
from agsec_runtime.patterns import tables_of

from .patterns import engine, size, states

OPCODES = {
    getattr(abi, name): name
    for name in ("TRUE", "FALSE", "ALL", "ANY", "TEST", "EACH_ANY", "EACH_ALL", "FACT_ANY", "FACT_ALL")
}
KINDS = {
    getattr(abi, name): name for name in ("CONTAINS", "PREFIX", "EXACT", "SEARCH", "AUTOMATON", "SUFFIX", "ONE_OF")
}
_FACTS = (abi.FACT_ANY, abi.FACT_ALL)


@dataclass(frozen=True)
class Instruction:
    """``depth`` says below what it stands; ``name`` is an opcode, an operator or a kind of pattern."""

    depth: int
    name: str
    operand: str = ""

    def __str__(self) -> str:
        return f"{'  ' * self.depth}{self.name} {self.operand}".rstrip()


def disassembled(condition: list[Any], depth: int = 0) -> Iterator[Instruction]:
    """The instructions in the order in which they are carried out."""
    opcode, *rest = condition
    if opcode in (abi.ALL, abi.ANY):
        yield Instruction(depth, OPCODES[opcode])
        for term in rest[0]:
            yield from disassembled(term, depth + 1)
    elif opcode in (abi.TRUE, abi.FALSE):
        yield Instruction(depth, OPCODES[opcode])
    else:
        yield Instruction(depth, OPCODES[opcode], spelled(rest[0], rest[1]))
        yield from _tests(opcode, rest[2:], depth + 1)


def _tests(opcode: int, listed: list[list[Any]], depth: int) -> Iterator[Instruction]:
    cases = ("", " without case") if opcode in _FACTS else ("",)
    for case, tests in zip(cases, listed, strict=True):
        for number, operand in tests:
            yield from _test(number, operand, case, depth)


def _test(number: int, operand: Any, case: str, depth: int) -> Iterator[Instruction]:
    operator = abi.OPERATORS[number]
    name = ("substring" if number == abi.SUBSTRING else operator) + case
    if operator in ("regex", "not_regex"):
        yield Instruction(depth, name)
        yield from (Instruction(depth + 1, KINDS[each[0]], _pattern(each)) for each in operand)
    elif operator in ("glob", "not_glob"):
        yield Instruction(depth, name)
        literals = operand[0].split("\0") if isinstance(operand[0], str) else operand[0]
        for literal, glob in zip(literals, globs_of(operand), strict=True):
            yield Instruction(depth + 1, "GLOB", f"{_shown(glob)} needs {_shown(literal)}" if literal else _shown(glob))
    else:
        yield Instruction(depth, name, "" if operator in ("exists", "not_exists") else _shown(operand))


def _pattern(pattern: list[Any]) -> str:
    if engine(pattern) == "text":
        return _shown(pattern[1])
    _, literals, folded, body = pattern
    needs = f", needs {_shown(literals)}{' without case' if folded else ''}" if literals else ""
    if pattern[0] == abi.AUTOMATON:
        return f"{' + '.join(str(states(each)) for each in tables_of(pattern))} states, {size(pattern):,} bytes{needs}"
    return f"{_shown(body)}{needs}"


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
