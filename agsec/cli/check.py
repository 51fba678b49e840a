"""A door for users of agsec 0.2: `check` answers one tool call on standard input, by policies compiled on the spot.

Installed hooks decide by a verified bundle, start far faster and end in a tail that blocks whatever happens; this is
for scripts that were written for `python -m agsec.cli.main check`. It denies on every failure too: an exception, a
signal, a stream that is closed, a call that takes too long. It then ends in exit 2, which blocks.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from enum import Enum
from importlib import import_module
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Annotated, Any, NoReturn

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
PATIENCE = 20.0  # seconds; the settings that agsec 0.2 wrote let the client wait for 30
Answer = tuple[str, str, int]  # stdout, stderr, exit code


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
    _arm()
    try:
        if form is Form.generic:
            answer = _generic(_asked(action, params), policy_dir)
        else:
            answer = _as_host(form.value, policy_dir)
    except BaseException as error:
        answer = _failed(form.value, f"it could not be checked: {error or type(error).__name__}")
    _end(form.value, answer)


def _arm() -> None:
    """A signal, and the end of patience, become exceptions, which deny."""
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stopped)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)


def _stopped(number: int, frame: FrameType | None) -> None:
    raise TimeoutError("it took too long" if number == signal.SIGALRM else f"stopped by {signal.Signals(number).name}")


def _end(name: str, answer: Answer) -> NoReturn:
    """Say it, and end. An answer that could not be said whole blocks, in the way that the host then needs."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    out, err, code = answer
    if not _written(2, err):
        out, _, code = (out, "", BLOCK) if name == Form.generic.value else _host(name).unheard(answer)
    os._exit(code if _written(1, out) else BLOCK)


def _written(descriptor: int, text: str) -> bool:
    data = text.encode("utf-8", "backslashreplace")
    try:
        return os.write(descriptor, data) == len(data) if data else True
    except OSError:
        return False


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


def _generic(request: Request, policies: Path) -> Answer:
    [decision] = _recorded([request], open_policies(policies))
    return ("", "", 0) if decision.effect == "allow" else ("", _not_allowed(decision), NOT_ALLOWED)


def _not_allowed(decision: Decision) -> str:
    status = {"deny": "block"}.get(decision.effect, decision.effect)
    told = {"blocked": True, "status": status, "reason": decision.reason, "sid": decision.sid or ""}
    return json.dumps(told) + "\n"


def _as_host(name: str, policies: Path) -> Answer:
    host = _host(name)
    event = loads(sys.stdin.buffer.read())
    if not host.is_tool_call(event):
        raise ValueError("this is no tool call")
    requests = host.requests(event, Installation("", {}))
    decisions = _recorded(requests, open_policies(policies))
    answer: Answer = host.answer(strictest(requests, decisions), False, None)
    return answer


def _failed(name: str, reason: str) -> Answer:
    decision = refusal(reason)
    if name == Form.generic.value:
        return "", _not_allowed(decision), BLOCK
    answer: Answer = _host(name).answer(decision, False, None)
    return answer


def _host(name: str) -> Any:
    return import_module(f"agsec_runtime.hosts.{HOSTS[name]}")


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
