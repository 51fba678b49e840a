"""The tree of a shell command, as `grammar` reads it and `walk` follows it.

Words are sequences of parts::

    Text        characters, quoted or not; only unquoted ones can be globs, braces or tildes
    Parameter   $x ${x} ${x:-word} ${x#pattern} ${x/pattern/text} ${x:0:1} ${!x} ${#x} ${x[0]} $@ $1 ...
    Output      $(...) and `...`
    Arithmetic  $((...)) and $[...]
    Process     <(...) and >(...)

Commands::

    Simple, Pipeline, Chain (&& ||), Sequence (; & newline), Subshell, Group, If, Loop (while, until), For (and select),
    ArithmeticFor, Case, Function, Test ([[ ]]), ArithmeticCommand ((( ))), Coprocess
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    Part = Union["Text", "Parameter", "Output", "Arithmetic", "Process"]  # noqa: UP007
    Command = Union[  # noqa: UP007
        "Simple",
        "Pipeline",
        "Chain",
        "Sequence",
        "Subshell",
        "Group",
        "If",
        "Loop",
        "For",
        "ArithmeticFor",
        "Case",
        "Function",
        "Test",
        "ArithmeticCommand",
        "Coprocess",
    ]


class Text:
    """Characters with their quoting undone. ``quoted`` if they came from quotes or behind a backslash."""

    __slots__ = ("quoted", "text")

    def __init__(self, text: str, quoted: bool) -> None:
        self.text = text
        self.quoted = quoted


class Parameter:
    """``${name op argument}``.

    ``op`` is "" for the bare value, "#len" for ``${#x}``, "!" for ``${!x}`` (its value names the variable), or the
    operator as written: ``:- - := = :? ? :+ + # ## % %% / // /# /% ^ ^^ , ,, ~ ~~ @ :`` (the last two with what follows
    as ``argument``; for ``:`` the text ``offset`` or ``offset:length``; for ``/`` the pattern, with ``second`` the
    replacement). ``index`` is the word between ``[`` and ``]``, or None. For ``${!x*}`` and ``${!x@}``, the names that
    begin with ``x``, ``name`` is ``x*`` or ``x@``. A form of zsh's or of nobody's has the op "bad": its value is
    unknown, and what may run in it is in ``argument``.
    """

    __slots__ = ("argument", "index", "name", "op", "quoted", "second", "written")

    def __init__(
        self,
        name: str,
        quoted: bool,
        written: str,
        op: str = "",
        argument: Word | None = None,
        second: Word | None = None,
        index: Word | None = None,
    ) -> None:
        self.name = name
        self.quoted = quoted
        self.written = written
        self.op = op
        self.argument = argument
        self.second = second
        self.index = index


class Output:
    """A command substitution; ``written`` is its source text, dollar or backticks included."""

    __slots__ = ("body", "quoted", "written")

    def __init__(self, body: Sequence, quoted: bool, written: str) -> None:
        self.body = body
        self.quoted = quoted
        self.written = written


class Arithmetic:
    """An arithmetic expansion; ``expression`` is a word, because it may hold substitutions that run."""

    __slots__ = ("expression", "quoted", "written")

    def __init__(self, expression: Word, quoted: bool, written: str) -> None:
        self.expression = expression
        self.quoted = quoted
        self.written = written


class Process:
    """A process substitution; ``direction`` is "<" or ">"."""

    __slots__ = ("body", "direction", "written")

    def __init__(self, body: Sequence, direction: str, written: str) -> None:
        self.body = body
        self.direction = direction
        self.written = written


class Word:
    """``parts`` in order, adjacent text of one quoting joined; ``written`` is the source text of the whole word."""

    __slots__ = ("parts", "written")

    def __init__(self, parts: list[Part], written: str) -> None:
        self.parts = parts
        self.written = written


class Assignment:
    """``name=value``, ``name+=value``, ``name[index]=value``, ``name=(elements)``.

    ``value`` is a Word, or for an array the list of its elements; each may be an Assignment with an index only.
    """

    __slots__ = ("append", "index", "name", "value")

    def __init__(self, name: str, value: Word | list[Word | Assignment], append: bool, index: Word | None) -> None:
        self.name = name
        self.value = value
        self.append = append
        self.index = index


class Redirect:
    """``fd op target``: op is one of ``< > >> >| <> <& >& &> &>> << <<- <<<``.

    ``fd`` is a number as text, ``{name}`` without its braces, or "" where none is given. For a here-document ``target``
    is the body: one quoted text if its delimiter was quoted, else a word as between double quotes.
    """

    __slots__ = ("fd", "op", "target")

    def __init__(self, fd: str, op: str, target: Word) -> None:
        self.fd = fd
        self.op = op
        self.target = target


class Simple:
    __slots__ = ("assignments", "redirects", "words")

    def __init__(
        self, assignments: list[Assignment], words: list[Word | Assignment], redirects: list[Redirect]
    ) -> None:
        """``words`` of declare, export, local, readonly, typeset may be Assignments, where they are written as such."""
        self.assignments = assignments
        self.words = words
        self.redirects = redirects


class Pipeline:
    """Two or more commands, or one behind ``!`` or ``time``. ``both[i]`` if ``|&`` follows command i."""

    __slots__ = ("both", "commands")

    def __init__(self, commands: list[Command], both: list[bool]) -> None:
        self.commands = commands
        self.both = both


class Chain:
    """``first && a || b``: ``rest`` has pairs of operator and command, from left to right."""

    __slots__ = ("first", "rest")

    def __init__(self, first: Command, rest: list[tuple[str, Command]]) -> None:
        self.first = first
        self.rest = rest


class Sequence:
    """Commands one after another; ``background[i]`` if ``&`` follows command i."""

    __slots__ = ("background", "commands")

    def __init__(self, commands: list[Command], background: list[bool]) -> None:
        self.commands = commands
        self.background = background


class Subshell:
    __slots__ = ("body", "redirects")

    def __init__(self, body: Sequence, redirects: list[Redirect]) -> None:
        self.body = body
        self.redirects = redirects


class Group:
    __slots__ = ("body", "redirects")

    def __init__(self, body: Sequence, redirects: list[Redirect]) -> None:
        self.body = body
        self.redirects = redirects


class If:
    """``branches`` are (condition, body) in order; ``otherwise`` is the else part or None."""

    __slots__ = ("branches", "otherwise", "redirects")

    def __init__(
        self, branches: list[tuple[Sequence, Sequence]], otherwise: Sequence | None, redirects: list[Redirect]
    ) -> None:
        self.branches = branches
        self.otherwise = otherwise
        self.redirects = redirects


class Loop:
    """``while`` and ``until``."""

    __slots__ = ("body", "condition", "redirects")

    def __init__(self, condition: Sequence, body: Sequence, redirects: list[Redirect]) -> None:
        self.condition = condition
        self.body = body
        self.redirects = redirects


class For:
    """``for`` and ``select``; ``words`` is None where ``in`` is missing (the positional parameters)."""

    __slots__ = ("body", "name", "redirects", "words")

    def __init__(self, name: str, words: list[Word] | None, body: Sequence, redirects: list[Redirect]) -> None:
        self.name = name
        self.words = words
        self.body = body
        self.redirects = redirects


class ArithmeticFor:
    """``for ((...; ...; ...))``; ``header`` is the whole of what stands between the parentheses."""

    __slots__ = ("body", "header", "redirects")

    def __init__(self, header: Word, body: Sequence, redirects: list[Redirect]) -> None:
        self.header = header
        self.body = body
        self.redirects = redirects


class Case:
    """``items`` are (patterns, body)."""

    __slots__ = ("items", "redirects", "subject")

    def __init__(self, subject: Word, items: list[tuple[list[Word], Sequence]], redirects: list[Redirect]) -> None:
        self.subject = subject
        self.items = items
        self.redirects = redirects


class Function:
    """A definition; ``body`` is a compound command, whose redirections happen at every call."""

    __slots__ = ("body", "name")

    def __init__(self, name: str, body: Command) -> None:
        self.name = name
        self.body = body


class Test:
    """``[[ ... ]]``: all its operands, for what runs inside them."""

    __slots__ = ("redirects", "words")

    def __init__(self, words: list[Word], redirects: list[Redirect]) -> None:
        self.words = words
        self.redirects = redirects


class ArithmeticCommand:
    __slots__ = ("expression", "redirects")

    def __init__(self, expression: Word, redirects: list[Redirect]) -> None:
        self.expression = expression
        self.redirects = redirects


class Coprocess:
    __slots__ = ("body", "name")

    def __init__(self, name: str, body: Command) -> None:
        self.name = name
        self.body = body


def written(word: Word | Assignment) -> str:
    """A command's word as it stands in the text; an assignment by its name alone."""
    return word.written if isinstance(word, Word) else word.name + "="
