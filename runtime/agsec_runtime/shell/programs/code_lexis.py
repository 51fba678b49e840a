"""How a language spells things, and code as the tokens that come of it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from .code_tokens import Scanner

    Piece: TypeAlias = "str | Code"
    Special: TypeAlias = "Callable[[Scanner, str], bool]"

# Kinds of tokens. TEXT, COMMAND and REGEX have a list of pieces: text, and code that stands in it.
NAME, VARIABLE, NUMBER, TEXT, COMMAND, REGEX, WORDS, OP, LINE, UNKNOWN, END = range(11)
OPERANDS = frozenset([NAME, VARIABLE, NUMBER, TEXT, COMMAND, REGEX, WORDS, UNKNOWN])
_OPERATORS = (
    "== != <= >= && || += -= *= /= %= .= |= &= ^= -> => :: ++ -- ** // << >> <- := ?. ?? =~ !~ .. ... === !== **= //="
    " <<= >>= ||= &&= ??= <=>"
)


class Lexis:
    """How a language spells things.

    ``comments`` open one to the end of the line, ``blocks`` are pairs around one. ``quotes`` has what each quote
    means: "e" escapes, "i" escapes and code, "1" only the quote and the backslash are escaped, "c" a command with code.
    Those in ``short`` are closed by the end of the line too. ``sigils`` begin the names of variables; ``letters`` stand
    in names besides letters, digits and "_", ``tails`` at their end. ``special`` has what to try at a character first,
    ``code`` how to read code within a string. ``regex`` is "strict" where a pattern may follow an operator, "spaced"
    where it may also follow a name and a space. ``lines`` if the ends of lines count, ``keeps`` if the backslash of an
    escape without meaning stays.
    """

    __slots__ = (
        "blocks",
        "code",
        "comments",
        "keeps",
        "letters",
        "lines",
        "operators",
        "quotes",
        "regex",
        "short",
        "sigils",
        "special",
        "tails",
    )

    def __init__(
        self,
        comments: tuple[str, ...] = (),
        blocks: tuple[tuple[str, str], ...] = (),
        quotes: dict[str, str] | None = None,
        sigils: str = "",
        letters: str = "",
        tails: str = "",
        short: str = "",
        special: dict[str, Special] | None = None,
        code: dict[str, Callable[[Scanner, int, int], tuple[Piece, int] | None]] | None = None,
        operators: str = "",
        regex: str = "",
        lines: bool = True,
        keeps: bool = False,
    ) -> None:
        self.comments = comments
        self.blocks = blocks
        self.quotes = quotes or {}
        self.sigils = sigils
        self.letters = letters
        self.tails = tails
        self.short = short
        self.special = special or {}
        self.code = code or {}
        self.operators = frozenset([*operators.split(), *_OPERATORS.split()])
        self.regex = regex
        self.lines = lines
        self.keeps = keeps


class Code:
    """Tokens in order, and an END. ``partner`` has where the bracket at an index is closed."""

    __slots__ = ("ends", "kinds", "partner", "spaced", "starts", "text", "values")

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds: list[int] = []
        self.values: list[str | int | list[Piece]] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.spaced: list[bool] = []  # whether space stands before the token
        self.partner: dict[int, int] = {}

    def string(self, at: int) -> str:
        """The value of a token, where it is a string; "" for others."""
        value = self.values[at]
        return value if type(value) is str else ""

    def pieces(self, at: int) -> list[Piece]:
        value = self.values[at]
        return value if type(value) is list else []

    def written(self, start: int, end: int) -> str:
        """The source of the tokens from ``start`` up to ``end``."""
        return self.text[self.starts[start] : self.ends[max(start, end - 1)]]
