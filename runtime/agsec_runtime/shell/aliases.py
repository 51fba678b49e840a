"""Put a command in the place of its alias."""

from __future__ import annotations

from .syntax import Chain, Pipeline, Sequence, Simple, Text, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .syntax import Command

MAX_LOOKED_UP = 64  # words
BLANK = " "  # behind a name that has this too, the next word is looked up as well


def named(word: Any, aliases: dict[str, Sequence]) -> str:
    """The alias that a word is, "" for none."""
    if type(word) is not Word or len(word.parts) != 1 or type(word.parts[0]) is not Text or word.parts[0].quoted:
        return ""
    return word.parts[0].text if word.parts[0].text in aliases else ""


def looked_up(node: Simple, name: str, aliases: dict[str, Sequence]) -> Simple:
    """The command with the word behind an alias that ends in a blank replaced, if it is an alias of a plain command."""
    words, at = node.words, 1
    while name + BLANK in aliases and at < min(len(words), MAX_LOOKED_UP):
        name = named(words[at], aliases)
        commands = aliases[name].commands if name else []
        if len(commands) != 1 or type(commands[0]) is not Simple:
            break
        words = [*words[:at], *commands[0].words, *words[at + 1 :]]
        at += len(commands[0].words)
    return Simple(node.assignments, words, node.redirects)


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
