"""The words of one git command, read as git reads them and written in one spelling."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN
from .git_options import ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    Values = list[str | None]

_rows: dict[str, _Row] = {}


class Words:
    """``command`` is git's name for it (`push`, `stash push`), ``options`` have their values under their full names.

    ``options`` are in the order of their last mention, an option that is negated later is not among them.
    ``before`` is how many of the operands stand before a `--`, or None where there is none.
    """

    __slots__ = ("before", "command", "operands", "options", "plain")

    def __init__(self, command: str, args: list[str]) -> None:
        self.command = command
        self.options: dict[str, Values] = {}
        self.operands: list[str] = []
        self.before: int | None = None
        row = row_of(command.replace(" ", "/"))
        self.plain = row is None  # a command that is not known: its words stand as they are
        if row is None:
            self.operands = args
        else:
            _Reader(self, row).read(args)

    def has(self, *names: str) -> bool:
        """Whether one of the options is given."""
        return any([name in self.options for name in names])

    def values(self, name: str) -> list[str]:
        """The values that an option is given."""
        return [value for value in self.options.get(name, ()) if value is not None]

    def value(self, name: str) -> str | None:
        """The value that counts: the last one."""
        values = self.values(name)
        return values[-1] if values else None

    def revisions(self) -> list[str]:
        """The operands before a `--`: names of commits, and of paths as far as they cannot be taken for such."""
        return self.operands[: self.before]

    def paths(self) -> list[str]:
        """The operands behind a `--`."""
        return [] if self.before is None else self.operands[self.before :]

    def spelling(self) -> str:
        """The command in the one spelling that policies compare."""
        row = row_of(self.command.replace(" ", "/"))
        silent = row.silent if row is not None else ()
        options = []
        for name, values in self.options.items():
            joint = "=" if name[:2] == "--" else " "
            bare = name in silent
            options.extend([name if bare or value is None else name + joint + value for value in values])
        return " ".join([self.command, *sorted(dict.fromkeys(options)), *self.operands])


class _Row:
    """A row of the table, read once: what each name stands for, and whether it takes a value."""

    __slots__ = ("kinds", "names", "resolved", "silent", "stops", "text")

    def __init__(self, row: str) -> None:
        self.names: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.stops = False
        self._take(row)
        self.text = "\n" + "\n".join(self.names)
        self.resolved: dict[str, str] = {}  # abbreviations met so far
        self.silent = [name for name, kind in self.kinds.items() if kind == "!"]

    def _take(self, row: str) -> None:
        for word in row.split():
            if word[0] == "@":
                self._take(_referred(word))
            elif word == "^":
                self.stops = True
            elif word != "-":
                kind = word[-1] if word[-1] in ":?!" else ""
                name, _, full = word.rstrip(":?!").partition("=")
                self.names.setdefault(name, full or name)
                self.kinds.setdefault(full or name, kind)
                if full and "+" not in full:
                    self.names.setdefault(full, full)


def _referred(word: str) -> str:
    row = ROWS.get(word) or ROWS.get(word[1:])
    if row is None:
        raise KeyError(word)
    return row


def row_of(name: str) -> _Row | None:
    """The row of a command, or None if it is not known."""
    row = ROWS.get(name)
    if row is None:
        return None
    return _rows.get(name) or _rows.setdefault(name, _Row(row))


class _Reader:
    """Reads words by a row into ``words``."""

    __slots__ = ("row", "words")

    def __init__(self, words: Words, row: _Row) -> None:
        self.words = words
        self.row = row

    def read(self, args: list[str]) -> None:
        words, at, count = self.words, 0, len(args)
        while at < count:
            word = args[at]
            at += 1
            if word == "--":
                words.before = len(words.operands)
                words.operands.extend(args[at:])
                return
            if word[:2] == "--":
                at += self._long(word, args[at] if at < count else None)
            elif len(word) > 1 and word[0] == "-":
                at += self._cluster(word, args[at] if at < count else None)
            else:
                words.operands.append(word)
                if self.row.stops:
                    words.operands.extend(args[at:])
                    return

    def _long(self, word: str, following: str | None) -> int:
        """Take in a long option; how many words behind it it takes."""
        written, equals, glued = word.partition("=")
        if UNKNOWN_OPEN in written:
            self._set(word, None)
            return 0
        name = self._resolved(written)
        if equals:
            self._set(name, glued)
            return 0
        taken = self.row.kinds.get(name) in (":", "!") and following is not None
        self._set(name, following if taken else None)
        return int(taken)

    def _resolved(self, written: str) -> str:
        """The full name of a long option, which may be abbreviated as far as it fits no other."""
        row = self.row
        name = row.names.get(written) or row.resolved.get(written)
        if name is None:
            positive = "--" + written[5:] if written.startswith("--no-") else ""
            if positive in row.names:
                return _negated(row.names[positive])
            negative = "--no-" + written[2:]
            if negative in row.names:
                return written
            if not ("\n" + written in row.text or "\n" + (positive or negative) in row.text):
                return written
            name = row.resolved[written] = _completed(written, positive, negative, row.names)
        return name

    def _cluster(self, word: str, following: str | None) -> int:
        """Take in short options; how many words behind them they take."""
        row = self.row
        digits = word[1:]
        if digits.isascii() and digits.isdigit() and word[:2] not in row.names:
            self._set(*((row.names["-#"], digits) if "-#" in row.names else (word, None)))
            return 0
        for at in range(1, len(word)):
            if word[at] == UNKNOWN_OPEN:
                self._set("-" + word[at:], None)
                return 0
            name = row.names.get("-" + word[at], "-" + word[at])
            kind = row.kinds.get(name)
            if not kind:
                self._set(name, None)
                continue
            glued = word[at + 1 :]
            if glued or kind == "?":
                self._set(name, glued or None)
                return 0
            self._set(name, following)
            return int(following is not None)
        return 0

    def _set(self, name: str, value: str | None) -> None:
        """An option is given: it undoes its negation, and a negation undoes it."""
        options = self.words.options
        for each in name.split("+") if "+" in name and UNKNOWN_OPEN not in name else (name,):
            options.pop(_negated(each), None)
            options.setdefault(each, []).append(value)


def _completed(written: str, positive: str, negative: str, names: dict[str, str]) -> str:
    """The option that an abbreviation is meant for, or itself where that is not clear."""
    fitting = {names[name]: name for name in names if name.startswith(written)}
    if positive:
        fitting.update({_negated(names[name]): name for name in names if name.startswith(positive)})
    else:
        fitting.update({"--" + name[5:]: name for name in names if name.startswith(negative)})
    shortest = min(fitting, key=len)
    # Where several fit git refuses, unless one begins all the others; to take that one for meant is harmless.
    return shortest if all([name.startswith(shortest) for name in fitting]) else written


def _negated(name: str) -> str:
    return "--" + name[5:] if name.startswith("--no-") else "--no-" + name[2:]
