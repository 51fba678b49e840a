"""Codex asks a hook only after somebody vouched for its very text: the hash that says so, and the client's own word."""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

STATE = ("hooks", "state")
HASH = "trusted_hash"
PATIENCE = 20.0  # seconds for the client's answers, all of them together
MAX_LINE = 1 << 22  # bytes


class ClientError(Exception):
    """The client is not there, or does not answer as it should."""


def key(settings: Path, group: int, handler: int) -> str:
    """What Codex calls the hook: by its file and its place there."""
    return f"{settings}:pre_tool_use:{group}:{handler}"


def trusted_hash(group: dict[str, Any], handler: dict[str, Any]) -> str:
    """The hash of a hook, as Codex 0.169.0 computes it."""
    known: dict[str, Any] = {name: handler[name] for name in ("type", "command", "statusMessage") if name in handler}
    known |= {"timeout": handler.get("timeout", 600), "async": handler.get("async", False)}
    identity: dict[str, Any] = {"event_name": "pre_tool_use", "hooks": [known]}
    if "matcher" in group:
        identity["matcher"] = group["matcher"]
    text = json.dumps(identity, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def client() -> str | None:
    """The `codex` that a person would start."""
    return shutil.which("codex")


def confirmed(codex: str, home: Path, project: Path, wanted: str) -> str:
    """Ask the client itself for the trust in one hook, and have it note its own hash where ours is not what it expects.

    The answer is its word: trusted, managed, untrusted, modified, or unseen. Raises ``ClientError``.
    """
    with _server(codex, home, project) as server:
        status, current = _status(server, project, wanted)
        if status in ("untrusted", "modified"):
            edit = {"keyPath": ".".join(STATE), "mergeStrategy": "upsert", "value": {wanted: {HASH: current}}}
            server.ask("config/batchWrite", {"edits": [edit]})
            status, _ = _status(server, project, wanted)
    return status


def _status(server: _Server, project: Path, wanted: str) -> tuple[str, str]:
    answer = server.ask("hooks/list", {"cwds": [str(project)]})
    for listed in answer.get("data", []):
        for hook in listed.get("hooks", []):
            if hook.get("key") == wanted:
                return str(hook.get("trustStatus")), str(hook.get("currentHash"))
    return "unseen", ""


class _Server:
    """`codex app-server`: one JSON message a line in both directions."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.until = time.monotonic() + PATIENCE
        self.number = 0
        self.rest = b""

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            message = self._message()
            if message.get("id") == self.number:
                break
        result = message.get("result")
        if not isinstance(result, dict):
            raise ClientError(f"{method}: {message.get('error')}")
        return result

    def send(self, message: dict[str, Any]) -> None:
        if self.process.stdin is not None:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()

    def _message(self) -> dict[str, Any]:
        while b"\n" not in self.rest:
            self.rest += self._read()
            if len(self.rest) > MAX_LINE:
                raise ClientError("it does not stop talking")
        line, _, self.rest = self.rest.partition(b"\n")
        message = json.loads(line)
        return message if isinstance(message, dict) else {}

    def _read(self) -> bytes:
        stream = self.process.stdout
        if stream is None:
            raise ClientError("it has no output")
        with selectors.DefaultSelector() as waiting:
            waiting.register(stream, selectors.EVENT_READ)
            left = self.until - time.monotonic()
            if left <= 0 or not waiting.select(left):
                raise ClientError(f"no answer within {PATIENCE:.0f} s")
        data = os.read(stream.fileno(), 1 << 16)
        if not data:
            raise ClientError("it ended without an answer")
        return data


@contextmanager
def _server(codex: str, home: Path, project: Path) -> Iterator[_Server]:
    env = {**os.environ, "CODEX_HOME": str(home)}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    try:
        process = subprocess.Popen([codex, "app-server"], cwd=project, env=env, start_new_session=True, **pipes)
    except OSError as error:
        raise ClientError(f"{codex} does not start: {error.strerror}") from error
    try:
        server = _Server(process)
        server.ask("initialize", {"clientInfo": {"name": "agsec", "version": "1"}})
        server.send({"method": "initialized"})
        yield server
    except (OSError, ValueError) as error:
        raise ClientError(str(error)) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Without another look at its output: what it started may keep that open, and is ended with it."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
