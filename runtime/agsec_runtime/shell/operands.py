"""Apply a row of the table to a call: what its options' values and its operands are to the program.

A row is a line of tokens. Options are written as `options` has them, with what follows::

    -o:w                a value that is written; the roles are below, none at all is a value of no account
    -e:!  -f:r!         this option stands for the first operand (grep's pattern), whose role then falls away
    -i?=b  -c=r         with this option the operands have this shape
    :SHAPE              what the operands are: a role for each in turn, the last for all that are left;
                        `>X` a role for the last operand, where no option `t` has named the target;
                        `.` at the end: where there is none, it is the working directory
    <X                  what is done with standard input
    $                   what it prints may repeat the environment
    q                   it prints nothing
    @-c                 behind this word (`@--` too) stand a program and its words
    w=PATH              with operands or standard input this very path has the role, whatever they are
    sub                 the first operand may name a subcommand with a row of its own, as `PROGRAM/SUBCOMMAND`

Roles::

    n nothing   r read   w written   b both   d deleted   e emptied   s sent   S text that is sent
    t target: written itself, or the operands go into it as a directory
    f a form's field: `NAME=@FILE` sends the file   x text for a shell   o sources an object: `@FILE` read
    p a program with its words, if the table knows the program
    l code of a language that nobody here reads   k code in a form that cannot be read: known only at run time
    m read, if it is the only operand and nothing comes by standard input
    c commands of a pager (`less +'!ls'`)
    C read, and compiled: what it calls counts, where this command wrote it   L the same, and not read
"""

from __future__ import annotations

from ..marks import is_known
from .options import parse
from .table import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .call import Call

    Effect = tuple[str, bool, str]  # role of the value, whether it stands for the first operand, the operands' shape

STANDARD_STREAM = "-"
MAX_LINKS = 64  # sources of one call whose new names are remembered
GUARDED_ROLES = "wbdestxpl"
# Everyday names of subcommands and targets that are programs too: behind an unknown program they are no program.
_SUBCOMMANDS = (
    " arch at batch build check clean code command convert copy create dump edit env exec expect file find fork format"
    " go host http info install join link lint list ln log login logs mail make mc mount node open patch paste php ping"
    " replace rsync run screen script send serve service split ssh start stop sync tar test time top touch trash"
    " truncate unlink unzip update view watch which yes zip "
)
# Of the modules where most programs only read, those that do more.
_READING_MODULES = frozenset(["@files", "@search", "@text"])
_CHANGING = (
    " cp csplit dd fd fdfind find gcp gdd gfind ginstall gln gmv install link ln mv split sponge"
    " ssh-keygen tee truncate "
)

_rows: dict[str, _Row] = {}


def apply(call: Call, row: str) -> str | None:
    """Tell what the call does by its row. Its output: "" for none, None where only a run can tell."""
    name, args = call.name, call.args
    known = _read(row)
    while known.sub:
        _, words = parse(args, "^ " + known.spec)
        name = f"{name}/{words[0]}" if words else ""
        below = TABLE.get(name)
        if below is None:
            break
        known, args = _read(below), words[1:]
    return known.apply(call, args)


def _read(row: str) -> _Row:
    return _rows.get(row) or _rows.setdefault(row, _Row(row))


def apply_unknown(call: Call) -> str | None:
    """A program that the table does not know: it reads what looks like files, and may run what looks like a program."""
    words = 0
    for at, word in enumerate(call.args):
        if word[:1] == "-":
            _read_value(call, word)
        elif word:
            words += 1
            if (words <= 2 or call.args[at - 1] == "--") and is_guarded(word) and (call.args[at + 1 :] or call.stdin):
                return _given(call, call.args[at:])
            if not _has_space(word):
                call.read(word)
    return None


def _given(call: Call, argv: list[str]) -> str:
    """A program among the words of one that nobody knows is followed; if it does something, only a run can tell."""
    before = _counted(call)
    output = call.run(argv)
    if _counted(call) != before:
        call.dynamic()
    return output


def _counted(call: Call) -> list[int]:
    found = call.shell.found
    return [len(each) for each in (found.pushes, found.sql, found.sends, found.sets, found.writes, found.deletes)]


def is_guarded(word: str) -> bool:
    """Whether a word names a program that deletes, writes, sends or runs something."""
    name = base_name(word)
    row = TABLE.get(name)
    if row is None or f" {name} " in _SUBCOMMANDS:
        return False
    if row[0] == "@":
        return row not in _READING_MODULES or f" {name} " in _CHANGING
    return any([role in GUARDED_ROLES for token in row.split() for role in _roles(token)])


def module(name: str) -> dict[str, Callable[[Call], str | None]]:
    """The handlers of a module of `programs`."""
    found: dict[str, Callable[[Call], str | None]] = __import__(
        f"{__package__}.programs.{name}", fromlist=["PROGRAMS"]
    ).PROGRAMS
    return found


def into(call: Call, target: str, sources: list[str]) -> None:
    """Copies of the sources go to the target or, if that is a directory, into it."""
    call.write_into(target, sources)
    for source in sources[:MAX_LINKS]:
        name = base_name(source)
        copied_program(call, [target, f"{target.rstrip('/')}/{name}"] if name else [target], source)


def copied_program(call: Call, places: list[str], source: str) -> None:
    """A program that is copied and then run by its new name is still the same program."""
    if base_name(source) in TABLE:
        for place in places:
            call.shell.link(place, source)


def base_name(path: str) -> str:
    """The last component, "" where a path has none of its own."""
    name = path.rstrip("/").rpartition("/")[2]
    return "" if name in (".", "..") else name


