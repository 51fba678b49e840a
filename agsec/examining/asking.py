"""Ask a hook as its client would: the command line of the settings, an event on its input, the client's patience."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..exceptions import AgsecError
from ..hosts.host import Handler, Host


@dataclass(frozen=True)
class Answer:
    """What a hook said, and what its client makes of that: one of `hosts.verdicts`."""

    verdict: str
    out: str
    err: str
    code: int
    milliseconds: float

    @property
    def said(self) -> str:
        """In a few words, for a person."""
        text = self.err.strip() or self.out.strip()
        return f"exit {self.code}, {text.splitlines()[0][:300] if text else 'silence'}"


def ask(host: Host, handler: Handler, event: dict[str, Any], cwd: Path) -> Answer:
    """Nothing that the event is about is carried out. Raises ``AgsecError`` where there is no answer in time."""
    started = time.perf_counter()
    process = _started([*host.shell(), handler.command], cwd)
    try:
        raw = process.communicate(json.dumps(event).encode(), timeout=handler.seconds)
    except subprocess.TimeoutExpired:
        raise AgsecError(f"the hook did not answer within {handler.seconds:g} s") from None
    finally:
        _end(process)
    elapsed = (time.perf_counter() - started) * 1e3
    out, err = (each.decode("utf-8", "replace") for each in raw)
    return Answer(host.verdict(out, err, process.returncode), out, err, process.returncode, elapsed)


def _started(command: list[str], cwd: Path) -> subprocess.Popen[bytes]:
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    try:
        return subprocess.Popen(command, cwd=cwd, start_new_session=True, **pipes)
    except OSError as error:
        raise AgsecError(f"the hook cannot be started with {command[0]}: {error.strerror}") from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """With all that it started, where it has not ended by itself."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
