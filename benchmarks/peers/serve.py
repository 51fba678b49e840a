"""Runs under the Python of the engine it is asked for, where nothing of ours is installed: ``serve.py NAME WORK``.

A line on standard input asks for ``decide`` or for ``time SECONDS``; a line of JSON on standard output answers.
"""

from __future__ import annotations

import gc
import importlib
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

Ask = Callable[[dict[str, Any]], str]


def main(name: str, work: str) -> None:
    """Load the statements once, then answer line by line."""
    given = json.loads(Path(work).read_text("utf-8"))
    started = process_time()
    ask: Ask = importlib.import_module(name).load(given)
    loaded = process_time()
    ask(given["requests"][0])
    say({"load": loaded - started, "first": process_time() - loaded, "peak_kb": peak()})
    gc.disable()
    for line in sys.stdin:
        match line.split():
            case ["decide"]:
                say([ask(each) for each in given["requests"]])
            case ["time", seconds]:
                say(taken(ask, given["requests"], float(seconds)))


def taken(ask: Ask, requests: list[dict[str, Any]], least: float) -> float:
    """Processor seconds a decision, over as many whole passes as last long enough for the clock."""
    passes, started = 0, process_time()
    while True:
        for request in requests:
            ask(request)
        passes += 1
        spent = process_time() - started
        if spent >= least:
            return spent / passes / len(requests)


def peak() -> int:
    """The most kB that this process held at once; what ``getrusage`` says counts the one that started it as well."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def say(answer: object) -> None:
    """One line out."""
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
