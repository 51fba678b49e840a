"""What is known of the actions that agent hosts send: their params and the types of these.

Other actions (``payment.charge``, ``mcp.slack.post_message``) are the programs' own, and open.
"""

from __future__ import annotations

from .patterns.globs import is_literal

_BASH = {"command": "str", "description": "str", "timeout": "number", "run_in_background": "bool"}

KNOWN: dict[str, dict[str, str]] = {
    "agent.spawn": {
        "prompt": "str",
        "description": "str",
        "subagent_type": "str",
        "model": "str",
        "run_in_background": "bool",
        "mode": "str",
        "isolation": "str",
    },
    "bash.execute": {
        **_BASH,
        "dangerouslyDisableSandbox": "bool",
        "timeout_ms": "number",
        "workdir": "str",
        "tty": "bool",
        "ws": "any",
    },
    "file.delete": {"notebook_path": "str", "file_path": "str", "path": "str"},
    "file.edit": {
        "file_path": "str",
        "path": "str",
        "old_string": "str",
        "new_string": "str",
        "replace_all": "bool",
        "edits": "any",
        "notebook_path": "str",
        "new_source": "str",
        "cell_id": "str",
        "cell_type": "str",
        "edit_mode": "str",
        "content": "str",
    },
    "file.glob": {"notebook_path": "str", "pattern": "str", "path": "str", "file_path": "str"},
    "file.grep": {
        "notebook_path": "str",
        "pattern": "str",
        "path": "str",
        "file_path": "str",
        "glob": "str",
        "output_mode": "str",
        "type": "str",
        "multiline": "bool",
        "head_limit": "number",
        "-A": "number",
        "-B": "number",
        "-C": "number",
        "-i": "bool",
        "-n": "bool",
    },
    "file.read": {
        "notebook_path": "str",
        "file_path": "str",
        "path": "str",
        "offset": "number",
        "limit": "number",
        "pages": "any",
        "allow_large": "bool",
    },
    "file.write": {"notebook_path": "str", "file_path": "str", "path": "str", "content": "str"},
    "web.fetch": {"url": "str", "prompt": "str", "offset": "number"},
    "web.search": {"query": "str", "allowed_domains": "any", "blocked_domains": "any"},
}


def params_of(patterns: list[str]) -> dict[str, str] | None:
    """The params that a request under these action patterns can have; None where that is open."""
    merged: dict[str, str] = {}
    for pattern in patterns:
        if not is_literal(pattern) or pattern not in KNOWN:
            return None
        for name, kind in KNOWN[pattern].items():
            merged[name] = kind if merged.get(name, kind) == kind else "any"
    return merged
