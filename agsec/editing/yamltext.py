"""Write values as YAML in one line, so that they read back as they were."""

from __future__ import annotations

import json
import re
from typing import Any

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*(?: [A-Za-z0-9_(./-][A-Za-z0-9_().;/-]*)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})  # for YAML 1.1 too


def written(value: Any) -> str:
    """A JSON value as YAML that stands in block and in flow alike."""
    if isinstance(value, str):
        return written_text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{written_text(name)}: {written(each)}' for name, each in value.items())}}}"
    return json.dumps(value)


def written_text(text: str) -> str:
    """Plain where that is safe, else in single quotes, which leave patterns as they are; else with escapes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    return {"\n": "\\n", "\t": "\\t"}.get(char, f"\\U{ord(char):08x}")
