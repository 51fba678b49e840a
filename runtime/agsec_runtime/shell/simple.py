"""Simple commands: assignments, aliases, the readings of the words, and files that are left empty."""

from __future__ import annotations

from . import syntax
from .interpreter import Input
from .redirecting import redirected
from .words import argument_lists, targets, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .interpreter import Shell
    from .syntax import Sequence, Word

_EMPTYING = frozenset([":", "true", "echo", "printf", "cat"])


def simple(shell: Shell, node: syntax.Simple, given: Input) -> str:
    shell.spend(1)
    words = node.words
    if not words:
        return redirected(shell, node.redirects, given, lambda inner: _assignments(shell, node, inner))
    if shell.state.aliases:
        replaced = _alias(shell, node)
        if replaced is not None:
            before = shell.state.copy()
            output = _open(shell, node, replaced, given)
            after, shell.state = shell.state, before
            output += _plain(shell, node, given)
            shell.state.join(after)
            return output
    return _plain(shell, node, given)


def _alias(shell: Shell, node: syntax.Simple) -> syntax.Sequence | None:
    """What a command is once its alias is replaced, None if it has none."""
    from .aliases import looked_up, named, replaced

    aliases = shell.state.aliases
    name = named(node.words[0], aliases)
    if not name or name in shell.opening:
        return None
    return replaced(aliases[name], looked_up(node, name, aliases))


def _open(shell: Shell, node: syntax.Simple, body: Sequence, given: Input) -> str:
    shell.opening.append(syntax.written(node.words[0]))
    try:
        return shell.sequence(body, given)
    finally:
        shell.opening.pop()


def _plain(shell: Shell, node: syntax.Simple, given: Input) -> str:
    redirects = node.redirects
    if not redirects:
        return _readings(shell, node, given)
    output = redirected(shell, redirects, given, lambda inner: _readings(shell, node, inner))
    if syntax.written(node.words[0]) in _EMPTYING:
        _emptied(shell, node)
    return output


def _emptied(shell: Shell, node: syntax.Simple) -> None:
    """`: > f` and its like leave an empty file."""
    merged = any([redirect.fd == "2" for redirect in node.redirects])
    for redirect in node.redirects:
        if redirect.op in (">", ">|", "&>") and redirect.fd in ("", "1") and not merged:
            for target in targets(shell, redirect.target):
                for each in shell.resolve(target):
                    if shell.state.files.get(each, "") == "":
                        shell.found.deletes[each] = None


def _assignments(shell: Shell, node: syntax.Simple, given: Input) -> str:
    if node.assignments:
        from .assigning import assign

        for assignment in node.assignments:
            assign(shell, assignment)
    for redirect in node.redirects:
        if not node.assignments and redirect.op in (">", ">|", "&>") and redirect.fd in ("", "1"):
            for target in targets(shell, redirect.target):
                for each in shell.named(target):
                    shell.found.deletes[each] = None
    reads = not node.assignments and any([redirect.op == "<" for redirect in node.redirects])
    return given.text if reads else ""  # `$(< file)`


def _readings(shell: Shell, node: syntax.Simple, given: Input) -> str:
    """Every reading of a command's words, one after another."""
    environment = {each.name: _assigned_text(shell, each) for each in node.assignments}
    readings = argument_lists(shell, [_as_word(shell, word) for word in node.words])
    output = ""
    kept = given.text
    for index, argv in enumerate(readings):
        stdin = given if index == len(readings) - 1 else Input(kept, given.file)
        made = shell.command(argv, stdin, environment)
        output = made if index == 0 else output + made
    for name, value in environment.items():
        shell.set_value(name, value)
    return output


def _assigned_text(shell: Shell, assignment: syntax.Assignment) -> str:
    value = assignment.value
    return text(shell, value) if type(value) is syntax.Word else ""


def _as_word(shell: Shell, word: Any) -> Word:
    if type(word) is syntax.Word:
        return word
    from .assigning import as_word, assign

    if type(word.value) is list:  # Only builtins that declare take these.
        assign(shell, word)
    return as_word(word)
