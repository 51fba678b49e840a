"""The agent hosts: where each finds its hooks, what keeps it from asking them, what it needs besides."""

from __future__ import annotations

from .host import Host


def everyone() -> tuple[Host, ...]:
    from .claude_code import ClaudeCode
    from .codex import Codex

    return (ClaudeCode(), Codex())


def named(name: str) -> Host:
    """The host that the command line calls ``name``. Raises ``KeyError``."""
    return {host.name: host for host in everyone()}[name]
