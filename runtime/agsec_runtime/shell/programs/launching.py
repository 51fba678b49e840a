"""What wrappers have in common: the words of the program that they run, and what they change for it."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN, is_plain
from ..operands import module
from ..options import parse
from ..table import TABLE
from ..words import pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call
    from ..options import Option

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,"
_lines: dict[str, Line] = {}


class Line:
    """A wrapper's line, read once: ``OPTIONS | N | DIRECTORY OPTIONS | DEFAULT``.

    The options are as `options` has them; ``w`` behind one says that its value is a file that is written, ``!`` that
    nothing is run where it is given. ``N`` operands are the wrapper's own, before the program; the options in the third
    part name the directory that the program runs in; ``DEFAULT`` is what it runs where no program is named.
    """

    __slots__ = ("default", "directory", "idle", "names", "own", "spec", "written")

    def __init__(self, line: str) -> None:
        options, own, directory, default, *_ = [part.strip() for part in (line + "|||").split("|")]
        tokens = options.split()
        self.written = [token[:-2] for token in tokens if token.endswith(":w")]
        self.idle = [token[:-1].rstrip(":") for token in tokens if token.endswith("!")]
        self.spec = " ".join(["^", *[token.rstrip("w!") if token[-1] in "w!" else token for token in tokens]])
        self.names = [token.rstrip(":?") for token in self.spec.split()]
        self.own = int(own or "0")
        self.directory = directory.split()
        self.default = default.split()


def line_of(text: str) -> Line:
    return _lines.get(text) or _lines.setdefault(text, Line(text))


def wrapped(call: Call, args: list[str], text: str) -> str | None:
    """It runs the program behind its options and own operands, as its line says. Its output."""
    line = line_of(text)
    options, operands = parse(args, line.spec)
    for name, value in options:
        if name in line.idle:
            return None
        if name in line.written:
            call.write(value)
    directory = value_of(options, *line.directory) if line.directory else None
    return launch(call, sure(operands, options, line.names)[line.own :] or line.default, directory)


def launch(call: Call, argv: list[str], directory: str | None = None) -> str | None:
    """It runs ``argv``, in ``directory`` if one is given."""
    if not argv:
        return None
    if not directory:
        return call.run(argv)
    state = call.shell.state
    before, state.places = state.places, tuple(call.shell.resolve(directory)) or state.places
    try:
        return call.run(argv)
    finally:
        state.places = before


def sure(argv: list[str], options: list[Option], names: list[str]) -> list[str]:
    """The words behind the options. Where the last option is not known, what seems to be its value is left out."""
    guessed = len(argv) > 1 and options and options[-1][0] not in names and not options[-1][1]
    return argv[1:] if guessed and not is_program(argv[0]) and is_program(argv[1]) else argv


def is_program(word: str) -> bool:
    """Whether a word is the name of a program that is known."""
    return word.rpartition("/")[2] in TABLE


def value_of(options: list[Option], *names: str) -> str | None:
    """The value of an option's last use."""
    values = [value for name, value in options if name in names]
    return values[-1] if values else None


def whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


# -- variables


def is_assignment(word: str) -> bool:
    """Whether a word is `NAME=value`."""
    name, sign, _ = word.partition("=")
    return bool(sign and name) and name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit()


def assign(call: Call, word: str) -> None:
    """A variable is set for what the call runs; a lone name passes one on."""
    name, sign, value = word.partition("=")
    if sign:
        call.environment[name] = value
        call.shell.set_value(name, value)


def unset(call: Call, name: str) -> None:
    call.environment.pop(name, None)
    call.shell.set_name(name)


def assignments_first(call: Call, words: list[str]) -> list[str]:
    """The words behind the assignments that stand first, which count for what is run."""
    at = 0
    while at < len(words) and is_assignment(words[at]):
        assign(call, words[at])
        at += 1
    return words[at:]


# -- words as code


def joined(words: list[str]) -> str:
    """Words as the text of a shell command that has just these words."""
    return " ".join([quoted(word) for word in words])


def quoted(word: str) -> str:
    """One word, quoted for a shell; an active glob stays active."""
    if word and not word.strip(_PLAIN):
        return word
    if not is_plain(word):
        return "".join([f'"{piece}"' if piece[:1] == UNKNOWN_OPEN else _escaped(piece) for piece in pieces(word)])
    return "'" + word.replace("'", "'\\''") + "'"


def _escaped(piece: str) -> str:
    return "".join([char if char in _PLAIN or not char.isascii() else "\\" + char for char in piece])


# -- modules


def lazily(name: str) -> Callable[[Call], str | None]:
    """The handler in another module, which is loaded where it is needed."""

    def handler(call: Call) -> str | None:
        programs = module(name)
        found = programs.get(call.name) or programs[call.name.rstrip("0123456789.-")]
        return found(call)

    return handler
