"""Conditions as the runtime interprets them: lists that start with an opcode of ``agsec_runtime.abi``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgpack

from agsec_runtime import abi

from . import ir
from .patterns import compile_regex
from .patterns.globs import compile_path, literal_text

Apart = Callable[[bytes], bytes]  # puts a table apart from its condition, and says at which place, as the ABI has it

_OPCODES = {name: number for number, name in reversed(list(enumerate(abi.OPERATORS)))}
_EACH = {"": abi.TEST, "any": abi.EACH_ANY, "all": abi.EACH_ALL}
_FACT = {"any": abi.FACT_ANY, "all": abi.FACT_ALL}


def encode(expr: ir.Expr, apart: Apart | None = None) -> list[Any]:
    """Without ``apart``, all tables stand in the condition itself."""
    match expr:
        case ir.Const(value):
            return [abi.TRUE if value else abi.FALSE]
        case ir.All(terms):
            return [abi.ALL, [encode(term, apart) for term in terms]]
        case ir.Any(terms):
            return [abi.ANY, [encode(term, apart) for term in terms]]
        case ir.Field(root, steps, checks, each):
            return [_EACH[each], root, list(steps), [_check(check, bool(each), apart) for check in checks]]
        case ir.Fact(root, name, checks, folded, each):
            exact, without_case = ([_check(check, True, apart) for check in tests] for tests in (checks, folded))
            return [_FACT[each], root, [name], exact, without_case]


def spelled_expr(expr: ir.Expr) -> bytes:
    """An expression's encoding: equal for equal ones, and for no others."""
    return pack(encode(expr))


def spelled_check(check: ir.Check) -> bytes:
    return pack(_check(check, False))


def pack(value: Any) -> bytes:
    """MessagePack as ``agsec_runtime.abi`` has it; equal bytes for equal values."""
    packed: bytes = msgpack.packb(_plain(value))
    return packed


def _check(check: ir.Check, each: bool, apart: Apart | None = None) -> list[Any]:
    opcode = abi.SUBSTRING if each and check.op == "contains" else _OPCODES[check.op]
    match check.op:
        case "regex" | "not_regex":
            return [opcode, [_regex(pattern, apart) for pattern in check.value]]
        case "glob" | "not_glob":
            return [opcode, _globs([compile_path(glob.source, glob.fold) for glob in check.value], apart)]
    return [opcode, list(check.value) if isinstance(check.value, tuple) else check.value]


def _globs(globs: list[list[Any]], apart: Apart | None) -> list[Any]:
    """With what `globset` asks about first."""
    literals, table = "\0".join(map(literal_text, globs)), pack(globs)
    if apart is None or len(table) < abi.APART:
        return [literals, table]
    return [literals, msgpack.ExtType(abi.GLOBS, apart(table))]


def _regex(pattern: ir.Regex, apart: Apart | None) -> list[Any] | msgpack.ExtType:
    kind, *rest = compile_regex(pattern.source, pattern.fold) if pattern.form is None else pattern.form
    if apart is None or kind != abi.AUTOMATON:
        return [kind, *rest]
    literals, folded, automata = rest
    table = pack(automata)
    if len(table) < abi.APART or any("\0" in literal for literal in literals):
        return [kind, *rest]
    return msgpack.ExtType(abi.PATTERN, apart(table) + bytes([folded]) + "\0".join(literals).encode())


def _plain(value: Any) -> Any:
    """Mappings in the order of their keys, several texts, numbers or byte strings as one."""
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    if not isinstance(value, list):
        return value
    join = _JOINED.get(type(value[0])) if len(value) > 1 else None
    joined = join(value) if join else None
    return [_plain(item) for item in value] if joined is None else joined


def _texts(values: list[Any]) -> msgpack.ExtType | None:
    if not all(isinstance(each, str) and "\0" not in each for each in values):
        return None
    return msgpack.ExtType(abi.TEXTS, "\0".join(values).encode())


def _numbers(values: list[Any]) -> msgpack.ExtType | None:
    if len(values) < abi.MANY or not all(type(each) is int and each >= 0 for each in values):
        return None
    return msgpack.ExtType(abi.NUMBERS, " ".join(map(str, values)).encode())


def _pieces(values: list[Any]) -> msgpack.ExtType | None:
    if not all(isinstance(each, bytes) for each in values):
        return None
    sizes = " ".join(str(len(each)) for each in values)
    return msgpack.ExtType(abi.PIECES, sizes.encode() + b"\0" + b"".join(values))


_JOINED: dict[type, Callable[[list[Any]], msgpack.ExtType | None]] = {str: _texts, int: _numbers, bytes: _pieces}
