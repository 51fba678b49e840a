"""Put a command in the place of its alias."""

from __future__ import annotations

from .syntax import Chain, Pipeline, Sequence, Simple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .syntax import Command


def replaced(alias: Sequence, node: Simple) -> Sequence | None:
    """The alias' commands with the rest of the words behind the last one; None where that is no simple command."""
    if not alias.commands:
        return None
    last = _extended(alias.commands[-1], node)
    return None if last is None else Sequence([*alias.commands[:-1], last], alias.background)


def _extended(command: Command, node: Simple) -> Command | None:
    if type(command) is Simple:
        assignments = [*node.assignments, *command.assignments]
        return Simple(assignments, [*command.words, *node.words[1:]], [*command.redirects, *node.redirects])
    if type(command) is Pipeline:
        last = _extended(command.commands[-1], node)
        return None if last is None else Pipeline([*command.commands[:-1], last], command.both)
    if type(command) is Chain and command.rest:
        operator, final = command.rest[-1]
        last = _extended(final, node)
        return None if last is None else Chain(command.first, [*command.rest[:-1], (operator, last)])
    return None
