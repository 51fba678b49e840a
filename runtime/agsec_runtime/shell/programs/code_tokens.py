"""Tokens of code: strings with their escapes undone, names, numbers, operators, brackets with their partners.

One scanner for every language; a `Lexis` says how one spells its comments, strings and names. It takes any text: what
it does not understand becomes an operator of one character. An unknown part of the text is a token of its own outside
of strings and stays as it is within them.
"""

from __future__ import annotations

from ...marks import CLASS_CLOSE, CLASS_OPEN, MARKS, ONE, STAR, UNKNOWN_CLOSE, UNKNOWN_OPEN
from .code_lexis import COMMAND, END, LINE, NAME, NUMBER, OP, OPERANDS, REGEX, TEXT, UNKNOWN, VARIABLE, Code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_lexis import Lexis, Piece

MAX_DEPTH = 48  # code in strings in code, brackets in brackets
CLOSERS = {"(": ")", "[": "]", "{": "}"}
_OPENERS = ")]}"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "s": " "}
_HEX = "0123456789abcdefABCDEF"
_GLOBS = {ord(STAR): "*", ord(ONE): "?", ord(CLASS_OPEN): "[", ord(CLASS_CLOSE): "]"}


def scan(text: str, lexis: Lexis) -> Code:
    """The tokens of a whole text (marked; active globs have no meaning in code)."""
    if not text.isascii():
        text = text.translate(_GLOBS)
    return Scanner(text, lexis).code()


