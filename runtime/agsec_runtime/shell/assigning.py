"""Assignments: scalars, additions to them, arrays and their elements."""

from __future__ import annotations

from ..marks import is_plain, unknown
from .syntax import Assignment, Text, Word
from .words import fields, text, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .interpreter import Shell


def assign(shell: Shell, assignment: Assignment) -> None:
    """Give a variable its new value, or its new values where the words have several readings."""
    name = assignment.name
    if isinstance(assignment.value, list):
        shell.assign(name, _array(shell, assignment))
        return
    values = texts(shell, assignment.value)
    before = shell.alternatives(name) if assignment.append or assignment.index is not None else None
    if assignment.index is not None:
        shell.assign(name, _with_element(shell, before, text(shell, assignment.index), values[0], assignment.append))
    elif assignment.append:
        shell.assign(name, *_added(before, name, values))
    else:
        shell.assign(name, *values)
    shell.spend_text(sum([len(value) for value in values]))


def _array(shell: Shell, assignment: Assignment) -> Any:
    """``(a b c)`` as a list, ``([k]=v ...)`` as a mapping."""
    elements: list[str] = []
    named: dict[str, str] = {}
    for each in assignment.value if isinstance(assignment.value, list) else []:
        if isinstance(each, Assignment):
            index = text(shell, each.index) if each.index is not None else str(len(elements))
            value = text(shell, each.value) if isinstance(each.value, Word) else ""
            named[index] = value
        else:
            elements.extend(fields(shell, each)[0])
    before = shell.alternatives(assignment.name) if assignment.append else None
    if named:
        numbered = {str(number): value for number, value in enumerate(elements)}
        old = before[0] if before and type(before[0]) is dict else {}
        return {**old, **numbered, **named}
    old_elements = before[0] if before else []
    if type(old_elements) is str:
        old_elements = [old_elements]
    return [*old_elements, *elements] if type(old_elements) is list else elements


def _with_element(shell: Shell, before: tuple[Any, ...] | None, index: str, value: str, append: bool) -> Any:
    old = before[0] if before else []
    if type(old) is str:
        old = [old]
    if type(old) is list and index.isdigit() and int(index) <= len(old):
        number = int(index)
        return [*old[:number], (old[number] if append and number < len(old) else "") + value, *old[number + 1 :]]
    mapping = dict(old) if type(old) is dict else {str(number): each for number, each in enumerate(old)}
    mapping[index] = (mapping.get(index, "") if append else "") + value
    return mapping


def _added(before: tuple[Any, ...] | None, name: str, values: list[str]) -> list[Any]:
    if before is None:
        return [unknown("$" + name) + value for value in values]
    olds: tuple[Any, ...] = before or ("",)
    return [
        old + value if type(old) is str else [(old[0] if old else "") + value, *old[1:]] if type(old) is list else old
        for old in olds
        for value in values
    ][:8]


def as_word(assignment: Assignment) -> Word:
    """An assignment among a command's words as the plain word that any other program would get."""
    if type(assignment.value) is list:
        return Word([Text(assignment.name, True)], assignment.name)
    sign = "+=" if assignment.append else "="
    index = f"[{assignment.index.written}]" if assignment.index is not None else ""
    value: Any = assignment.value
    return Word([Text(assignment.name + index + sign, True), *_quoted(value)], assignment.name + sign + value.written)


def _quoted(value: Word) -> list[Any]:
    """Assigned values are neither split nor globbed."""
    made: list[Any] = []
    for part in value.parts:
        if type(part) is Text:
            made.append(part if part.text.startswith("~") else Text(part.text, True))
            continue
        part.quoted = True  # type: ignore[union-attr]
        made.append(part)
    return made


def declare(shell: Shell, word: str) -> str | None:
    """``name=value`` among the words of `export` and its kin, as they come out of expansion. The name, if it is one."""
    name, sign, value = word.partition("=")
    append = name.endswith("+")
    name = name.rstrip("+").partition("[")[0]
    if not name or not is_plain(name) or not name.replace("_", "a").isalnum():
        return None
    if not sign:
        shell.set_name(name)
    elif append:
        shell.assign(name, *_added(shell.alternatives(name), name, [value]))
    else:
        shell.assign(name, value)
    return name
