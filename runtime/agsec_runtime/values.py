"""Find a field's value in a request, and compare JSON values without guessing.

Everything here answers in three values: True, False, or ``UNDECIDABLE`` (None), which the evaluator turns
against access.
"""

from __future__ import annotations

from . import abi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Verdict = bool | None
    Step = str | int | None

UNDECIDABLE = None


class _Marker:
    """A state that no JSON value has."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


ABSENT = _Marker("ABSENT")
UNREACHABLE = _Marker("UNREACHABLE")  # a step into a value that cannot take the key
INFINITY = float("inf")


def walk(value: Any, steps: list[Step]) -> Any:
    """Follow ``steps`` (no ``*`` among them) from ``value``: a value, ``ABSENT`` or ``UNREACHABLE``."""
    for step in steps:
        value = _take(value, step)
        if value is ABSENT or value is UNREACHABLE:
            return value
    return value


def walk_each(value: Any, steps: list[Step]) -> list[Any]:
    """Every value that ``steps`` reach, where None among them stands for every element.

    An element without the rest of the path counts as one ``ABSENT``; so does a list that is absent itself.
    """
    if None not in steps:
        return [walk(value, steps)]
    star = steps.index(None)
    container = walk(value, steps[:star])
    kind = type(container)
    if kind is not list and kind is not dict:
        return [ABSENT if container is ABSENT else UNREACHABLE]
    if kind is dict and not all([type(key) is str for key in container]):
        return [UNREACHABLE]
    elements = container if kind is list else container.values()
    found: list[Any] = []
    for element in elements:
        found.extend(walk_each(ABSENT if element is None else element, steps[star + 1 :]))
    return found


def _take(value: Any, step: Step) -> Any:
    kind = type(value)
    if kind is dict:
        found = value.get(step if type(step) is str else str(step))
        if found is None:
            return ABSENT if all([type(key) is str for key in value]) else UNREACHABLE
        return found
    if kind is list and type(step) is int:
        found = value[step] if step < len(value) else None
        return ABSENT if found is None else found
    return ABSENT if value is ABSENT else UNREACHABLE


def is_json(value: Any, depth: int = abi.MAX_DEPTH) -> bool:
    """Whether ``value`` is of JSON's types throughout, without NaN or infinity, and not nested too deeply."""
    kind = type(value)
    if kind is str or kind is bool or kind is int or value is None:
        return True
    if kind is float:
        return bool(value - value == 0)  # NaN and the infinities differ from themselves by NaN.
    if kind is not list and kind is not dict:
        return False
    return _is_json_container(value, depth, {})


def _is_json_container(value: Any, depth: int, known: dict[int, bool]) -> bool:
    """``known`` has the containers that were met; False for those that are not finished, which a cycle meets again.

    Each is looked at once: a few lists that hold one another twice would else take for ever.
    """
    if id(value) in known or not depth:
        return known.get(id(value), False)
    known[id(value)] = False
    if type(value) is dict and not all([type(key) is str for key in value]):
        return False
    for item in value if type(value) is list else value.values():
        if type(item) is list or type(item) is dict:
            if not _is_json_container(item, depth - 1, known):
                return False
        elif not is_json(item):
            return False
    known[id(value)] = True
    return True


def equal(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal at every depth; numbers by value, everything else by type too."""
    kind, other = type(left), type(right)
    if kind is int or kind is float:
        return (other is int or other is float) and left == right
    if kind is not other:
        return False
    if kind is list:
        return len(left) == len(right) and all([equal(a, b) for a, b in zip(left, right)])
    if kind is dict:
        return left.keys() == right.keys() and all([equal(item, right[key]) for key, item in left.items()])
    return bool(left == right)


def is_container(value: Any) -> bool:
    kind = type(value)
    return kind is list or kind is dict
