"""Writes docs/cli.md from the commands themselves: `python -m tests.cli_reference`.

It reads the parameters of the commands and how they are declared, never rendered help, so that the page is the same
with every width of a terminal, version of Python and version of typer.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from agsec.cli.main import command_line
from agsec.cli.variables import CLOSED
from agsec.files import write_atomically

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"

HEAD = """\
# The command line

This page is written by `python -m tests.cli_reference` from the commands themselves.

Every command exits with

| code | meaning |
|---|---|
| 0 | yes, clean, done |
| 1 | the answer is no: findings, or an action that is not allowed where the exit code was asked for |
| 2 | it could not be answered: wrong usage, a file that cannot be read, a broken bundle |
| 130 | interrupted |

The hook that an agent host starts follows the host's protocol instead, and blocks on every failure.

Data goes to standard output, messages and progress to standard error. `-h` or `--help` after any command shows its help,
and `--install-completion` before any sets up completion in your shell.
"""

VARIABLES = """\
## Variables of the environment

A variable counts where the option or the argument is left out: what the command line says goes first. A variable of one
command, as `AGSEC_VALIDATE_OUTPUT_FORMAT`, goes before the one of all commands, `AGSEC_OUTPUT_FORMAT`. Flags take `1` and
`0`, `true` and `false`, `yes` and `no`; an empty variable is none. A value that cannot be is an error that names the variable.

An agent may be able to set a variable for others: in an `.envrc`, in a profile, for the next step of CI. So these
options have none:

