"""Parse the pattern dialect, which is that of Python's ``re``, into a tree.

Source of the syntax: https://docs.python.org/3/library/re.html#regular-expression-syntax. What is left out, and
what is bounded, says docs/patterns.md.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

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

MAX_LENGTH = 8_192  # characters a pattern
MAX_REPEAT = 1_000  # of a counted repeat, and of nested ones multiplied
MAX_DEPTH = 100  # groups in groups


class PatternError(ValueError):
    """The pattern is not of the dialect; ``position`` is a character offset in it."""

    def __init__(self, message: str, position: int, end: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.end = position + 1 if end is None else end


@dataclass(frozen=True)
class _Flags:
    ignore_case: bool = False
    multiline: bool = False
    dot_all: bool = False
    verbose: bool = False
    ascii: bool = False


_FLAGS = {"i": "ignore_case", "m": "multiline", "s": "dot_all", "x": "verbose", "a": "ascii", "u": "ascii"}
_CONTROLS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_HEX = {"x": 2, "u": 4, "U": 8}
_SPACE = " \t\n\r\v\f"
_DIGITS, _OCTAL, _HEXADECIMAL = "0123456789", "01234567", "0123456789abcdefABCDEF"
_ANCHORS = {"A": Kind.START, "Z": Kind.END, "b": Kind.BOUNDARY, "B": Kind.NOT_BOUNDARY}


def parse(pattern: str) -> Node:
    """The tree of ``pattern``. Raises ``PatternError``."""
    if len(pattern) > MAX_LENGTH:
        raise PatternError(f"the pattern is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    try:
        return _Parser(pattern).parse()
    except PatternError as error:
        start = min(error.position, len(pattern) - 1)
        raise PatternError(error.message, start, max(start + 1, min(error.end, len(pattern)))) from None


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = 0
        self.open: set[int] = set()
        self.names: dict[str, int] = {}
        self.depth = 0

    def parse(self) -> Node:
        node = self._alternation(self._global_flags())
        if self.at < len(self.text):
            raise PatternError("unbalanced parenthesis", self.at)
        _check_repeats(node, 1)
        return node

    # -- characters

    def _peek(self, size: int = 1) -> str:
        return self.text[self.at : self.at + size]

    def _accept(self, text: str) -> bool:
        if self.text.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _next(self, missing: str) -> str:
        if self.at >= len(self.text):
            raise PatternError(missing, max(0, self.at - 1))
        self.at += 1
        return self.text[self.at - 1]

    def _until(self, end: str, what: str) -> str:
        start = self.at
        found = self.text.find(end, start)
        if found < 0:
            raise PatternError(f"missing `{end}`, {what} is not closed", start)
        self.at = found + len(end)
        return self.text[start:found]

    # -- structure

    def _global_flags(self) -> _Flags:
        flags = _Flags()
        while self.text.startswith("(?", self.at):
            end = self.at + 2
            while self.text[end : end + 1].isalpha():
                end += 1
            if end == self.at + 2 or self.text[end : end + 1] != ")":
                break
            self.at += 2
            flags = self._turned(flags, self.text[self.at : end], True)
            self.at = end + 1
        return flags

    def _alternation(self, flags: _Flags) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise PatternError(f"groups nested deeper than {MAX_DEPTH}", self.at)
        branches = [self._concat(flags)]
        while self._accept("|"):
            branches.append(self._concat(flags))
        self.depth -= 1
        return branches[0] if len(branches) == 1 else Alternation(tuple(branches))

    def _concat(self, flags: _Flags) -> Node:
        items: list[Node] = []
        while True:
            self._skip_layout(flags)
            if self.at >= len(self.text) or self._peek() in "|)":
                break
            start = self.at
            items.append(self._repeated(self._atom(flags), start, flags))
        return items[0] if len(items) == 1 else Concat(tuple(items))

    def _skip_layout(self, flags: _Flags) -> None:
        """Past comments, and in a verbose pattern past space and `#` to the end of the line."""
        while True:
            start = self.at
            if self._accept("(?#"):
                if not self._skip_past(")"):
                    raise PatternError("missing `)`, the comment is not closed", start, self.at)
            elif flags.verbose and self._peek() and self._peek() in _SPACE:
                self.at += 1
            elif flags.verbose and self._peek() == "#":
                self._skip_past("\n")
            else:
                return

    def _skip_past(self, end: str) -> bool:
        """Past the next ``end`` that no backslash stands before; `re` reads these two as one, in comments as well."""
        while self.at < len(self.text):
            char = self._next("")
            if char == "\\":
                self._next("the pattern ends in a lone backslash")
            if char == end:
                return True
        return False

    def _repeated(self, item: Node, start: int, flags: _Flags) -> Node:
        self._skip_layout(flags)
        at = self.at
        bounds = self._quantifier()
        if bounds is None:
            return item
        if isinstance(item, Anchor) and self.text[start] != "(":
            raise PatternError("nothing to repeat", at)
        mode = "?" if self._accept("?") else "+" if self._accept("+") else ""
        self._skip_layout(flags)
        again = self.at
        if self._quantifier() is not None:
            raise PatternError("multiple repeat", again)
        return Repeat(item, *bounds, mode)

    def _quantifier(self) -> tuple[int, int | None] | None:
        for char, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._accept(char):
                return bounds
        return self._counted()

    def _counted(self) -> tuple[int, int | None] | None:
        """``{m}``, ``{m,}``, ``{,n}`` or ``{m,n}``; any other brace is itself."""
        end = self.text.find("}", self.at)
        if self._peek() != "{" or end < 0:
            return None
        low, comma, high = self.text[self.at + 1 : end].partition(",")
        if not (low or comma) or not all(char in _DIGITS for char in low + high):
            return None
        least, most = int(low or 0), int(high) if high else None if comma else int(low)
        if max(least, most or 0) > MAX_REPEAT:
            raise PatternError(f"more than {MAX_REPEAT} repeats", self.at, end + 1)
        if most is not None and most < least:
            raise PatternError("the least number of repeats is greater than the most", self.at, end + 1)
        self.at = end + 1
        return least, most

    def _atom(self, flags: _Flags) -> Node:
        start = self.at
        char = self._next("")
        match char:
            case "(":
                return self._group(start, flags)
            case "[":
                return self._set(start, flags)
            case "\\":
                return self._escape(start, flags)
            case ".":
                return Dot(flags.dot_all)
            case "^":
                return Anchor(Kind.LINE_START if flags.multiline else Kind.START)
            case "$":
                return Anchor(Kind.LINE_END if flags.multiline else Kind.LAST)
            case "*" | "+" | "?":
                raise PatternError("nothing to repeat", start)
        if char == "{":
            self.at = start
            if self._counted() is not None:
                raise PatternError("nothing to repeat", start)
            self.at = start + 1
        return _char(char, flags)

    # -- groups

    def _group(self, start: int, flags: _Flags) -> Node:
        if not self._accept("?"):
            return self._capture(start, flags)
        for mark, ahead, negated in (("=", 1, 0), ("!", 1, 1), ("<=", 0, 0), ("<!", 0, 1)):
            if self._accept(mark):
                return self._look(start, flags, bool(ahead), bool(negated))
        if self._accept("P<"):
            return self._capture(start, flags, self._name(">"))
        if self._accept("P="):
            return self._named_reference(flags)
        if self._accept(":"):
            return self._body(start, flags)
        if self._accept(">"):
            return Atomic(self._body(start, flags))
        if self._accept("("):
            raise PatternError("conditional groups are not supported", start, self.at)
        return self._scoped(start, flags)

    def _body(self, start: int, flags: _Flags) -> Node:
        node = self._alternation(flags)
        if not self._accept(")"):
            raise PatternError("missing `)`, the group is not closed", start)
        return node

    def _capture(self, start: int, flags: _Flags, name: str | None = None) -> Node:
        self.groups += 1
        number = self.groups
        if name is not None:
            self.names[name] = number
        self.open.add(number)
        node = Group(self._body(start, flags), number)
        self.open.discard(number)
        return node

    def _name(self, end: str) -> str:
        at = self.at
        name = self._until(end, "the group's name")
        if not (name.isidentifier() and name.isascii()):
            raise PatternError(f"`{name}` is no name for a group", at, self.at - 1)
        if name in self.names:
            raise PatternError(f"a second group named `{name}`", at, self.at - 1)
        return name

    def _named_reference(self, flags: _Flags) -> Node:
        at = self.at
        name = self._until(")", "the reference")
        if name not in self.names:
            raise PatternError(f"there is no group named `{name}` before this", at, self.at - 1)
        return self._reference(self.names[name], at, flags)

    def _reference(self, number: int, at: int, flags: _Flags) -> Node:
        if number > self.groups or number in self.open:
            raise PatternError(f"group {number} is not complete before this", at, self.at)
        return Backreference(number, flags.ignore_case)

    def _look(self, start: int, flags: _Flags, ahead: bool, negated: bool) -> Node:
        item = self._body(start, flags)
        least, most = width(item)
        if not ahead and least != most:
            raise PatternError("a look-behind must be of one fixed width", start, self.at)
        return Look(item, ahead, negated)

    def _scoped(self, start: int, flags: _Flags) -> Node:
        """``(?aims-ims:...)``."""
        end = self.at
        while self.text[end : end + 1] not in (":", ")", ""):
            end += 1
        if self._peek() not in _FLAGS and self._peek() != "-":
            raise PatternError(f"unknown extension `(?{self._peek()}`", start, self.at + 1)
        if self.text[end : end + 1] == ")":
            raise PatternError("flags for the whole pattern must stand at its start", start, end + 1)
        if not self.text[end : end + 1]:
            raise PatternError("missing `)`, the group is not closed", start)
        on, minus, off = self.text[self.at : end].partition("-")
        flags = self._turned(flags, on, True)
        if minus and (not off or set(off) & set("au")):
            raise PatternError("after `-` stand flags to turn off: `i`, `m`, `s` or `x`", self.at, end)
        flags = self._turned(flags, off, False)
        self.at = end + 1
        return self._body(start, flags)

    def _turned(self, flags: _Flags, letters: str, on: bool) -> _Flags:
        for place, letter in enumerate(letters):
            if letter not in _FLAGS:
                raise PatternError(f"unknown extension or flag `{letter}`", self.at + place)
            flags = replace(flags, **{_FLAGS[letter]: on and letter != "u"})
        return flags

    # -- escapes

    def _escape(self, start: int, flags: _Flags) -> Node:
        char = self._next("the pattern ends in a lone backslash")
        if char in _ANCHORS:
            return Anchor(_ANCHORS[char], flags.ascii)
        if char.lower() in "dws":
            return Category(char.lower(), char.isupper(), flags.ascii)
        if char in _DIGITS[1:] and not self._is_octal(char):
            number = char + (self._next("") if self._peek() and self._peek() in _DIGITS else "")
            return self._reference(int(number), start, flags)
        return _char(self._character(char, start), flags)

    def _is_octal(self, char: str) -> bool:
        """Three octal digits are a character; ``\\1`` to ``\\99`` otherwise are references."""
        return len(self._peek(2)) == 2 and all(digit in _OCTAL for digit in char + self._peek(2))

    def _character(self, char: str, start: int) -> str:
        if char in _HEX:
            return self._hexadecimal(_HEX[char], start)
        if char == "N":
            return self._named_character(start)
        if char in _DIGITS:
            return self._octal(char, start)
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char.isascii() and char.isalpha():
            raise PatternError(f"bad escape `\\{char}`", start, self.at)
        return char

    def _hexadecimal(self, size: int, start: int) -> str:
        digits = self._peek(size)
        if len(digits) != size or not all(digit in _HEXADECIMAL for digit in digits):
            raise PatternError(f"this escape takes {size} hexadecimal digits", start, self.at + len(digits))
        self.at += size
        if int(digits, 16) > 0x10FFFF:
            raise PatternError("beyond the last character", start, self.at)
        return chr(int(digits, 16))

    def _named_character(self, start: int) -> str:
        if not self._accept("{"):
            raise PatternError("missing `{` after `\\N`", start, self.at)
        name = self._until("}", "the character's name")
        try:
            return unicodedata.lookup(name)
        except KeyError:
            raise PatternError(f"unknown character name `{name}`", start, self.at) from None

    def _octal(self, char: str, start: int) -> str:
        digits = char
        while len(digits) < 3 and self._peek() and self._peek() in _OCTAL:
            digits += self._next("")
        if int(digits, 8) > 0o377:
            raise PatternError("an octal escape goes up to \\377", start, self.at)
        return chr(int(digits, 8))

    # -- classes

    def _set(self, start: int, flags: _Flags) -> Node:
        negated = self._accept("^")
        ranges: list[tuple[str, str]] = []
        categories: list[Category] = []
        first = True
        while first or self._peek() != "]":
            first = False
            at = self.at
            low = self._member(start, flags)
            if self._peek() == "-" and self._peek(2) != "-]" and len(self._peek(2)) == 2:
                self.at += 1
                high = self._member(start, flags)
                ranges.append(_range(low, high, self.text[at : self.at], at, self.at))
            elif isinstance(low, Category):
                categories.append(low)
            else:
                ranges.append((low, low))
        self.at += 1
        if flags.ascii and flags.ignore_case:
            ranges += [(_swapped(low), _swapped(high)) for pair in ranges for low, high in _letters(*pair)]
        return Set(tuple(ranges), tuple(categories), negated, flags.ignore_case and not flags.ascii)

    def _member(self, start: int, flags: _Flags) -> str | Category:
        if self.at >= len(self.text):
            raise PatternError("missing `]`, the class is not closed", start)
        at = self.at
        char = self._next("")
        if char != "\\":
            return char
        char = self._next("missing `]`, the class is not closed")
        if char.lower() in "dws":
            return Category(char.lower(), char.isupper(), flags.ascii)
        if char in _DIGITS[1:] and char not in _OCTAL:
            raise PatternError(f"bad escape `\\{char}`", at, self.at)
        return self._character(char, at)


def _char(char: str, flags: _Flags) -> Node:
    """A character; with `(?ai)` only ASCII letters have another case."""
    if not (flags.ignore_case and flags.ascii):
        return Char(char, flags.ignore_case)
    swapped = _swapped(char)
    return Char(char) if swapped == char else Set(((char, char), (swapped, swapped)))


def _swapped(char: str) -> str:
    return char.swapcase() if char.isascii() else char


def _letters(low: str, high: str) -> list[tuple[str, str]]:
    """The parts of a range that are ASCII letters of one case."""
    parts = [(max(low, first), min(high, last)) for first, last in ("az", "AZ")]
    return [(first, last) for first, last in parts if first <= last]


def _range(low: str | Category, high: str | Category, text: str, start: int, end: int) -> tuple[str, str]:
    if isinstance(low, Category) or isinstance(high, Category) or low > high:
        raise PatternError(f"bad character range `{text}`", start, end)
    return low, high


def _check_repeats(node: Node, times: int) -> None:
    """Counted repeats in counted repeats multiply; an automaton would grow as far."""
    if times > MAX_REPEAT:
        raise PatternError(f"nested repeats multiply to more than {MAX_REPEAT}", 0)
    match node:
        case Repeat(item, least, most):
            _check_repeats(item, times * max(1, least, most or 0))
        case Group(item) | Atomic(item) | Look(item):
            _check_repeats(item, times)
        case Concat(items) | Alternation(items):
            for each in items:
                _check_repeats(each, times)
        case _:
            return
