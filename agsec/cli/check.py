"""A door for users of agsec 0.2: `check` answers one tool call on standard input, by policies compiled on the spot.

Installed hooks decide by a verified bundle, start far faster and end in a tail that blocks whatever happens; this is
for scripts that were written for `python -m agsec.cli.main check`. It denies on every failure too.
"""

from __future__ import annotations

import json
import sys
from enum import Enum
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from agsec_runtime.bundle import Bundle
from agsec_runtime.decision import Decision, Request, refusal, strictest
from agsec_runtime.hook import BLOCK, HOSTS
from agsec_runtime.installation import Installation
from agsec_runtime.jsontext import loads
from agsec_runtime.tools import action_of

from ..decisions import open_policies
from ..policy import decided
from ..recording import record, recorder

PANEL = "For what was written for agsec 0.2"
NOT_ALLOWED = 1  # exit code of the generic form


class Form(str, Enum):
    generic = "generic"
    claude_code = "claude-code"
    codex = "codex"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(check)


def check(
    form: Annotated[Form, typer.Option("--format", help="Who asks, and reads the answer.")] = Form.generic,
    policy_dir: Annotated[
        Path, typer.Option("--policy-dir", envvar="AGSEC_POLICY_DIR", help="Policies, or a bundle.")
    ] = Path("policies"),
    action: Annotated[str | None, typer.Option("--action", help="The action, where it is not read.")] = None,
    params: Annotated[str, typer.Option("--params", help="Its params as JSON.")] = "{}",
) -> None:
    """Answer one tool call that is read from standard input. For scripts that were written for agsec 0.2.

    Examples: `agsec check --format claude-code < event.json`, `agsec check --action file.read --params '{}'`
    """
    try:
        if form is Form.generic:
            code = _generic(_asked(action, params), policy_dir)
        else:
            code = _as_host(form.value, policy_dir)
    except Exception as error:
        code = _failed(form.value, f"it could not be checked: {error}")
    raise typer.Exit(code)


def _asked(action: str | None, params: str) -> Request:
    if action is not None:
        return Request(action, _mapping(loads(params.encode())), {})
    event = _mapping(loads(sys.stdin.buffer.read()))
    if "tool_name" in event:
        return Request(*action_of(_text(event["tool_name"]), _mapping(event.get("tool_input", {}))), {})
    return Request(_text(event.get("action")), _mapping(event.get("params", {})), _mapping(event.get("context", {})))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("`action`, or `tool_name`, is missing or no text")
    return value


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"`{json.dumps(value)[:60]}` is no JSON object")
    return value


def _generic(request: Request, policies: Path) -> int:
    [decision] = _recorded([request], open_policies(policies))
    if decision.effect == "allow":
        return 0
    _tell_not_allowed(decision)
    return NOT_ALLOWED


def _tell_not_allowed(decision: Decision) -> None:
    status = {"deny": "block"}.get(decision.effect, decision.effect)
    told = {"blocked": True, "status": status, "reason": decision.reason, "sid": decision.sid or ""}
    sys.stderr.write(json.dumps(told) + "\n")


def _as_host(name: str, policies: Path) -> int:
    host = _host(name)
    event = loads(sys.stdin.buffer.read())
    if not host.is_tool_call(event):
        raise ValueError("this is no tool call")
    requests = host.requests(event, Installation("", {}))
    decisions = _recorded(requests, open_policies(policies))
    return _said(host.answer(strictest(requests, decisions), False, None))


def _failed(name: str, reason: str) -> int:
    decision = refusal(reason)
    if name != Form.generic.value:
        return _said(_host(name).answer(decision, False, None))
    _tell_not_allowed(decision)
    return BLOCK


def _host(name: str) -> Any:
    return import_module(f"agsec_runtime.hosts.{HOSTS[name]}")


def _said(answer: tuple[str, str, int]) -> int:
    out, err, code = answer
    sys.stderr.write(err)
    sys.stdout.write(out)
    return code


def _recorded(requests: list[Request], bundle: Bundle) -> list[Decision]:
    """Decide, and keep the records. Raises ``AuditError`` where they cannot be kept: then nothing is let through."""
    decisions = []
    store = recorder(None)
    for request in requests:
        started = perf_counter()
        decision = decided(bundle, request)
        store.append(record(request, decision, bundle.revision, perf_counter() - started))
        decisions.append(decision)
    store.close()
    return decisions
