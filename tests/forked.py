"""`agsec` as a process of its own, forked from one that has imported it: what it costs to import is paid once.

The command lives through what it would with `python -m agsec`: its own arguments, directory, environment and standard
streams, the same function, an exit code. Start-up itself is tried by the tests that start the command as users do.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

SECONDS = 120


def run(arguments: tuple[str, ...], cwd: Path, env: dict[str, str], stdin: bytes = b"") -> Any:
    """Returns a ``CompletedProcess`` of bytes."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        code = _ask({"arguments": arguments, "cwd": str(cwd), "env": env}, given, out, err)
        texts = [(stream.seek(0), stream.read())[1] for stream in (out, err)]
    return subprocess.CompletedProcess(arguments, code, *texts)


def run_text(arguments: tuple[str, ...], cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = run(arguments, cwd, env)
    return subprocess.CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())


def _ask(what: dict[str, Any], *streams: IO[bytes]) -> int:
    client = _server()
    socket.send_fds(client, [json.dumps(what).encode() + b"\n"], [stream.fileno() for stream in streams])
    return int(client.recv(64))


@lru_cache(maxsize=1)
def _server() -> socket.socket:
    """The process that forks, which ends with this one."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen([sys.executable, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()])
    theirs.close()
    ours.settimeout(SECONDS)
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def _serve(server: socket.socket) -> None:
    from agsec.cli.main import application

    application()
    while True:
        text, streams, _, _ = socket.recv_fds(server, 1 << 20, 3)
        if not text:
            return
        while not text.endswith(b"\n"):
            text += server.recv(1 << 20)
        child = os.fork()
        if child == 0:
            server.close()
            _become(json.loads(text), streams)
        for stream in streams:
            os.close(stream)
        server.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def _become(what: dict[str, Any], streams: list[int]) -> None:
    from agsec.cli.main import run

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(what["cwd"])
    os.environ.clear()
    os.environ.update(what["env"])
    sys.argv = ["agsec", *what["arguments"]]
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    code: Any = 1
    try:
        run()
        code = 0
    except SystemExit as end:
        code = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
