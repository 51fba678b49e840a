"""Write scalars: plain where that is safe, else in double quotes; patterns in single ones, which leave `\\` alone."""

from __future__ import annotations

import re

from .tree import Piece

DOUBLE, SINGLE = "double", "single"  # the styles of what is quoted so even where it need not be

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_SAFE_IN_FLOW = re.compile(r"[^,\[\]{}:#]*[^,\[\]{}:#\s?-]")
_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})  # 1.1 as well
_BARE_HEADER = re.compile(r"[|>]-?")


def key(piece: Piece) -> str:
    return f"{piece.properties} {_one_line(piece, False)}".lstrip()


def scalar(piece: Piece, flow: bool) -> str:
    """Several lines for a block: its header, and its text without indentation."""
    if piece.style == "|" and not piece.properties.startswith("!"):
        return _literal(piece.value) or quoted(piece.value)
    if piece.style == ">":
        return _folded(piece.text) or quoted(piece.value)
    return _one_line(piece, flow)


def _one_line(piece: Piece, flow: bool) -> str:
    if piece.style:
        return piece.value if _is_plain(piece) else quoted(piece.value, piece.style)
    if not piece.text:
        return "null"
    fits = "\n" not in piece.text and (not flow or _SAFE_IN_FLOW.fullmatch(piece.text))
    return piece.text if fits else quoted(piece.value)


def _is_plain(piece: Piece) -> bool:
    """Whether quotes can be left out."""
    if piece.style in (DOUBLE, SINGLE) or "!" in piece.properties:
        return False
    return bool(_WORD.fullmatch(piece.value)) and piece.value.lower() not in _OF_YAML


def quoted(text: str, style: str = "") -> str:
    """In the style that is asked for, or else in the quotes that need no escapes."""
    single = style == SINGLE or (style != DOUBLE and ('"' in text or "\\" in text))
    if single and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    return {"\n": "\\n", "\t": "\\t"}.get(char, f"\\U{ord(char):08x}")


def _literal(text: str) -> str | None:
    """None where the lines would need more than their own indentation to be read back."""
    body = text.removesuffix("\n")
    rows = body.split("\n")
    odd = not rows[0].strip() or rows[0].startswith(" ") or not rows[-1].strip()
    if odd or not all(row.replace("\t", " ").isprintable() for row in rows):
        return None
    return "\n".join(["|" if text.endswith("\n") else "|-", *rows])


def _folded(text: str) -> str | None:
    """As it was broken into lines."""
    header, _, body = text.partition("\n")
    header = header.partition(" ")[0]
    rows = body.rstrip().split("\n")
    depth = len(rows[0]) - len(rows[0].lstrip(" "))
    if not _BARE_HEADER.fullmatch(header) or not rows[0].strip():
        return None
    return "\n".join([header, *(row[depth:] if row[:depth].isspace() else row.strip() for row in rows)])
