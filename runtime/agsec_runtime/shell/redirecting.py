"""Redirections: what a command reads and writes through its descriptors."""

from __future__ import annotations

from ..marks import as_written
from .interpreter import STREAMS, Input
from .words import targets, text

SOCKETS = ("/dev/tcp/", "/dev/udp/")  # what bash connects to itself: /dev/tcp/HOST/PORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .interpreter import Shell
    from .syntax import Redirect


def redirected(shell: Shell, redirects: list[Redirect], given: Input, body: Callable[[Input], str]) -> str:
    """The output of ``body`` under its redirections."""
    if not redirects:
        return body(given)
    aims: list[tuple[str, str]] = []  # operator and target of what standard output goes to
    silent = False
    for redirect in redirects:
        op = redirect.op
        if op in ("<<", "<<-", "<<<"):
            if redirect.fd in ("", "0"):
                given = Input(text(shell, redirect.target) + ("\n" if op == "<<<" else ""))
            else:
                held = text(shell, redirect.target) + ("\n" if op == "<<<" else "")
                shell.state.files["/dev/fd/" + redirect.fd] = shell.state.files["/proc/self/fd/" + redirect.fd] = held
            continue
        for target in targets(shell, redirect.target):
            if op in ("<", "<>"):
                given = _input(shell, redirect, target, given)
            elif op == "<&":
                continue
            elif op == ">&" and (target.isdigit() or target.rstrip("-").isdigit() or target == "-"):
                silent = silent or (redirect.fd in ("", "1") and target != "1")
            else:
                if redirect.fd in ("", "1") or op.startswith("&"):
                    aims.append((op, target))
                _opened(shell, target, op)
    output = body(given)
    return _into(shell, aims, output) if aims else "" if silent else output


def _input(shell: Shell, redirect: Redirect, target: str, given: Input) -> Input:
    found = [] if _is_own_socket(target) else shell.named(target)
    for each in found:
        shell.found.reads[each] = None
    if redirect.op == "<>":
        _opened(shell, target, ">")
    if redirect.fd not in ("", "0"):
        return given
    if target.startswith(SOCKETS):
        return Input(shell.unknown_output(as_written(target), {}))
    known = shell.content(target)
    if known is not None:
        return Input(known, found[0] if found else None)
    if not found:
        return given if target.startswith("/dev/stdin") else Input("", target if target == "/dev/null" else None)
    return Input(shell.unknown_output("< " + as_written(target), dict.fromkeys(found)), found[0])


def _opened(shell: Shell, target: str, op: str) -> None:
    if not _is_own_socket(target):
        for each in shell.named(target):
            shell.found.writes[each] = None


def _is_own_socket(target: str) -> bool:
    """Whether bash connects to this machine, which is no file and nobody else."""
    return target.startswith(SOCKETS) and _host_is_loopback(target)


def _host_is_loopback(target: str) -> bool:
    from .programs.network import loopback_host

    return loopback_host(target.split("/")[3])


def _into(shell: Shell, aims: list[tuple[str, str]], output: str) -> str:
    """Put the output where it goes."""
    for op, target in aims:
        if target.startswith(SOCKETS):
            _dialled(shell, target, output)
        elif target.startswith(STREAMS):
            shell.feed(target, output)
            return output if target.endswith(("stdout", "/1")) else ""
        for each in shell.resolve(target):
            before = shell.held(each) if ">>" in op else ""
            shell.keep(each, shell.bounded(before + output))
    return ""


def _dialled(shell: Shell, target: str, output: str) -> None:
    if not _host_is_loopback(target):
        for origin in shell.origins_of(output):
            shell.found.sends[origin] = None
