"""What programs do with their words: a row for each, in the language of `operands`, from their manuals.

A program that is here is known by its row alone: a row that tells nothing (`:n`) says that the operands are names of
the program's own, never commands. `=NAME` has the row of another program, `@MODULE` is handled by a module of
`programs`; `PROGRAM/NAME` is a subcommand, or a way of using a program, with a row of its own. The rows stand in the
modules of `programs.rows` by the first letter of their names, sorted, one beginning on each line that is not indented,
and are kept as texts, because a hook looks up two or three of them in its life and should not pay for the others.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_FOUND = 1 << 12  # rows that are remembered
MODULES = "acdghmpst"  # a letter for each, which it is named by
_MODULE_OF = "aacdddghhhhhmmmpppsttttttt"  # by the first letter of a name


class Table:
    """A mapping from names to rows: ``text_of`` gives the text that has the row of a name, if there is one.

    ``names`` are some whose texts are all that there are.
    """

    __slots__ = ("_found", "_names", "_text_of")

    def __init__(self, text_of: Callable[[str], str], names: str = "-") -> None:
        self._text_of = text_of
        self._names = names
        self._found: dict[str, str | None] = {}

    def get(self, name: str) -> str | None:
        """The row of a name, None if it is not in the table."""
        try:
            return self._found[name]
        except KeyError:
            if len(self._found) > MAX_FOUND:
                self._found.clear()
            row = self._found[name] = self._row(name)
            return row

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        """All names, in their order."""
        lines = [line for name in self._names for line in self._text_of(name).split("\n")]
        return iter([line.partition(" ")[0] for line in lines if line[:1] not in ("", " ")])

    def _row(self, name: str) -> str | None:
        if not name or " " in name or "\n" in name:
            return None
        text = self._text_of(name)
        start = text.find(f"\n{name} ")
        if start < 0:
            return None
        start += len(name) + 2
        end = text.find("\n", start)
        row = text[start:end]
        while text[end + 1 : end + 2] == " ":
            start, end = end + 3, text.find("\n", end + 1)
            if text[start] != "#":
                row += " " + text[start:end]
        return self.get(row[1:]) if row[0] == "=" else row


def rows(letter: str) -> str:
    """The text of the module whose rows begin with ``letter``."""
    text: str = __import__(f"{__package__}.programs.rows.from_{letter}", fromlist=("ROWS",)).ROWS
    return text


def _text_of(name: str) -> str:
    return rows(_MODULE_OF[ord(name[0]) - ord("a")] if "a" <= name[0] <= "z" else "a")


TABLE = Table(_text_of, MODULES)