class _Row:
    """A row, read once."""

    __slots__ = ("before", "effects", "environment", "quiet", "set", "shape", "spec", "stdin", "sub")

    def __init__(self, row: str) -> None:
        self.effects: dict[str, Effect] = {}
        self.shape = self.stdin = ""
        tokens = row.split()
        self.quiet = "q" in tokens
        self.environment = "$" in tokens
        self.sub = "sub" in tokens
        self.before: list[str] = []  # words that a program's words stand behind
        self.set: list[tuple[str, str]] = []  # paths that have a role whatever the words are
        spec: list[str] = []
        for token in tokens:
            first = token[0]
            if first == "-" or token[:3] == "+?:":
                spec.append(self._option(token))
            elif first == "@":
                self.before.append(token[1:])
            elif token[1:2] == "=" and first in "rwd":
                self.set.append((first, token[2:]))
            elif first == ":":
                self.shape = token[1:]
            elif first == "<":
                self.stdin = token[1:]
            elif first in "^=+":
                spec.append(token)
        self.spec = " ".join(spec)

    def _option(self, token: str) -> str:
        """Note what an option means; its spelling for `options`."""
        text, _, shape = token.partition("=")
        first = text.endswith("!")
        text = text.rstrip("!")
        name, mark, role = text.partition(":")
        if not mark:
            name, mark, role = text.partition("?")
        elif name == "+?":
            name, mark = "+", "?"
        if role or first or shape:
            self.effects[name] = (role, first, shape)
        return name + mark

    def _behind(self, call: Call, args: list[str]) -> list[str]:
        """Follow the program behind one of the words that lead to one; the words before it."""
        at = min([args.index(word) for word in self.before if word in args], default=len(args))
        if args[at + 1 :]:
            _program(call, args[at + 1 :])
        return args[:at]

    def apply(self, call: Call, args: list[str]) -> str | None:
        if self.before:
            args = self._behind(call, args)
        options, operands = parse(args, self.spec)
        shape, target, supplied, usual = self.shape, None, False, True
        for name, value in options:
            if name in self.effects:
                role, first, changed = self.effects[name]
                supplied = supplied or first
                shape, usual = changed or shape, usual and not changed
                if role == "t":
                    target = value
                elif role and value:
                    _value(call, role, value)
        _operands(call, shape, operands, supplied, target)
        if usual and (operands or call.stdin):
            for role, path in self.set:
                _value(call, role, path)
        if self.stdin:
            _stdin(call, self.stdin)
        if self.environment:
            call.origin("env")
        return "" if self.quiet else None


def _operands(call: Call, shape: str, operands: list[str], supplied: bool, target: str | None) -> None:
    roles, _, last = shape.partition(">")
    if roles.endswith("."):
        roles = roles[:-1]
        operands = operands or ["."] if supplied or len(roles) == 1 else operands if operands[1:] else [*operands, "."]
    if supplied:
        roles = roles[1:] or roles
    if last and target is None and operands:
        operands, final = operands[:-1], operands[-1]
        if last == "t":
            target = final
        else:
            _value(call, last, final)
    if target is not None:
        into(call, target, operands)
    for at, operand in enumerate(operands):
        role = roles[at] if at < len(roles) else roles[-1:]
        if role == "p":
            _program(call, operands[at:])
            return
        if role == "m":
            role = "r" if len(operands) == 1 and not call.stdin else "n"
        if role not in ("", "n"):
            _value(call, role, operand)


def _value(call: Call, role: str, value: str) -> None:
    if role in "CL":
        from .programs.unread import compiled

        compiled(call, value)
        role = "r" if role == "C" else "n"
    if role == "x":
        call.script(value)
    elif role == "S":
        call.send_text(value)
    elif role == "l":
        from .programs.unread import tell

        tell(call, value)
    elif role == "k":
        call.dynamic()
    elif role == "c":
        for command in value.split("!")[1:]:
            call.script(command, stdin="")
    elif role == "o":
        if value[:1] == "@":
            call.read(value[1:])
    elif role == "f":
        if "=@" in value:
            _value(call, "s", value.partition("=@")[2])
    elif role == "n" or value == STANDARD_STREAM:
        return
    elif role == "s":
        call.read(value)
        call.send(value)
    else:
        if role in "rb":
            call.read(value)
        if role in "wbe":
            call.write(value)
        if role in "de":
            call.delete(value)


def _stdin(call: Call, role: str) -> None:
    if role == "x":
        call.script(call.stdin)
    elif role == "l" and call.stdin and is_known(call.stdin):
        _value(call, role, call.stdin)
    elif role == "s":
        call.send_text(call.stdin)
        if call.stdin_file is not None:
            call.send(call.stdin_file)


def _program(call: Call, words: list[str]) -> None:
    """A runner's command: followed where its program is a known one, else it is the runner's own affair."""
    from .programs.dispatch import row_of

    words = words[1:] if words[0] == "--" else words
    if not words:
        return
    if _has_space(words[0]) and is_known(words[0]):
        call.script(words[0])
    elif not is_known(words[0]) or row_of(base_name(words[0])) is not None:
        call.run(words)


def _roles(token: str) -> str:
    """The roles that a token of a row gives."""
    first = token[0]
    if first in ":<":
        return token[1:]
    if first == "@" or token[1:2] == "=":
        return "p" if first == "@" else first
    if first != "-":
        return ""
    text, _, shape = token.partition("=")
    return text.rpartition(":")[2] + shape if ":" in text else shape


def _read_value(call: Call, word: str) -> None:
    """What an unknown option seems to name as a file: `--config=./x`, `-f/etc/x`."""
    value = word.partition("=")[2] or (word[2:] if word[:2] != "--" else "")
    if value and not _has_space(value) and (value[0] in "/.~" or "/" in value):
        call.read(value)


def _has_space(word: str) -> bool:
    return any([space in word for space in " \t\n"])
