"""Rego, by rego-cpp, as PyPI has it: the Go engine of OPA comes in no package that installs everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from regopy import Interpreter


def load(given: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    """A module of one rule a statement, built into a bundle once."""
    interpreter = Interpreter()
    interpreter.add_module("generated.rego", module(given["statements"]))
    bundle = interpreter.build("data.generated.effect")

    def ask(request: dict[str, Any]) -> str:
        interpreter.set_input(request)
        answer: str = json.loads(str(interpreter.query_bundle(bundle)))["expressions"][0]
        return answer

    return ask


def module(statements: list[dict[str, Any]]) -> str:
    """Rules for what is denied and what is allowed, of which a deny wins."""
    verdict = 'default effect := "deny"\neffect := "allow" if { allow; not deny }\n'
    return "package generated\n" + verdict + "".join(map(rule, statements))


def rule(statement: dict[str, Any]) -> str:
    action = statement["action"]
    name = json.dumps(action.removesuffix("*"))
    about = f"startswith(input.action, {name})" if action.endswith("*") else f"input.action == {name}"
    body = f"{about}; {condition(statement)}" if statement["op"] else about
    return f"{statement['effect']} if {{ {body} }}\n"


def condition(statement: dict[str, Any]) -> str:
    field, op, value = statement["field"], statement["op"], json.dumps(statement["value"])
    return f"contains(input.{field}, {value})" if op == "contains" else f"input.{field} {op} {value}"
