"""A text of shell that is being read: where the reading is, what it may still cost, what is wrong."""

from __future__ import annotations

from .syntax import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .syntax import Command, Part, Redirect, Sequence

MAX_WORDS = 16_000
MAX_LEVELS = 64
MAX_SHELLS = 10
MAX_REREAD = 1 << 20  # characters that are read once more: in vain as arithmetic, or as a text inside another

END = "\0"  # stands behind the text, twice, so that nobody has to ask whether it is over
DIGITS = "0123456789"
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
NAME = LETTERS | frozenset(DIGITS)

BLANK = frozenset(" \t\\#")  # what may be skipped between words
META = frozenset(" \t\n;&|<>()\0")
BREAKS = META | frozenset("'\"\\$`")  # what is more than itself in an unquoted word


class Limits:
    """What is left for a command and for the texts inside it that are read on their own."""

    __slots__ = ("levels", "reread", "shells", "words")

    def __init__(self) -> None:
        self.words = MAX_WORDS
        self.levels = MAX_LEVELS
        self.shells = MAX_SHELLS
        self.reread = MAX_REREAD


class Unreadable(Exception):
    """No shell reads this."""


class Beyond(Exception):
    """It goes beyond the limits."""


class Parts:
    """The parts of a word as they are found; text of one quoting becomes one part."""

    __slots__ = ("done", "pieces", "quoted")

    def __init__(self) -> None:
        self.done: list[Part] = []
        self.pieces: list[str] = []
        self.quoted = False

    def add(self, text: str, quoted: bool) -> None:
        if quoted is not self.quoted:
            if self.pieces:
                self.done.append(Text("".join(self.pieces), self.quoted))
                self.pieces = []
            self.quoted = quoted
        self.pieces.append(text)

    def part(self, part: Part) -> None:
        if self.pieces:
            self.done.append(Text("".join(self.pieces), self.quoted))
            self.pieces = []
        self.done.append(part)

    def all(self) -> list[Part]:
        if self.pieces:
            self.done.append(Text("".join(self.pieces), self.quoted))
            self.pieces = []
        return self.done


class Reading:
    """One text; ``at`` is the place. What stands between backticks or in a here-document has its own reader."""

    __slots__ = (
        "at",
        "closed",
        "complete",
        "doubt",
        "end",
        "inside",
        "limits",
        "line",
        "pending",
        "stop",
        "text",
        "vain",
    )

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text + "\0\0"
        self.end = len(text)
        self.at = 0
        self.limits = limits
        self.stop = 0  # where the word ends that `bare` saw last
        self.closed = ""  # what ended the last sequence
        self.line = -1  # where the last line ended
        self.complete = 0  # commands of the whole that stand on lines that are over
        self.inside = 0  # substitutions in parentheses that are open
        self.pending: list[tuple[Redirect, str, bool, bool]] = []  # here-documents whose bodies are to come
        self.vain: set[int] = set()  # places behind `((` where no arithmetic begins
        self.doubt: str | None = None

    # -- characters

    def unexpected(self) -> Unreadable:
        char = self.text[self.at]
        if char == END:
            return Unreadable("the command ends too early")
        shown = self.bare() or char
        return Unreadable(f"unexpected `{shown[:32]}` at character {self.at + 1}")

    def unclosed(self, sign: str, opened: int) -> Unreadable:
        self.at = self.end
        return Unreadable(f"`{sign}` is missing for what opens at character {opened + 1}")

    def doubts(self, reason: str) -> None:
        """What is read here may be read otherwise, or not at all, when it runs."""
        self.doubt = self.doubt or reason

    def deeper(self) -> None:
        self.limits.levels -= 1
        if self.limits.levels < 0:
            raise Beyond("the command is nested too deeply")

    def again(self, size: int) -> None:
        """So many characters are read once more."""
        self.limits.reread -= size
        if self.limits.reread < 0:
            raise Beyond("the command would have to be read too often")

    def joined(self, at: int) -> int:
        """The place behind the line continuations that stand here."""
        text = self.text
        while text[at] == "\\" and text[at + 1] == "\n":
            at += 2
        return at

    def blanks(self) -> str:
        """Past blanks, line continuations and a comment; the character behind them."""
        text, at = self.text, self.at
        char = text[at]
        while char in BLANK:
            if char == "\\":
                if text[at + 1] != "\n":
                    break
                at += 2
            elif char == "#":
                at = text.find("\n", at)
                at = self.end if at < 0 else at
            else:
                at += 1
            char = text[at]
        self.at = at
        return char

    def lines(self) -> str:
        """Past blanks and line ends, with the here-documents that begin behind one; the character behind them."""
        char = self.blanks()
        while char == "\n":
            self.line = self.at
            self.at += 1
            if self.pending:
                self.bodies()
            char = self.blanks()
        return char

    def bare(self) -> str:
        """The word that begins here if nothing in it is quoted or expanded, else nothing; it ends at ``stop``."""
        text, at = self.text, self.at
        start = at
        while text[at] not in BREAKS:
            at += 1
        if text[at] in META:
            self.stop = at
            return text[start:at]
        if text[at] != "\\" or text[at + 1] != "\n":
            return ""
        while text[at] not in BREAKS or (text[at] == "\\" and text[at + 1] == "\n"):
            at += 2 if text[at] == "\\" else 1
        self.stop = at
        return text[start:at].replace("\\\n", "") if text[at] in META else ""

    def name_end(self, at: int) -> int:
        text = self.text
        while True:
            while text[at] in NAME:
                at += 1
            if text[at] != "\\" or text[at + 1] != "\n":
                return at
            at += 2

    # -- what is read further up, for what stands inside something smaller

    def dollar(self, parts: Parts, quoted: bool) -> None:
        raise NotImplementedError

    def backticks(self, parts: Parts, quoted: bool, double: bool) -> None:
        raise NotImplementedError

    def process(self, start: int, direction: str, parts: Parts) -> None:
        raise NotImplementedError

    def command(self) -> Command:
        raise NotImplementedError

    def whole(self, tree: Sequence) -> None:
        raise NotImplementedError

    def sequence(self, closers: frozenset[str], tree: Sequence | None = None) -> Sequence:
        raise NotImplementedError

    def bodies(self) -> None:
        raise NotImplementedError
