"""Read the text of a command as bash does, into the tree of `syntax`: recursive descent, bounded, nothing is expanded.

The grammar is that of POSIX.1-2017 (XCU 2.10) and of bash 5.2, whose readings win where shells disagree; what zsh alone
takes is read where bash would only complain. The text is read once, from left to right, except for ``((``: that is
arithmetic if ``))`` closes it, else two subshells, so it is tried as the one before it is read as the other.

The reader is made of layers: from the characters of `reading` over the words of `lexical`, what `expansion` reads in
them and the `commands` that hold no lists, to the lists here. Each knows those below it; `reading` names what is called
upwards, since words hold commands again.

Where a shell reads something only when it runs (backticks, a here-document), or shells would read it in two ways, the
tree is complete and there is an error nevertheless.
"""

from __future__ import annotations

from ..marks import has_marks
from .commands import STOPS, Commands, name_of
from .reading import END, NAME, Beyond, Parts, Unreadable
from .reading import Limits as Limits
from .syntax import (
    ArithmeticCommand,
    ArithmeticFor,
    Case,
    Chain,
    Coprocess,
    For,
    Group,
    If,
    Loop,
    Parameter,
    Pipeline,
    Sequence,
    Simple,
    Subshell,
    Text,
    Word,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .syntax import Command

MAX_BYTES = 1 << 17

_CLOSING = frozenset(");\0tefd}")  # what a word or sign begins with that ends a sequence
_CLOSERS = frozenset(["then", "else", "elif", "fi", "do", "done", "esac", "}"])
_OPENING = frozenset("cfisuw{[!")  # the same for one that begins a compound command
_WHOLE, _PARENTHESIS, _BRACE = frozenset([""]), frozenset([")"]), frozenset(["}"])
_THEN, _BRANCH, _FI = frozenset(["then", "{"]), frozenset(["elif", "else", "fi"]), frozenset(["fi"])
_DO, _DONE, _ITEM = frozenset(["do", "{"]), frozenset(["done"]), frozenset([";;", "esac"])
_END = frozenset(["end"])


class Parsed:
    """``tree``, and the first ``error``, None where there is none.

    With an error the tree holds what would run all the same: the lines before it, or everything where only a part that
    is read later has it.
    """

    __slots__ = ("error", "tree")

    def __init__(self, tree: Sequence, error: str | None) -> None:
        self.tree = tree
        self.error = error


def parse(text: str, limits: Limits | None = None) -> Parsed:
    """The tree of a command. Never raises: what is wrong stands in the answer."""
    tree = Sequence([], [])
    error = _refused(text)
    if error is not None:
        return Parsed(tree, error)
    limits = limits or Limits()
    levels = limits.levels
    reader = _Reader(text, limits)
    try:
        reader.whole(tree)
    except Unreadable as problem:
        error = str(problem)
        del tree.commands[reader.complete :], tree.background[reader.complete :]
    except Beyond as problem:
        error = str(problem)
    except RecursionError:
        error = "the command is nested too deeply"
    limits.levels = levels
    return Parsed(tree, error or reader.doubt)


def parse_word(text: str) -> Word:
    """A text as the body of a here-document: expansions are live, quotes are not. One unknown part if unreadable."""
    if _refused(text) is None:
        reader = _Reader(text, Limits())
        parts = Parts()
        try:
            reader.body(parts)
        except (Unreadable, Beyond, RecursionError):
            reader.doubt = "unreadable"
        if reader.doubt is None:
            return Word(parts.all(), text)
    return Word([Parameter("", True, text, "bad")], text)


def _refused(text: str) -> str | None:
    """Why a text is not even looked at, or None."""
    if len(text) > MAX_BYTES or (not text.isascii() and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES):
        return "the command is longer than 128 kB"
    if END in text or has_marks(text):
        return "the command holds a character that no shell takes"
    return None


class _Reader(Commands):
    """Reads commands."""

    __slots__ = ()

    # -- lists

    def whole(self, tree: Sequence) -> None:
        """Everything, command by command into ``tree``, so that what stands before an error is there."""
        self.sequence(_WHOLE, tree)
        if self.pending:
            self.bodies()

    def sequence(self, closers: frozenset[str], tree: Sequence | None = None) -> Sequence:
        """Commands up to one of ``closers``, which is then behind us."""
        limits = self.limits
        limits.levels -= 1
        limits.words -= 1
        if limits.levels < 0 or limits.words < 0:
            raise Beyond("the command is nested too deeply" if limits.levels < 0 else "the command has too many words")
        text = self.text
        made = Sequence([], []) if tree is None else tree
        commands, background = made.commands, made.background
        char = self.lines()
        while not (char in _CLOSING and self.closes(char, closers)):
            commands.append(self.chain())
            background.append(False)
            here = self.at
            char = text[here]
            if char == "\n":
                char = self.lines()
            elif char == ";" and text[self.joined(here + 1)] not in ";&|":
                self.at += 1
                char = self.lines()
            elif char == "&":
                background[-1] = True
                self.at += 2 if text[here + 1] == "|" else 1  # zsh: `&|` also disowns
                char = self.lines()
            elif char in _CLOSING and self.closes(char, closers):
                break
            elif char == "{" and "{" in closers and self.bare() == "{":  # zsh: `if [[ -f x ]] { ... }`
                self.closed = char
                self.at += 1
                break
            else:
                raise self.unexpected()
            if tree is not None and self.line >= here:
                self.complete = len(commands)
        limits.levels += 1
        return made

    def closes(self, char: str, closers: frozenset[str]) -> bool:
        """Whether what stands here ends a sequence. If it ends another than this, the command is wrong."""
        stop = self.at
        if char == ")":
            name, stop = char, stop + 1
        elif char == END:
            name = ""
        elif char == ";":
            name, stop = self.item_end(stop)
        elif char == "}" and "${" in closers:
            name, stop = char, stop + 1
        else:
            name = self.bare()
            if name not in _CLOSERS and (name != "end" or closers is not _END):
                return False
            stop = self.stop
        if name not in closers:
            raise self.unexpected()
        self.closed = name
        self.at = stop
        return True

    def item_end(self, at: int) -> tuple[str, int]:
        """``;;``, ``;&``, ``;;&``, and zsh's ``;|``."""
        stop = self.joined(at + 1)
        sign = self.text[stop]
        if sign not in ";&|":
            raise self.unexpected()
        stop += 1
        more = self.joined(stop)
        return ";;", more + 1 if sign == ";" and self.text[more] == "&" else stop

    def filled(self, closers: frozenset[str]) -> Sequence:
        """A sequence that may not be empty."""
        made = self.sequence(closers)
        if not made.commands:
            raise Unreadable(f"no command stands before character {self.at + 1}")
        return made

    def chain(self) -> Command:
        first = self.pipeline()
        rest: list[tuple[str, Command]] = []
        text = self.text
        while True:
            char = text[self.at]
            if char != "&" and char != "|":
                break
            stop = self.joined(self.at + 1)
            if text[stop] != char:
                break
            self.at = stop + 1
            self.lines()
            rest.append((char + char, self.pipeline()))
        return Chain(first, rest) if rest else first

    def pipeline(self) -> Command:
        text = self.text
        prefixed = False
        char = text[self.at]
        while char == "!" or char == "t":
            if not self.prefix():
                break
            prefixed = True
            char = self.blanks()
        if prefixed and (char in STOPS or char == "&"):
            return Simple([], [], [])
        commands = [self.command()]
        both: list[bool] = []
        while text[self.at] == "|":
            stop = self.joined(self.at + 1)
            if text[stop] == "|":
                break
            both.append(text[stop] == "&")
            self.at = stop + 1 if both[-1] else stop
            self.lines()
            commands.append(self.command())
        both.append(False)
        return Pipeline(commands, both) if prefixed or len(both) > 1 else commands[0]

    def prefix(self) -> bool:
        """Whether ``!`` or ``time`` stands here, which is then behind us."""
        word = self.bare()
        if word == "!":
            self.at = self.stop
            return True
        if word != "time":
            return False
        start, self.at = self.at, self.stop
        while self.blanks() == "-":
            if self.bare() not in ("-p", "--"):
                self.at = start  # a shell without this reserved word has a program that takes options
                return False
            self.at = self.stop
        return True

    # -- commands

    def command(self) -> Command:
        char = self.text[self.at]
        if char == "(":
            return self.parenthesis()
        if char in _OPENING:
            word = self.bare()
            compound = _COMPOUND.get(word)
            if compound is not None:
                self.at = self.stop
                return compound(self)
            if word == "!" or word == "in":
                raise self.unexpected()
        return self.simple()

    def parenthesis(self) -> Command:
        """A subshell, an arithmetic command, or zsh's function without a name, which runs at once."""
        start = self.at
        second = self.joined(start + 1)
        if self.text[second] == "(":
            expression = self.arithmetic(second + 1)
            if expression is not None and self.text.startswith("))", self.at - 2):
                if not _computes(expression):
                    self.doubts("to shells without arithmetic commands these are subshells")
                return ArithmeticCommand(expression, self.redirects())
        self.at = start + 1
        if self.blanks() == ")":
            self.at += 1
            return self.definition("").body
        return Subshell(self.filled(_PARENTHESIS), self.redirects())

    def group(self) -> Command:
        body = self.filled(_BRACE)
        if self.blanks() == "a" and self.bare() == "always":  # zsh: `{ ... } always { ... }`
            self.at = self.stop
            self.opened()
            after = self.filled(_BRACE)
            body = Sequence([*body.commands, *after.commands], [*body.background, *after.background])
        return Group(body, self.redirects())

    def opened(self) -> None:
        """The brace that must stand here is behind us."""
        self.blanks()
        if self.bare() != "{":
            raise self.unexpected()
        self.at = self.stop

    def if_(self) -> Command:
        branches: list[tuple[Sequence, Sequence]] = []
        otherwise = None
        while True:
            condition = self.filled(_THEN)
            if self.closed == "{":
                return self.braced_if(condition, branches)
            branches.append((condition, self.filled(_BRANCH)))
            if self.closed != "elif":
                break
        if self.closed == "else":
            otherwise = self.filled(_FI)
        return If(branches, otherwise, self.redirects())

    def braced_if(self, condition: Sequence, branches: list[tuple[Sequence, Sequence]]) -> Command:
        """zsh's `if CONDITION { ... } elif CONDITION { ... } else { ... }`, behind the first brace."""
        otherwise = None
        branches.append((condition, self.filled(_BRACE)))
        while self.blanks() == "e":
            word = self.bare()
            if word == "elif":
                self.at = self.stop
                condition = self.filled(_THEN)
                branches.append((condition, self.filled(_BRACE if self.closed == "{" else _FI)))
            elif word == "else":
                self.at = self.stop
                self.opened()
                otherwise = self.filled(_BRACE)
            else:
                break
        return If(branches, otherwise, self.redirects())

    def loop(self) -> Command:
        condition = self.filled(_DO)
        return Loop(condition, self.filled(_BRACE if self.closed == "{" else _DONE), self.redirects())

    def foreach(self) -> Command:
        """zsh's `foreach NAME (WORDS) ... end`; to other shells a command of that name."""
        start = self.at
        self.blanks()
        name = self.word()
        if name is None or self.blanks() != "(":
            self.at = start - len("foreach")
            return self.simple()
        self.at += 1
        words = self.words()
        if self.text[self.at] != ")":
            raise self.unexpected()
        self.at += 1
        if self.blanks() == ";":
            self.at += 1
        return For(name_of(name), words, self.filled(_END), self.redirects())

    def for_(self) -> Command:
        return self.arithmetic_for() if self.blanks() == "(" else self.select()

    def select(self) -> Command:
        self.blanks()
        name = self.word()
        if name is None:
            raise self.unexpected()
        char = self.lines()
        words: list[Word] | None = None
        if char == "(":  # zsh: for x (a b)
            return self.short_for(name_of(name))
        if char == "i" and self.bare() == "in":
            self.at = self.stop
            words = self.words()
        return For(name_of(name), words, self.do(), self.redirects())

    def short_for(self, name: str) -> Command:
        self.at += 1
        words = self.words()
        if self.text[self.at] != ")":
            raise self.unexpected()
        self.at += 1
        self.deeper()
        self.lines()
        body = self.do() if self.bare() in ("{", "do") else Sequence([self.chain()], [False])
        self.limits.levels += 1
        return For(name, words, body, self.redirects())

    def arithmetic_for(self) -> Command:
        second = self.joined(self.at + 1)
        header = self.arithmetic(second + 1) if self.text[second] == "(" else None
        if header is None:
            raise self.unexpected()
        return ArithmeticFor(header, self.do(), self.redirects())

    def words(self) -> list[Word]:
        found: list[Word] = []
        while True:
            self.blanks()
            word = self.word(True)
            if word is None:
                return found
            found.append(word)

    def do(self) -> Sequence:
        """The body of a loop behind its words."""
        if self.blanks() == ";":
            self.at += 1
        self.lines()
        word = self.bare()
        if word != "do" and word != "{":
            raise self.unexpected()
        self.at = self.stop
        return self.filled(_DONE if word == "do" else _BRACE)

    def case(self) -> Command:
        self.blanks()
        subject = self.word()
        self.lines()
        if subject is None or self.bare() != "in":
            raise self.unexpected()
        self.at = self.stop
        items: list[tuple[list[Word], Sequence]] = []
        self.closed = ";;"
        while self.closed != "esac":
            char = self.lines()
            if char == "e" and self.bare() == "esac":
                self.at = self.stop
                break
            patterns = self.patterns(char)
            items.append((patterns, self.sequence(_ITEM)))
        return Case(subject, items, self.redirects())

    def patterns(self, char: str) -> list[Word]:
        if char == "(":
            self.at += 1
        found: list[Word] = []
        while True:
            self.blanks()
            word = self.word()
            if word is None:
                raise self.unexpected()
            found.append(word)
            char = self.blanks()
            if char != "|" and char != ")":
                raise self.unexpected()
            self.at += 1
            if char == ")":
                return found

    def function(self) -> Command:
        self.blanks()
        if self.bare() == "{":  # zsh: without a name, it runs at once
            return self.command()
        name = self.word()
        if name is None:
            raise self.unexpected()
        if self.blanks() == "(" and self.empty_parentheses():
            return self.definition(name_of(name))
        if self.lines() != "(" and self.bare() not in _COMPOUND:
            raise self.unexpected()
        return self.definition(name_of(name))

    def coprocess(self) -> Command:
        self.deeper()
        name = "COPROC"
        if self.blanks() != "(" and self.bare() not in _COMPOUND:
            start, given, self.at = self.at, self.bare(), self.stop
            if given and (self.blanks() == "(" or self.bare() in _COMPOUND):
                name = given
            else:
                self.at = start
        body = self.command()
        self.limits.levels += 1
        return Coprocess(name, body)


_COMPOUND: dict[str, Callable[[_Reader], Command]] = {
    "case": _Reader.case,
    "coproc": _Reader.coprocess,
    "for": _Reader.for_,
    "foreach": _Reader.foreach,
    "function": _Reader.function,
    "if": _Reader.if_,
    "select": _Reader.select,
    "until": _Reader.loop,
    "while": _Reader.loop,
    "{": _Reader.group,
    "[[": _Reader.test,
}


def _computes(expression: Word) -> bool:
    """Whether an expression has no two names or numbers side by side, as commands have."""
    words = "".join([part.text if isinstance(part, Text) else "0" for part in expression.parts]).split()
    return not any([words[at][-1] in NAME and words[at + 1][0] in NAME for at in range(len(words) - 1)])
