"""Search a text with an automaton that the compiler made: one table step a character, whatever pattern and text are."""

from __future__ import annotations

from . import abi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Row = list[Any]  # the next rows by class, and last the row where a text that ends here leads
    Machine = tuple[Row, Row, bytes, dict[int, int]]  # first row, that of a match, ASCII classes, other classes

KEPT = 4096  # machines, and characters a machine, that are remembered

_machines: dict[bytes, Machine] = {}


def search(tables: bytes, text: str) -> bool:
    """Whether the automaton finds a match. Raises an error of Python's where the tables are malformed."""
    row, matched, low, others = _machines.get(tables) or _remembered(tables)
    classes = text.encode().translate(low) if text.isascii() else text.translate(others).encode("latin-1")
    try:
        for each in classes:
            row = row[each]
        row = row[-1]
    except IndexError:  # Rows that nothing leads out of are empty, so that a search ends there at no cost.
        pass
    return row is matched


def _remembered(tables: bytes) -> Machine:
    machine = _machine(tables)
    if len(_machines) == KEPT:
        _machines.clear()
    _machines[tables] = machine
    return machine


def _machine(tables: bytes) -> Machine:
    size, classes, runs, bounds, count = [tables[at] + 256 * tables[at + 1] for at in range(0, abi.TABLES_HEAD, 2)]
    cuts = [abi.TABLES_HEAD]
    for length in (2 * runs, 3 * bounds, 4 * bounds + 4, size * count * (classes + 1)):
        cuts.append(cuts[-1] + length)
    low, stretches, kinds, states = [tables[start:end] for start, end in zip(cuts, cuts[1:])]  # noqa: RUF007
    low = b"".join([low[at + 1 : at + 2] * low[at] for at in range(0, len(low), 2)])
    if len(tables) != cuts[-1] or len(low) != 128 or max(low) >= classes or max(kinds) >= classes:
        raise ValueError("the tables of a pattern are malformed")
    rows: list[Row] = [[] for _ in range(count + 2)]
    following = list(map(rows.__getitem__, _numbers(states, size)))
    for at, row in enumerate(rows[2:]):
        row += following[at * (classes + 1) : (at + 1) * (classes + 1)]
    if any([row[-1] for row in rows[2:]]):
        raise ValueError("the tables of a pattern are malformed")
    starts = [int.from_bytes(stretches[at : at + 3], "little") for at in range(0, len(stretches), 3)]
    return rows[2], rows[1], low + bytes(128), _Classes(enumerate(low), starts, kinds)


def _numbers(packed: bytes, size: int) -> Any:
    if size == 1:
        return packed
    if size != 2:
        raise ValueError("the tables of a pattern are malformed")
    return [packed[at] + 256 * packed[at + 1] for at in range(0, len(packed), 2)]


class _Classes(dict):  # type: ignore[type-arg]
    """The classes of characters beyond ASCII, by code point, as they are asked for."""

    def __init__(self, known: Any, starts: list[int], kinds: bytes) -> None:
        super().__init__(known)
        self._starts, self._kinds = starts, kinds

    def __missing__(self, code: int) -> int:
        if len(self) > KEPT:
            for each in list(self)[128:]:
                del self[each]
        stretch = sum([start <= code for start in self._starts])
        self[code] = found = self._kinds[4 * stretch + _kind(chr(code))]
        return found


def _kind(char: str) -> int:
    """As `re` asks: 3 digit, 2 other word character, 1 space, 0 anything else."""
    return 1 if char.isspace() else 3 if char.isdecimal() else 2 if char.isalnum() else 0
