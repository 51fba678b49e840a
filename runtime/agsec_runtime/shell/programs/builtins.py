"""The builtins that change what a shell knows: directories, variables, functions, aliases, code to run."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN, as_written, is_known, is_plain, unknown
from ...paths import absolute
from ..aliases import BLANK
from ..assigning import declare
from ..grammar import parse
from ..options import parse as parse_options
from ..words import pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..interpreter import Input, Shell

    Builtin = Callable[[Shell, list[str], Input], str]


# -- directories


def _cd(shell: Shell, args: list[str], given: Input) -> str:
    operands = [arg for arg in args if arg == "-" or not arg.startswith("-")]
    target = operands[-1] if operands else shell.home_of("") or unknown("~")
    places = shell.state.places
    if target == "-":
        _go(shell, (shell.state.previous,))
        return ""
    _go(shell, tuple(dict.fromkeys([absolute(target, place) for place in places])))
    return ""


def _go(shell: Shell, places: tuple[str, ...]) -> None:
    shell.state.previous = shell.cwd
    shell.state.places = places


def _pushd(shell: Shell, args: list[str], given: Input) -> str:
    operands = [arg for arg in args if not arg.startswith(("-", "+"))]
    if operands:
        return _cd(shell, operands, given)
    _go(shell, (shell.state.previous,))
    return ""


def _popd(shell: Shell, args: list[str], given: Input) -> str:
    _go(shell, (shell.state.previous,))
    return ""


def _pwd(shell: Shell, args: list[str], given: Input) -> str:
    return shell.cwd + "\n"


# -- variables


def _declare(shell: Shell, args: list[str], given: Input) -> str:
    """`export`, `readonly`, and the like."""
    flags = "".join([arg[1:] for arg in args if arg[:1] in ("-", "+") and is_plain(arg)])
    names = [arg for arg in args if arg[:1] not in ("-", "+")]
    if not names:
        return "" if "f" in flags and "p" not in flags else shell.unknown_output("declare -p", {"env": None})
    for word in names:
        declare(shell, word)
    return ""


def _declare_kind(shell: Shell, args: list[str], given: Input) -> str:
    """`declare`, `local`, `typeset`: with -n a name stands for another variable."""
    if any([arg[:1] == "-" and "n" in arg for arg in args]):
        for name, sign, target in [arg.partition("=") for arg in args]:
            if sign and is_plain(name):
                shell.state.references = {**shell.state.references, name: as_written(target)}
    return _declare(shell, args, given)


def _unset(shell: Shell, args: list[str], given: Input) -> str:
    flags, names = parse_options(args, "-f -v -n")
    for name in names:
        shell.set_name(name.partition("[")[0])
        if ("-v", "") not in flags:
            shell.state.functions.pop(name, None)
        if ("-f", "") not in flags:
            shell.state.variables[name] = ()
    return ""


def _read(shell: Shell, args: list[str], given: Input) -> str:
    """A line of standard input into variables."""
    options, names = parse_options(args, "-r -s -e -a: -d: -i: -n: -N: -p: -t: -u: -A -k? -q")
    array = [value for name, value in options if name == "-a"]
    delimiter = [value for name, value in options if name == "-d"]
    line, rest = _line(given.text, delimiter[-1][:1] if delimiter else "\n")
    given.text = rest
    if not any([name == "-r" for name, _ in options]):
        line = line.replace("\\\n", "")
    if ("-A", "") in options:  # zsh
        array, names = names, []
    values = _fields(shell, line, len(names) or 1)
    if array:
        shell.assign(array[-1], _fields(shell, line, 1 << 16))
        return ""
    for index, name in enumerate(names or ["REPLY"]):
        shell.assign(name.partition("?")[0], values[index] if index < len(values) else "")
    return ""


def _line(text: str, delimiter: str) -> tuple[str, str]:
    """The first line and what follows; an unknown part stays whole, and may be several lines."""
    made = ""
    for index, piece in enumerate(pieces(text)):
        if piece[:1] == UNKNOWN_OPEN:
            made += piece
            continue
        at = piece.find(delimiter) if delimiter else -1
        if at >= 0:
            return made + piece[:at], piece[at + 1 :] + "".join(pieces(text)[index + 1 :])
        made += piece
    return made, ""


def _fields(shell: Shell, line: str, count: int) -> list[str]:
    """At most ``count`` fields, the last with the rest of the line."""
    if not is_known(line):
        return [line] * min(count, 64)
    separators = shell.separators()
    blank = "".join([char for char in separators if char in " \t\n"])
    fields: list[str] = []
    line = line.strip(blank)
    while line and len(fields) < count - 1:
        at = min([place for place in [line.find(char) for char in separators] if place >= 0], default=-1)
        if at < 0:
            break
        fields.append(line[:at])
        line = line[at + 1 :].lstrip(blank)
    return [*fields, line]


def _mapfile(shell: Shell, args: list[str], given: Input) -> str:
    options, names = parse_options(args, "-d: -n: -O: -s: -t -u: -C: -c:")
    name = names[0] if names else "MAPFILE"
    strip = ("-t", "") in options
    text, given.text = given.text, ""
    if is_known(text):
        lines = text.split("\n")[: 1 << 12]
        shell.assign(name, [line if strip else line + "\n" for line in (lines[:-1] if lines[-1] == "" else lines)])
    else:
        shell.assign(name, [text])
    for option, value in options:
        if option == "-C":
            shell.evaluate(value, given)
    return ""


def _set(shell: Shell, args: list[str], given: Input) -> str:
    """Positional parameters, where there are any."""
    if not args:
        return shell.unknown_output("set", {"env": None})
    at = 0
    while at < len(args) and args[at][:1] in ("-", "+") and args[at] not in ("-", "--"):
        at += 2 if args[at] in ("-o", "+o") else 1
    if at < len(args):
        rest = args[at + 1 :] if args[at] in ("-", "--") else args[at:]
        shell.state.arguments = [shell.state.arguments[0], *rest]
    return ""


def _shift(shell: Shell, args: list[str], given: Input) -> str:
    count = int(args[0]) if args and args[0].isdigit() and len(args[0]) < 6 else 1
    shell.state.arguments = [shell.state.arguments[0], *shell.state.arguments[1 + count :]]
    return ""


def _let(shell: Shell, args: list[str], given: Input) -> str:
    for arg in args:
        name, sign, value = arg.partition("=")
        if sign and name.isidentifier():
            shell.assign(name, value if value.isdigit() else unknown(value))
    return ""


def _getopts(shell: Shell, args: list[str], given: Input) -> str:
    for name in [*args[1:2], "OPTARG"]:
        shell.state.variables[name] = (unknown("$" + as_written(name)),)
    return ""


def _printf(shell: Shell, args: list[str], given: Input) -> str:
    """`printf -v name` sets a variable; else it is the program."""
    name = args[1] if len(args) > 2 and args[0] == "-v" else None
    output = _external(shell, "printf", args if name is None else args[2:], given)
    if name is None:
        return output
    shell.assign(name.partition("[")[0], output)
    return ""


# -- names


def _alias(shell: Shell, args: list[str], given: Input) -> str:
    for arg in args:
        name, sign, value = arg.partition("=")
        if not sign or name.startswith("-"):
            continue
        shell.set_name(name)
        if not is_known(value):
            shell.found.dynamic = True
            continue
        parsed = parse(as_written(value))
        if parsed.error is None:
            shell.state.aliases[name] = parsed.tree
            if value[-1:] in (" ", "\t"):
                shell.state.aliases[name + BLANK] = parsed.tree
    return ""


def _unalias(shell: Shell, args: list[str], given: Input) -> str:
    for name in args:
        shell.set_name(name)
        if name == "-a":
            shell.state.aliases.clear()
        shell.state.aliases.pop(name, None)
        shell.state.aliases.pop(name + BLANK, None)
    return ""


def _hash(shell: Shell, args: list[str], given: Input) -> str:
    if len(args) > 2 and args[0] == "-p":
        for name in args[2:]:
            shell.state.hashed[name] = args[1]
            shell.set_name(name)
            shell.set_name(name)
    for name, sign, path in [arg.partition("=") for arg in args]:
        if sign:  # zsh
            shell.state.hashed[name] = path
    return ""


# -- code


def _eval(shell: Shell, args: list[str], given: Input) -> str:
    """Its words are code. Unknown code is asked about, unless a program known to print settings printed it."""
    text = " ".join(args[1:] if args[:1] == ["--"] else args)
    known = "".join([piece for piece in pieces(text) if piece not in shell.generated])
    return shell.evaluate(known, given)


def _source(shell: Shell, args: list[str], given: Input) -> str:
    args = args[1:] if args[:1] == ["--"] else args
    if not args:
        return ""
    path = args[0]
    for each in shell.named(path):
        shell.found.reads[each] = None
    if path == "/dev/stdin":
        return _eval(shell, [given.text], given)
    content = shell.content(path)
    if content is None:
        return shell.unknown_output("source " + as_written(path), dict.fromkeys(shell.resolve(path)))
    before = shell.state.arguments
    if args[1:]:
        shell.state.arguments = [before[0], *args[1:]]
    output = _eval(shell, [content], given)
    shell.state.arguments = before
    return output


def _trap(shell: Shell, args: list[str], given: Input) -> str:
    operands = [arg for arg in args if arg not in ("--", "-l", "-p")]
    if len(operands) > 1 and operands[0] != "-":
        shell.evaluate(operands[0], given)
    return ""


def _exec(shell: Shell, args: list[str], given: Input) -> str:
    _, rest = parse_options(args, "^ -a: -c -l")
    return _external(shell, rest[0], rest[1:], given) if rest else ""


def _command(shell: Shell, args: list[str], given: Input) -> str:
    """`command`: no functions, no aliases; with -v or -V it tells where a program is."""
    options, rest = parse_options(args, "^ -p -v -V")
    if any([name in ("-v", "-V") for name, _ in options]):
        return _external(shell, "which", rest, given)
    return shell.run(rest, given.text, given.file, {}, given) if rest else ""


def _builtin(shell: Shell, args: list[str], given: Input) -> str:
    rest = args[1:] if args[:1] in (["--"], ["-"]) else args
    return shell.run(rest, given.text, given.file, {}, given) if rest else ""


def _prefix(shell: Shell, args: list[str], given: Input) -> str:
    """zsh's words before a command: `noglob rm x`."""
    from ..interpreter import Input

    return shell.command(args, Input(given.text, given.file), {}) if args else ""


