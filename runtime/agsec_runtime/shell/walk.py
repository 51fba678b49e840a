"""Follow a command's tree as a shell would, and find what would run, without running anything.

An abstract interpreter: it keeps what is known of directories, variables, functions, aliases and files, tries every
branch, and hands each program with its words to `programs`. Whatever it cannot know it says (``dynamic``); whatever
goes beyond its limits it says too (``unparsed``).
"""

from __future__ import annotations

from ..marks import is_plain, unknown
from . import syntax
from .interpreter import Input, Shell, TooMuch
from .redirecting import redirected
from .simple import simple
from .state import carry
from .words import argument_lists, text, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .found import Found
    from .syntax import Command, Sequence, Word


def derive(command: str, cwd: str = "", home: str = "", branch: str | None = None) -> Found:
    """What ``command`` does when a shell runs it in ``cwd``. Never raises; what it could not follow it says."""
    shell = Shell(cwd, home, branch)
    try:
        if not command.isascii() and any([0xFDD0 <= ord(char) <= 0xFDEF for char in command]):
            shell.give_up()  # These characters stand for what is not known; no honest text has them.
        else:
            shell.read(command, Input())
    except (TooMuch, RecursionError):
        shell.give_up()
    return shell.found


def follow(shell: Shell, node: Command, given: Input) -> str:
    """Follow one command; its output."""
    return _NODES[type(node).__name__](shell, node, given)


def _chain(shell: Shell, node: syntax.Chain, given: Input) -> str:
    start = shell.state.copy() if node.rest[0][0] == "||" and type(node.first) is syntax.Simple else None
    output = [shell.node(node.first, given)]
    for operator, command in node.rest:
        before = shell.state.copy()
        if start is not None:  # Where a command failed, `cd` above all, what held before it still holds.
            shell.state, start = start, None
        output.append(shell.node(command, given))
        if operator == "||" and leaves(command):
            shell.state = before
        else:
            shell.state.join(before)
    return shell.bounded("".join(output))


def _pipeline(shell: Shell, node: syntax.Pipeline, given: Input) -> str:
    if len(node.commands) == 1:
        return shell.node(node.commands[0], given)
    output, file = given.text, given.file
    before = shell.state
    for index, command in enumerate(node.commands):
        shell.state = before.copy()
        stdin = given if index == 0 else Input(output, file if index == 0 else None)
        output = shell.node(command, stdin)
        carry(shell.state, before)
    last, shell.state = shell.state, before
    shell.state.join(last)
    return output


def _subshell(shell: Shell, node: syntax.Subshell, given: Input) -> str:
    def body(inner: Input) -> str:
        before = shell.state
        shell.state = before.copy()
        try:
            return shell.sequence(node.body, inner)
        finally:
            shell.leave(before)

    return redirected(shell, node.redirects, given, body)


def _group(shell: Shell, node: syntax.Group, given: Input) -> str:
    return redirected(shell, node.redirects, given, lambda inner: shell.sequence(node.body, inner))


def _if(shell: Shell, node: syntax.If, given: Input) -> str:
    return redirected(shell, node.redirects, given, lambda inner: _branches(shell, node, inner))


def _branches(shell: Shell, node: syntax.If, given: Input) -> str:
    output, ends = [], []
    for condition, body in node.branches:
        output.append(shell.sequence(condition, given))
        before = shell.state.copy()
        output.append(shell.sequence(body, given))
        ends.append((shell.state, leaves_last(body)))
        shell.state = before
    if node.otherwise is not None:
        output.append(shell.sequence(node.otherwise, given))
    for end, left in ends:
        if not left:
            shell.state.join(end)
    return shell.bounded("".join(output))


def _loop(shell: Shell, node: syntax.Loop, given: Input) -> str:
    return redirected(shell, node.redirects, given, lambda inner: _rounds(shell, node, inner))


def _rounds(shell: Shell, node: syntax.Loop, given: Input) -> str:
    """Again as long as the standard input shrinks, as it does under `while read`; twice where variables change."""
    output: list[str] = []
    while True:
        before, left = shell.state.copy(), given.text
        output.append(shell.sequence(node.condition, given))
        output.append(shell.sequence(node.body, given))
        shell.state.join(before)
        again = len(given.text) < len(left) and given.text
        changed = shell.state.variables != before.variables and len(output) < 6
        if not again and not changed:
            return shell.bounded("".join(output))


