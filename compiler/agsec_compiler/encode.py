"""Conditions as the runtime interprets them: lists that start with an opcode of ``agsec_runtime.abi``."""

from __future__ import annotations

from typing import Any

import msgpack

from agsec_runtime import abi

from . import ir
from .patterns import compile_regex
from .patterns.globs import compile_path, literal_text

_OPCODES = {name: number for number, name in reversed(list(enumerate(abi.OPERATORS)))}
_EACH = {"": abi.TEST, "any": abi.EACH_ANY, "all": abi.EACH_ALL}
_FACT = {"any": abi.FACT_ANY, "all": abi.FACT_ALL}


def encode(expr: ir.Expr) -> list[Any]:
    match expr:
        case ir.Const(value):
            return [abi.TRUE if value else abi.FALSE]
        case ir.All(terms):
            return [abi.ALL, [encode(term) for term in terms]]
        case ir.Any(terms):
            return [abi.ANY, [encode(term) for term in terms]]
        case ir.Field(root, steps, checks, each):
            return [_EACH[each], root, list(steps), [_check(check, bool(each)) for check in checks]]
        case ir.Fact(root, name, checks, folded, each):
            exact, without_case = ([_check(check, True) for check in tests] for tests in (checks, folded))
            return [_FACT[each], root, [name], exact, without_case]


def spelled_expr(expr: ir.Expr) -> bytes:
    """An expression's encoding: equal for equal ones, and for no others."""
    return pack(encode(expr))


def spelled_check(check: ir.Check) -> bytes:
    return pack(_check(check, False))


def pack(value: Any) -> bytes:
    """MessagePack, equal bytes for equal values: mappings in the order of their keys."""
    packed: bytes = msgpack.packb(_sorted(value))
    return packed


def _check(check: ir.Check, each: bool) -> list[Any]:
    opcode = abi.SUBSTRING if each and check.op == "contains" else _OPCODES[check.op]
    match check.op:
        case "regex" | "not_regex":
            return [opcode, [_regex(pattern) for pattern in check.value]]
        case "glob" | "not_glob":
            return [opcode, _globs([compile_path(glob.source, glob.fold) for glob in check.value])]
    return [opcode, list(check.value) if isinstance(check.value, tuple) else check.value]


def _globs(globs: list[list[Any]]) -> list[Any]:
    """With what `globset` asks about first."""
    return ["\0".join(map(literal_text, globs)), pack(globs)]


def _regex(pattern: ir.Regex) -> list[Any]:
    return compile_regex(pattern.source, pattern.fold) if pattern.form is None else list(pattern.form)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
