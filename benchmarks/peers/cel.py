"""CEL, by the binding of its C++ implementation: the statements of an effect as disjunctions, until one holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cel_expr_python import cel

TOGETHER = 100  # statements in one expression: a parser takes so much text


def load(given: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    """Compiled expressions."""
    text, number = cel.Type.STRING, cel.Type.INT
    env = cel.NewEnv(variables={"action": text, "text": text, "amount": number, "level": text})
    denies, allows = (compiled(env, given["statements"], effect) for effect in ("deny", "allow"))

    def ask(request: dict[str, Any]) -> str:
        given = env.Activation(request)
        if any(each.eval(given).value() for each in denies):
            return "deny"
        return "allow" if any(each.eval(given).value() for each in allows) else "deny"

    return ask


def compiled(env: Any, statements: list[dict[str, Any]], effect: str) -> list[Any]:
    """The statements of this effect, so many to an expression."""
    own = [expression(each) for each in statements if each["effect"] == effect]
    return [env.compile(" || ".join(own[start : start + TOGETHER])) for start in range(0, len(own), TOGETHER)]


def expression(statement: dict[str, Any]) -> str:
    """What one statement asks."""
    action = statement["action"]
    about = (
        f"action.startsWith({json.dumps(action[:-1])})" if action.endswith("*") else f"action == {json.dumps(action)}"
    )
    return f"({about} && {condition(statement)})" if statement["op"] else f"({about})"


def condition(statement: dict[str, Any]) -> str:
    field, op, value = statement["field"], statement["op"], json.dumps(statement["value"])
    return f"{field}.contains({value})" if op == "contains" else f"{field} {op} {value}"
