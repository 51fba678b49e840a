"""Find who knows a program: a builtin, a table row, a module, a script that the command itself wrote."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN, as_written, is_glob, is_plain
from ...paths import components
from ..call import Call
from ..table import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..interpreter import Input, Shell

    Handler = Callable[[Call], str | None]

MAX_MATCHES = 16  # programs that one glob in a program's place is tried as
MAX_PLACES = 16  # directories of a PATH that are looked into
_APPLETS = frozenset(["busybox", "toybox", "coreutils"])  # these do what their name says

# The names of `builtins.BUILTINS`, so that its module is only loaded for them.
BUILTIN_NAMES = frozenset(
    [
        "-",
        ".",
        ":",
        "alias",
        "bg",
        "bind",
        "break",
        "builtin",
        "cd",
        "chdir",
        "command",
        "compgen",
        "complete",
        "continue",
        "declare",
        "disown",
        "emulate",
        "enable",
        "eval",
        "exec",
        "exit",
        "export",
        "fg",
        "float",
        "getopts",
        "hash",
        "integer",
        "let",
        "local",
        "logout",
        "mapfile",
        "nocorrect",
        "noglob",
        "popd",
        "printf",
        "pushd",
        "pwd",
        "read",
        "readarray",
        "readonly",
        "return",
        "set",
        "setopt",
        "shift",
        "shopt",
        "source",
        "suspend",
        "trap",
        "type",
        "typeset",
        "ulimit",
        "umask",
        "unalias",
        "unset",
        "unsetopt",
        "wait",
        "whence",
        "zmodload",
    ]
)


def perform(shell: Shell, argv: list[str], given: Input, environment: dict[str, str]) -> str:
    """What a program with its words does and prints."""
    word = argv[0]
    name = components(word)[-1]
    if not is_plain(name):
        return _unclear(shell, argv, given, environment)
    shell.found.programs[as_written(name)] = None
    shell.found.commands[" ".join([name, *argv[1:]])] = None
    if word in BUILTIN_NAMES:
        from .builtins import BUILTINS, SETTING

        if word in SETTING:
            for each, value in environment.items():
                shell.state.variables[each] = (value,)
        return BUILTINS[word](shell, argv[1:], given)
    known = _other_name(shell, word, environment)
    if known is not None:
        return perform(shell, [known, *argv[1:]], given, environment)
    script = shell.content(word) if "/" in word else None
    if script is not None:
        return perform(shell, [*_interpreter(script), *argv], given, environment)
    call = Call(shell, word, argv[1:], given.text, given.file, environment)
    output = _handled(call)
    return _unknown(shell, call) if output is None else output


def _unknown(shell: Shell, call: Call) -> str:
    """Its output is known only at run time: it may repeat what the program read, or was given."""
    origins = {**call.origins, **shell.origins_of(call.stdin)}
    for arg in call.args:
        origins.update(shell.origins_of(arg))
    return shell.unknown_output(as_written(" ".join([call.word, *call.args])), origins) + "\n"


def row_of(name: str) -> str | None:
    """A program's row; `python3.11`, `gcc-12` and `rm.exe` have that of the plain name."""
    row = TABLE.get(name)
    if row is None and name[-1:].isdigit():
        row = TABLE.get(name.rstrip("0123456789.-")) or TABLE.get(name.rstrip("0123456789.-") + "3")
    if row is None and name.lower().endswith(".exe"):
        row = TABLE.get(name[:-4].lower())
    return row


def _handled(call: Call) -> str | None:
    from ..operands import apply, apply_unknown

    row = row_of(call.name)
    if row is None:
        return apply_unknown(call)
    if row[:1] == "@":
        handler = _handler(row[1:], call.name)
        if handler is not None:
            return handler(call)
        return apply_unknown(call)
    return apply(call, row)


def _handler(module: str, name: str) -> Handler | None:
    programs: dict[str, Handler] = __import__(f"agsec_runtime.shell.programs.{module}", fromlist=("PROGRAMS",)).PROGRAMS
    found = programs.get(name)
    if found is None and name[-1:].isdigit():
        plain = name.rstrip("0123456789.-")
        found = programs.get(plain) or programs.get(plain + "3")
    # `git-push` is a part of `git`.
    return found or programs.get(name.lower().removesuffix(".exe")) or programs.get(name.partition("-")[0])


def _other_name(shell: Shell, word: str, environment: dict[str, str]) -> str | None:
    """The program behind a link, a copy or a hashed name that the command made."""
    state = shell.state
    if word in state.hashed:
        return state.hashed[word]
    if state.links:
        for path in shell.resolve(word) if "/" in word else _on_path(shell, word, environment):
            target = state.links.get(path)
            name = "" if target is None else target.rpartition("/")[2]
            if target is not None and name != word.rpartition("/")[2] and name not in _APPLETS:
                return target
    return None


def _on_path(shell: Shell, name: str, environment: dict[str, str]) -> list[str]:
    """Where a program may be, in the directories that the command itself put on its PATH."""
    places = as_written(environment.get("PATH") or shell.variable("PATH") or "").split(":")[:MAX_PLACES]
    return [path for place in places if place and "$" not in place for path in shell.resolve(f"{place}/{name}")]


def _interpreter(script: str) -> list[str]:
    """What runs a file: its first line says so, or a shell does."""
    if not script.startswith("#!"):
        return ["sh"]
    words = as_written(script[2:].partition("\n")[0]).split()
    if words and words[0].endswith("/env"):
        words = [word for word in words[1:] if word != "-S" and "=" not in word]
    return words[:1] or ["sh"]


def _unclear(shell: Shell, argv: list[str], given: Input, environment: dict[str, str]) -> str:
    """A program whose name is known only at run time. Where it is a glob, all programs that it can be are tried."""
    name = components(argv[0])[-1]
    shell.found.dynamic = True
    shell.found.programs[name] = None
    shell.found.commands[" ".join([name, *argv[1:]])] = None
    if is_glob(name) and UNKNOWN_OPEN not in name:
        from ...globs import matches_tokens
        from ..globbing import tokens

        wanted = tokens(name)
        for each in [key for key in TABLE if matches_tokens(wanted, key)][:MAX_MATCHES]:
            perform(shell, [each, *argv[1:]], given, environment)
    from ..operands import apply_unknown

    call = Call(shell, argv[0], argv[1:], given.text, given.file, environment)
    apply_unknown(call)
    return _unknown(shell, call)
