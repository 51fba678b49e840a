"""Write a tree as source for the engine, so that it means there what it means in Python's ``re``.

The ``regex`` package reads more syntax than ``re`` (fuzzy counts, set operations, POSIX classes) and has other
ideas of word and space characters. Everything is therefore escaped, and every class spelled out.
"""

from __future__ import annotations

from agsec_runtime import abi

from .tree import (
    Alternation,
    Anchor,
    Atomic,
    Backreference,
    Category,
    Char,
    Concat,
    Dot,
    Group,
    Kind,
    Look,
    Node,
    Repeat,
    Set,
    width,
)

# str.isspace() and str.isalnum() are what `re` asks; the engine's own \s and \w differ from them.
_SPACE = r"\x09-\x0d\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_CLASSES = {
    ("d", False): r"\p{Nd}",
    ("d", True): "0-9",
    ("w", False): r"\p{L}\p{N}_",
    ("w", True): "a-zA-Z0-9_",
    ("s", False): _SPACE,
    ("s", True): r"\x09-\x0d\x20",
}
_I = "iI\u0130\u0131"  # one letter to `re` when case is ignored, not to the engine
_ANYTHING = "(?s:.)"


def spell(node: Node) -> str:
    """Engine source for ``node``."""
    match node:
        case Char(char, fold):
            return _char(char, fold)
        case Category():
            return _category(node)
        case Set():
            return _set(node)
        case Dot(newline):
            return _ANYTHING if newline else r"[^\n]"
        case Anchor():
            return _anchor(node)
        case Concat(items):
            return "".join(spell(item) for item in items)
        case Alternation(branches):
            return "(?:" + "|".join(spell(branch) for branch in branches) + ")"
        case Repeat():
            return _repeat(node)
        case Group(item):
            return f"({spell(item)})"
        case Atomic(item):
            return f"(?>{spell(item)})"
        case Look(item, ahead, negated):
            return f"(?{'' if ahead else '<'}{'!' if negated else '='}{spell(item)})"
        case Backreference(number, fold):
            return f"(?i:\\g<{number}>)" if fold else f"\\g<{number}>"


def _literal(char: str) -> str:
    if not char.isascii():
        return f"\\U{ord(char):08x}"
    if char.isalnum():
        return char
    return f"\\{char}" if char.isprintable() and char != " " else f"\\x{ord(char):02x}"


def _char(char: str, fold: bool) -> str:
    if not fold or char.lower() == char.upper() == char:
        return _literal(char)
    return f"[{''.join(map(_literal, _I))}]" if char in _I else f"(?i:{_literal(char)})"


def _category(node: Category) -> str:
    return f"[{'^' if node.negated else ''}{_CLASSES[node.name, node.ascii]}]"


def _set(node: Set) -> str:
    inside = "".join(f"{_literal(low)}-{_literal(high)}" for low, high in node.ranges)
    if node.fold and any(low <= char <= high for low, high in node.ranges for char in _I):
        inside += "".join(map(_literal, _I))
    inside += "".join(_CLASSES[each.name, each.ascii] for each in node.categories if not each.negated)
    choices = [f"[{inside}]"] if inside else []
    choices += [_category(each) for each in node.categories if each.negated]
    member = choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"
    if node.negated:
        member = f"[^{inside}]" if len(choices) == 1 and inside else f"(?:(?!{member}){_ANYTHING})"
    return f"(?i:{member})" if node.fold else member


def _anchor(node: Anchor) -> str:
    word = f"[{_CLASSES['w', node.ascii]}]"
    return {
        Kind.START: r"\A",
        Kind.END: r"\Z",
        Kind.LAST: r"(?:\Z|(?=\n\Z))",
        Kind.LINE_START: r"(?:\A|(?<=\n))",
        Kind.LINE_END: r"(?:\Z|(?=\n))",
        Kind.BOUNDARY: f"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))",
        Kind.NOT_BOUNDARY: f"(?:(?<={word})(?={word})|(?<!{word})(?!{word}))",
    }[node.kind]


def _repeat(node: Repeat) -> str:
    """A repeat without end of what may match nothing gets one that no text reaches.

    The engine remembers where such a repeat has failed, and does not try again when a back-reference behind it means
    another text: ``(.+)(?:.?)*1\\1`` is then not found in `1AA11`.
    """
    most = node.most
    if most is None and width(node.item)[0] == 0:
        most = abi.MAX_TEXT
    known = {(0, None): "*", (1, None): "+", (0, 1): "?"}
    bounds = known.get((node.least, most), f"{{{node.least},{'' if most is None else most}}}")
    return f"(?:{spell(node.item)}){bounds}{node.mode}"