| has no variable | why |
|---|---|
"""

AFTER_VARIABLES = """
The hook that an agent host starts reads no variable at all. The variables of `diff`, `eval`, `fmt` and `test` can make a
check stricter, never laxer than it is without them. What a pipeline must not lose belongs into its command line, which no
variable overrides: also the policies themselves, as `AGSEC_POLICY_DIR` says which ones a command is about, where none are
named. `NO_COLOR` and `FORCE_COLOR` are heeded as everywhere.
"""

KINDS = {str: "TEXT", Path: "PATH", int: "NUMBER", float: "NUMBER"}

Named = tuple[str, Any]  # a command with the words that start it


def reference(root: Any) -> str:
    """The whole page, but for what it says of variables."""
    commands = list(walk(str(root.name), root))
    parts = [
        HEAD,
        contents(commands),
        "## Options of every command\n\n`-q`, `-v` and `--color` may stand before the command or behind it.\n",
        parameters(root),
    ]
    return "\n".join([*parts, *(section(*each) for each in commands)])


def page() -> str:
    rows = "".join(f"| {'; '.join(together(options))} | {cell(why)} |\n" for why, options in CLOSED.items())
    head, mark, rest = reference(command_line()).partition("## `agsec")
    return f"{head}{VARIABLES}{rows}{AFTER_VARIABLES}\n{mark}{rest}"


def together(options: tuple[str, ...]) -> list[str]:
    """Options with their commands, those of the same options together: `policy add`, `policy remove`: `--yes`."""
    by_command: dict[str, list[str]] = {}
    for each in options:
        words, _, option = each.rpartition(" ")
        by_command.setdefault(words or "every command", []).append(option)
    alike: dict[str, list[str]] = {}
    for words, found in by_command.items():
        alike.setdefault(listed(found), []).append(words)
    return [f"{listed(words)}: {found}" for found, words in alike.items()]


def listed(names: list[str]) -> str:
    return ", ".join(f"`{each}`" for each in names).replace("`every command`", "every command")


def walk(name: str, command: Any) -> Iterator[Named]:
    """The commands below a group, each followed by those below it."""
    for word, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield f"{name} {word}", inner
            yield from walk(f"{name} {word}", inner)


def contents(commands: list[Named]) -> str:
    """The commands by task, with a link and the first sentence of each."""
    panels: dict[str, list[str]] = {}
    panel = ""
    for name, command in commands:
        panel = command.rich_help_panel if isinstance(command.rich_help_panel, str) else panel
        anchor = re.sub(r"[^a-z0-9-]", "", name.replace(" ", "-"))
        panels.setdefault(panel, []).append(f"| [`{name}`](#{anchor}) | {cell(first_sentence(command))} |\n")
    return "\n".join(f"| {panel} | |\n|---|---|\n{''.join(rows)}" for panel, rows in panels.items())


def first_sentence(command: Any) -> str:
    return re.split(r"\.(?:\s|$)", described(command)[0])[0] if described(command) else ""


def section(name: str, command: Any) -> str:
    """Usage, what it does, its parameters, its examples."""
    examples = [code for text in paragraphs(command) if is_example(text) for code in re.findall("`([^`]+)`", text)]
    shown = ["```bash\n" + "".join(f"{each}\n" for each in examples) + "```\n"] if examples else []
    usage = f"```text\n{' '.join([name, *usage_of(command)])}\n```\n"
    about = [f"{text}\n" for text in described(command)]
    return "\n".join([f"## `{name}`\n", *about, usage, *filter(None, [parameters(command)]), *shown])


def usage_of(command: Any) -> Iterator[str]:
    if any(not is_argument(each) for each in visible(command)):
        yield "[OPTIONS]"
    for each in filter(is_argument, visible(command)):
        name = label(each) + ("..." if each.nargs == -1 else "")
        yield name if each.required else f"[{name}]"
    if getattr(command, "commands", None):
        yield "[COMMAND]" if command.invoke_without_command else "COMMAND"


def parameters(command: Any) -> str:
    """A table of arguments, then options; nothing for a command without any."""
    found = sorted(visible(command), key=lambda each: not is_argument(each))
    rows = [" | ".join(map(cell, row(command, each))) for each in found]
    head = "| parameter | meaning | default | variable |\n|---|---|---|---|\n"
    return head + "".join(f"| {each} |\n" for each in rows) if rows else ""


def row(command: Any, parameter: Any) -> tuple[str, str, str, str]:
    declared = inspect.signature(function_of(command), eval_str=True).parameters[parameter.name]
    kind, info = plain(declared.annotation.__origin__), declared.annotation.__metadata__[0]
    default = default_of(parameter, kind, declared.default)
    return spelled(parameter, kind), meaning(info.help or "", kind), default, variable(parameter)


def plain(kind: Any) -> Any:
    """The type of one value: `list[str] | None` is str."""
    inner = [each for each in typing.get_args(kind) if each is not type(None)]
    return plain(inner[0]) if inner else kind


def spelled(parameter: Any, kind: Any) -> str:
    if is_argument(parameter):
        return f"`{label(parameter)}`"
    names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
    return names if kind is bool else f"{names} {label(parameter) if is_choice(kind) else KINDS[kind]}"


def meaning(text: str, kind: Any) -> str:
    """The help, with the choices that it does not name."""
    listed = [f"`{each.value}`" for each in kind] if is_choice(kind) else []
    named = all(re.search(rf"\b{re.escape(each[1:-1])}\b", text) for each in listed)
    return text if named else f"{text} {'One of' if len(listed) > 1 else 'Only'} {', '.join(listed)}."


def default_of(parameter: Any, kind: Any, default: Any) -> str:
    if parameter.required:
        return "required"
    value = default.value if isinstance(default, Enum) else default
    return "" if value is None or (kind is bool and not parameter.secondary_opts) else f"`{value}`"


def variable(parameter: Any) -> str:
    names = [parameter.envvar] if isinstance(parameter.envvar, str) else parameter.envvar or []
    return ", ".join(f"`{name}`" for name in names)


TYPER = ("install_completion", "show_completion")


def visible(command: Any) -> list[Any]:
    """Its own: typer adds options for completion that differ with its version."""
    own = inspect.signature(function_of(command)).parameters
    return [each for each in command.params if each.name in own and not each.hidden]


def function_of(command: Any) -> Callable[..., object]:
    function: Callable[..., object] = inspect.unwrap(command.callback or (lambda: None))
    return function


def is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def is_choice(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def label(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name).upper()


def paragraphs(command: Any) -> list[str]:
    return [text.strip() for text in (command.help or "").split("\n\n") if text.strip()]


def described(command: Any) -> list[str]:
    return [text for text in paragraphs(command) if not is_example(text)]


def is_example(text: str) -> bool:
    return bool(re.match("Examples?:", text))


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    write_atomically(PAGE, page().encode(), 0o644)