def _type(shell: Shell, args: list[str], given: Input) -> str:
    options, names = parse_options(args, "-a -f -p -P -t")
    if any([name in ("-p", "-P") for name, _ in options]):
        return _external(shell, "which", names, given)
    return shell.unknown_output("type " + as_written(" ".join(args)), {})


def _complete(shell: Shell, args: list[str], given: Input) -> str:
    """Code that completion or a key would run."""
    options, _ = parse_options(args, "-C: -F: -A: -G: -W: -P: -S: -X: -x: -o:")
    for name, value in options:
        if name in ("-C", "-x"):
            shell.evaluate(value.partition(":")[2] if name == "-x" else value, given)
    return ""


def _external(shell: Shell, name: str, args: list[str], given: Input) -> str:
    """The program of that name, which a builtin stands for."""
    return shell.run(
        [name if "/" in name or name not in BUILTINS else "/usr/bin/" + name, *args], given.text, given.file, {}
    )


def _quiet(shell: Shell, args: list[str], given: Input) -> str:
    return ""


BUILTINS: dict[str, Builtin] = {
    "-": _prefix,
    ".": _source,
    ":": _quiet,
    "alias": _alias,
    "bg": _quiet,
    "bind": _complete,
    "break": _quiet,
    "builtin": _builtin,
    "cd": _cd,
    "chdir": _cd,
    "command": _command,
    "compgen": _complete,
    "complete": _complete,
    "continue": _quiet,
    "declare": _declare_kind,
    "disown": _quiet,
    "emulate": _quiet,
    "enable": _quiet,
    "eval": _eval,
    "exec": _exec,
    "exit": _quiet,
    "export": _declare,
    "fg": _quiet,
    "float": _declare,
    "getopts": _getopts,
    "hash": _hash,
    "integer": _declare,
    "let": _let,
    "local": _declare_kind,
    "logout": _quiet,
    "mapfile": _mapfile,
    "nocorrect": _prefix,
    "noglob": _prefix,
    "popd": _popd,
    "printf": _printf,
    "pushd": _pushd,
    "pwd": _pwd,
    "read": _read,
    "readarray": _mapfile,
    "readonly": _declare,
    "return": _quiet,
    "set": _set,
    "setopt": _quiet,
    "shift": _shift,
    "shopt": _quiet,
    "source": _source,
    "suspend": _quiet,
    "trap": _trap,
    "type": _type,
    "typeset": _declare_kind,
    "ulimit": _quiet,
    "umask": _quiet,
    "unalias": _unalias,
    "unset": _unset,
    "unsetopt": _quiet,
    "wait": _quiet,
    "whence": _type,
    "zmodload": _quiet,
}
# Those for which variables set before them count.
SETTING = frozenset(["read", "eval", ".", "source", "mapfile", "readarray"])
