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
    from collections.abc import Iterator

MAX_FOUND = 1 << 12  # rows that are remembered
MODULES = "acdghmpst"
_MODULE_OF = "aacdddghhhhhmmmpppsttttttt"  # by the first letter of a name


class Table:
    """A mapping from a program's base name to its row."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, str | None] = {}

    def get(self, name: str) -> str | None:
        """The row of a program, None if it is not in the table."""
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
        lines = [line for letter in MODULES for line in rows(letter).split("\n")]
        return iter([line.partition(" ")[0] for line in lines if line[:1] not in ("", " ")])

    def _row(self, name: str) -> str | None:
        if not name or " " in name or "\n" in name:
            return None
        text = rows(_MODULE_OF[ord(name[0]) - ord("a")] if "a" <= name[0] <= "z" else "a")
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


TABLE = Table()
