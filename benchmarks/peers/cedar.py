"""Cedar, by cedarpy: one policy a statement, parsed once; the context holds the action's name for prefixes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import cedarpy


def load(given: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    """A set of policies that is kept between decisions."""
    policies = cedarpy.PolicySet.from_str("\n".join(map(policy, given["statements"])))
    entities = cedarpy.Entities.from_json_str("[]")

    def ask(request: dict[str, Any]) -> str:
        asked = {"principal": 'Agent::"a"', "action": action(request["action"]), "resource": 'Tool::"t"'}
        answer = cedarpy.is_authorized({**asked, "context": request}, policies, entities)
        return "allow" if answer.allowed else "deny"

    return ask


def policy(statement: dict[str, Any]) -> str:
    """Exact actions are in the head, by which Cedar may choose; all else is a condition."""
    verb = "permit" if statement["effect"] == "allow" else "forbid"
    exact = not statement["action"].endswith("*")
    head = f"action == {action(statement['action'])}" if exact else "action"
    tests = [] if exact else [f'context.action like "{statement["action"]}"']
    tests += [condition(statement)] if statement["op"] else []
    when = f" when {{ {' && '.join(tests)} }}" if tests else ""
    return f"{verb}(principal, {head}, resource){when};"


def condition(statement: dict[str, Any]) -> str:
    """A substring is a ``like`` with a star at each end; no generated word holds a star."""
    field, op, value = statement["field"], statement["op"], statement["value"]
    return f'context.{field} like "*{value}*"' if op == "contains" else f"context.{field} {op} {json.dumps(value)}"


def action(name: str) -> str:
    return f"Action::{json.dumps(name)}"