def _for(shell: Shell, node: syntax.For, given: Input) -> str:
    return redirected(shell, node.redirects, given, lambda inner: _items(shell, node, inner))


def _items(shell: Shell, node: syntax.For, given: Input) -> str:
    readings = [shell.state.arguments[1:]] if node.words is None else argument_lists(shell, node.words)
    output = []
    before = shell.state.copy()
    for items in readings:
        for item in items:
            shell.spend(1)
            shell.assign(node.name, item)
            output.append(shell.sequence(node.body, given))
    shell.state.join(before)
    return shell.bounded("".join(output))


def _arithmetic_for(shell: Shell, node: syntax.ArithmeticFor, given: Input) -> str:
    text(shell, node.header)
    for name in _assigned(node.header.written):
        shell.state.variables[name] = (unknown("$" + name),)
    return redirected(shell, node.redirects, given, lambda inner: shell.sequence(node.body, inner))


def _case(shell: Shell, node: syntax.Case, given: Input) -> str:
    return redirected(shell, node.redirects, given, lambda inner: _cases(shell, node, inner))


def _cases(shell: Shell, node: syntax.Case, given: Input) -> str:
    subjects = texts(shell, node.subject)
    before = shell.state.copy()
    output = []
    for patterns, body in node.items:
        if not any([_may_match(shell, each, subjects) for each in patterns]):
            continue
        end = shell.state
        shell.state = before.copy()
        output.append(shell.sequence(body, given))
        shell.state.join(end)
    return shell.bounded("".join(output))


def _may_match(shell: Shell, word: Word, subjects: list[str]) -> bool:
    from ..globs import matches_tokens
    from .globbing import tokens
    from .words import pattern

    marked = pattern(shell, word)
    if "(" in marked or not all([is_plain(each) for each in subjects]):
        return True
    return any([matches_tokens(tokens(marked), each) for each in subjects])


def _function(shell: Shell, node: syntax.Function, given: Input) -> str:
    shell.state.functions[node.name] = (node.body,)
    shell.set_name(node.name)
    return ""


def _test(shell: Shell, node: syntax.Test, given: Input) -> str:
    for word in node.words:
        texts(shell, word)
    return redirected(shell, node.redirects, given, lambda inner: "")


def _arithmetic(shell: Shell, node: syntax.ArithmeticCommand, given: Input) -> str:
    text(shell, node.expression)
    for name in _assigned(node.expression.written):
        shell.assign(name, unknown("$" + name))
    return redirected(shell, node.redirects, given, lambda inner: "")


def _coprocess(shell: Shell, node: syntax.Coprocess, given: Input) -> str:
    before = shell.state
    shell.state = before.copy()
    try:
        shell.node(node.body, Input(unknown("$(coproc)")))
    finally:
        shell.leave(before)
    return ""


def _sequence(shell: Shell, node: Sequence, given: Input) -> str:
    return shell.sequence(node, given)


def leaves(node: Command) -> bool:
    """Whether nothing after the command runs: `exit`, `return`, a group that ends in one."""
    if type(node) is syntax.Simple:
        return bool(node.words) and syntax.written(node.words[0]) in ("exit", "return", "break", "continue", "exec")
    return type(node) is syntax.Group and leaves_last(node.body)


def leaves_last(body: Sequence) -> bool:
    return bool(body.commands) and leaves(body.commands[-1])


def _assigned(expression: str) -> list[str]:
    """The names that an arithmetic expression may assign to."""
    names, current = [], ""
    for char in expression + " ":
        if char.isalnum() or char == "_":
            current += char
            continue
        if current and not current[0].isdigit():
            names.append(current)
        current = ""
    return names[:64] if "=" in expression or "++" in expression or "--" in expression else []


# By name, so that a hook makes only the classes that a command has.
_NODES: dict[str, Callable[[Shell, Any, Input], str]] = {
    "ArithmeticCommand": _arithmetic,
    "ArithmeticFor": _arithmetic_for,
    "Case": _case,
    "Chain": _chain,
    "Coprocess": _coprocess,
    "For": _for,
    "Function": _function,
    "Group": _group,
    "If": _if,
    "Loop": _loop,
    "Pipeline": _pipeline,
    "Sequence": _sequence,
    "Simple": simple,
    "Subshell": _subshell,
    "Test": _test,
}