class Scanner:
    """Reads from left to right; ``at`` is the place."""

    __slots__ = ("at", "barred", "depth", "lexis", "open", "pending", "text", "tokens")

    def __init__(self, text: str, lexis: Lexis, at: int = 0, depth: int = 0) -> None:
        self.text = text
        self.lexis = lexis
        self.at = at
        self.depth = depth
        self.tokens = Code(text)
        self.open: list[int] = []
        self.barred = -1  # up to here no pattern is closed
        self.pending: list[tuple[int, str, str, bool]] = []  # here-documents: token, delimiter, style, indented

    def code(self, until: str = "") -> Code:
        """The tokens up to a closing bracket without partner, if ``until`` is one, else to the end."""
        text, end, lexis = self.text, len(self.text), self.lexis
        special, quotes, sigils = lexis.special, lexis.quotes, lexis.sigils
        while self.at < end:
            char = text[self.at]
            if char in " \t\r\f\v\0":
                self.at += 1
            elif char in special and special[char](self, char):
                pass
            elif char.isalpha() or char == "_":
                self._name()
            elif char == "\n":
                self._newline()
            elif char.isdigit():
                self._number()
            elif char in quotes:
                self.quoted(quotes[char])
            elif char == "$" and char in lexis.letters:
                self._name()
            elif char == UNKNOWN_OPEN:
                self._unknown()
            elif (char in sigils and self._variable()) or self._comment():
                pass
            elif char == until and not self.open:
                break
            elif char == "\\" and text.startswith(("\n", "\r\n"), self.at + 1):
                self.at = text.index("\n", self.at) + 1
            elif char == "/" and lexis.regex and self.expects_operand() and self._regex():
                pass
            else:
                self._operator(char)
        self.put(END, "", self.at)
        return self.tokens

    # -- putting tokens

    def put(self, kind: int, value: str | int | list[Piece], end: int, start: int = -1) -> None:
        tokens = self.tokens
        start = self.at if start < 0 else start
        tokens.kinds.append(kind)
        tokens.values.append(value)
        tokens.spaced.append(bool(tokens.ends) and start > tokens.ends[-1])
        tokens.starts.append(start)
        tokens.ends.append(end)
        self.at = end

    def last(self) -> int:
        """The kind of the last token."""
        return self.tokens.kinds[-1] if self.tokens.kinds else LINE

    def expects_operand(self) -> bool:
        """Whether what comes next is an operand, as far as the last token can tell."""
        kind = self.last()
        if kind == OP:
            return self.tokens.values[-1] not in (")", "]", "}")
        if kind == NAME:
            if self.tokens.values[-1] in _BEFORE_OPERANDS:
                return True
            spaced = self.text[self.at - 1] in " \t" and self.text[self.at + 1 : self.at + 2] not in (" ", "=", "")
            return spaced and self.lexis.regex == "spaced"
        return kind not in OPERANDS

    # -- what stands at the place

    def word_end(self, at: int) -> int:
        """Behind the name that begins at ``at``."""
        text, letters, end = self.text, self.lexis.letters, len(self.text)
        while at < end and (text[at].isalnum() or text[at] == "_" or text[at] in letters):
            at += 1
        return at

    def _name(self) -> None:
        end = self.word_end(self.at)
        following = self.text[end : end + 2]
        if following[:1] and following[0] in self.lexis.tails and following[1:] not in ("=", "~", ":"):
            end += 1
        self.put(NAME, self.text[self.at : end], end)

    def _variable(self) -> bool:
        """`$name`, `@name`, `$::name`, and where nothing like that follows no variable."""
        text, at = self.text, self.at + 1
        while at < len(text) and text[at] in self.lexis.sigils and at - self.at < 3:
            at += 1
        end = self.word_end(at)
        if end == at:
            return False
        while text.startswith("::", end) and text[end + 2 : end + 3].isalpha():
            end = self.word_end(end + 2)
        self.put(VARIABLE, text[self.at : end], end)
        return True

    def _number(self) -> None:
        text, at = self.text, self.at
        while at < len(text) and (text[at].isalnum() or text[at] == "_"):
            at += 1
        if text[at : at + 1] == "." and text[at + 1 : at + 2].isdigit():
            at += 1
            while at < len(text) and text[at].isalnum():
                at += 1
        self.put(NUMBER, text[self.at : at], at)

    def _unknown(self) -> None:
        end = self.behind_unknown(self.at)
        self.put(UNKNOWN, self.text[self.at : end], end)

    def behind_unknown(self, at: int) -> int:
        close = self.text.find(UNKNOWN_CLOSE, at)
        return len(self.text) if close < 0 else close + 1

    def _newline(self) -> None:
        self.at += 1
        if self.pending:
            self._documents()
        text, at = self.text, self.at
        while at < len(text) and text[at] in " \t\r":
            at += 1
        counts = not self.open or self.tokens.values[self.open[-1]] == "{"
        if self.lexis.lines and counts:
            self.put(LINE, at - self.at, self.at)
        self.at = at

    def _comment(self) -> bool:
        text, at = self.text, self.at
        for opening, closing in self.lexis.blocks:
            if text.startswith(opening, at):
                close = text.find(closing, at + len(opening))
                self.at = len(text) if close < 0 else close + len(closing)
                return True
        if self.lexis.comments and text.startswith(self.lexis.comments, at):
            close = text.find("\n", at)
            self.at = len(text) if close < 0 else close
            return True
        return False

    def _operator(self, char: str) -> None:
        text, at = self.text, self.at
        for size in (3, 2):
            if text[at : at + size] in self.lexis.operators:
                self.put(OP, text[at : at + size], at + size)
                return
        index = len(self.tokens.kinds)
        if char in CLOSERS:
            self.open.append(index)
        elif char in _OPENERS and self.open and CLOSERS[self.tokens.string(self.open[-1])] == char:
            self.tokens.partner[self.open.pop()] = index
        self.put(OP, char, at + 1)

    # -- strings

    def quoted(self, style: str, kind: int = TEXT) -> None:
        """The string that the quote at the place opens."""
        start, quote = self.at, self.text[self.at]
        pieces, end = self.string(self.at + 1, quote, style)
        self.put(COMMAND if style == "c" else kind, pieces, end, start)

    def string(self, at: int, closing: str, style: str, opening: str = "") -> tuple[list[Piece], int]:
        """The pieces of a string that begins at ``at``, and the place behind it. Brackets inside nest."""
        text, end = self.text, len(self.text)
        pieces: list[Piece] = []
        run: list[str] = []
        begin, first, depth = at, closing[0], 0
        code = self.lexis.code if style in "ic" else {}
        plain, short = style == "r", self.lexis.short or " "
        while at < end:
            char = text[at]
            if char == first and text.startswith(closing, at):
                if not depth:
                    break
                depth -= 1
                at += 1
            elif char == opening:
                depth += 1
                at += 1
            elif char == UNKNOWN_OPEN:
                at = self.behind_unknown(at)
            elif char == "\n" and closing in short:
                break
            elif char == "\\" and not plain:
                run.append(text[begin:at])
                made, at = self._single(at, closing) if style == "1" else self.escape(at + 1)
                run.append(made)
                begin = at
            elif char == "\\":
                at += 2
            elif char in code:
                found = code[char](self, at, end)
                if found is None:
                    at += 1
                    continue
                run.append(text[begin:at])
                pieces.append("".join(run))
                pieces.append(found[0])
                run, begin, at = [], found[1], found[1]
            else:
                at += 1
        run.append(text[begin : min(at, end)])
        pieces.append("".join(run))
        return pieces, min(at + len(closing), end)

    def _single(self, at: int, closing: str) -> tuple[str, int]:
        """An escape in a string that knows only those of its quote and of the backslash."""
        char = self.text[at + 1 : at + 2]
        return (char, at + 2) if char in ("\\", closing) else ("\\" + char, at + 2)

    def escape(self, at: int) -> tuple[str, int]:
        """What the escape stands for whose backslash is before ``at``, and the place behind it."""
        text, char = self.text, self.text[at : at + 1]
        if char in ("x", "u", "U"):
            return self._hexadecimal(at, char)
        if char.isdigit() and char < "8":
            end = at + 1
            while end < at + 3 and text[end : end + 1].isdigit() and text[end] < "8":
                end += 1
            return character(int(text[at:end], 8)), end
        if char == "\n":
            return "", at + 1
        if char in _ESCAPES and (char not in "es" or not self.lexis.keeps):
            return _ESCAPES[char], at + 1
        return ("\\" + char if self.lexis.keeps and char not in "\\'\"`$" else char), at + 1

    def _hexadecimal(self, at: int, char: str) -> tuple[str, int]:
        text, start = self.text, at + 1
        if text.startswith("{", start):
            close = text.find("}", start, start + 10)
            digits, end = (text[start + 1 : close], close + 1) if close > 0 else ("", at + 1)
        else:
            end = start
            while end < start + {"x": 2, "u": 4, "U": 8}[char] and text[end : end + 1] and text[end] in _HEX:
                end += 1
            digits = text[start:end]
        if not digits or [each for each in digits if each not in _HEX]:
            return char, at + 1
        return character(int(digits, 16)), end

    def nested(self, at: int, until: str = "}") -> tuple[Code, int]:
        """The code that stands in a string from ``at`` on, and the place behind the bracket that ends it."""
        if self.depth >= MAX_DEPTH:
            close = self.text.find(until, at)
            end = len(self.text) if close < 0 else close + 1
            return _opaque(self.text[at:end]), end
        inner = Scanner(self.text, self.lexis, at, self.depth + 1)
        code = inner.code(until)
        return code, min(inner.at + 1, len(self.text))

    def _regex(self) -> bool:
        """A pattern up to the next "/" on the line that is not escaped or in brackets."""
        text, at, inside = self.text, self.at + 1, False
        if at <= self.barred:
            return False
        while at < len(text) and text[at] != "\n":
            char = text[at]
            if char == "\\":
                at += 1
            elif char == "[":
                inside = True
            elif char == "]":
                inside = False
            elif char == "/" and not inside:
                end = at + 1
                while text[end : end + 1].isalpha():
                    end += 1
                self.put(REGEX, [text[self.at + 1 : at]], end)
                return True
            at += 1
        self.barred = at
        return False

    # -- here-documents

    def document(self, delimiter: str, style: str, end: int, indented: bool) -> None:
        """A here-document is announced; its text begins on the next line."""
        self.pending.append((len(self.tokens.kinds), delimiter, style, indented))
        self.put(TEXT, [], end)

    def _documents(self) -> None:
        """Read the here-documents that were announced on the line before."""
        pending, self.pending = self.pending, []
        for index, delimiter, style, indented in pending:
            start = self.at
            end, following = self._document_end(delimiter, indented)
            inner = Scanner(self.text[start:end], self.lexis, 0, self.depth + 1)
            pieces, _ = inner.string(0, "\0\0", style)
            self.tokens.values[index] = pieces
            self.at = following

    def _document_end(self, delimiter: str, indented: bool) -> tuple[int, int]:
        text, at = self.text, self.at
        while at < len(text):
            close = text.find("\n", at)
            close = len(text) if close < 0 else close
            line = text[at:close].rstrip("\r;,)")
            if (line.lstrip() if indented else line) == delimiter:
                return at, at + (len(text[at:close]) - len(text[at:close].lstrip())) + len(delimiter)
            at = close + 1
        return len(text), len(text)


def character(number: int) -> str:
    """The character with a number; none of ours."""
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        return "\ufffd"
    char = chr(number)
    return "\ufffd" if char in MARKS else char


def _opaque(written: str) -> Code:
    code = Code(written)
    for kind in (UNKNOWN, END):
        code.kinds.append(kind)
        code.values.append(UNKNOWN_OPEN + written.translate(_UNMARKED) + UNKNOWN_CLOSE)
        code.starts.append(0)
        code.ends.append(len(written))
        code.spaced.append(False)
    return code


_UNMARKED = {ord(UNKNOWN_OPEN): None, ord(UNKNOWN_CLOSE): None}
_BEFORE_OPERANDS = frozenset(
    [
        "return",
        "typeof",
        "case",
        "in",
        "of",
        "and",
        "or",
        "not",
        "if",
        "unless",
        "while",
        "until",
        "when",
        "then",
        "else",
        "elsif",
        "do",
        "split",
        "grep",
        "map",
        "join",
        "yield",
        "await",
        "void",
        "delete",
        "instanceof",
        "throw",
        "print",
        "puts",
        "p",
        "x",
        "lt",
        "gt",
        "le",
        "ge",
        "eq",
        "ne",
        "cmp",
    ]
)
