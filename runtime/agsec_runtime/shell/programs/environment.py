"""Programs that change the environment of what they run, or print it."""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN, unknown
from ..options import parse
from .launching import assignments_first, launch, unset, value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

_ENV = (
    "^ -i --ignore-environment -0 --null -u: --unset: -C: --chdir: -S: --split-string: -P: -a: --argv0: -v --debug"
    " --block-signal? --default-signal? --ignore-signal? --list-signal-handling"
)
_SPLITTING = ("-S", "--split-string")
_LOST = ("HOME", "PATH")  # what a program looks for, of all that an empty environment lacks
_ENV_VALUED = (*_SPLITTING, "-u", "--unset", "-C", "--chdir", "-P", "-a", "--argv0")


def _env(call: Call) -> str | None:
    args = call.args
    for _ in range(16):  # What is split may hold another string to split.
        opened = _opened(call, args)
        if opened is None:
            break
        args = opened
    options, operands = parse(args, _ENV)
    for name, value in options:
        if name in ("-u", "--unset"):
            unset(call, value)
    emptied = operands[:1] == ["-"] or any([name in ("-i", "--ignore-environment") for name, _ in options])
    operands = operands[1:] if operands[:1] == ["-"] else operands
    if emptied and operands:
        for name in _LOST:
            call.shell.found.sets[name] = None
    argv = assignments_first(call, operands)
    if argv:
        return launch(call, argv, value_of(options, "-C", "--chdir"))
    call.origin("env")
    return None


def _opened(call: Call, args: list[str]) -> list[str] | None:
    """The words with the first string that -S names in the place of its words; None where there is none."""
    at = 0
    while at < len(args) and len(args[at]) > 1 and args[at][0] == "-" and args[at] != "--":
        options, _ = parse(args[at : at + 1], _ENV)
        name, value = options[-1]
        taken = not value and name in _ENV_VALUED and "=" not in args[at]
        if name in _SPLITTING:
            text = "".join(args[at + 1 : at + 2]) if taken else value
            flags = [flag for flag, _ in options[:-1]]
            return [*args[:at], *flags, *_split(call, text), *args[at + 1 + taken :]]
        at += 1 + taken
    return None


_ENV_ESCAPES = {"f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "_": " "}


class _Words:
    """The words of a string that is split."""

    __slots__ = ("_current", "_open", "all")

    def __init__(self) -> None:
        self.all: list[str] = []
        self._current: list[str] = []
        self._open = False

    @property
    def between(self) -> bool:
        """Whether no word has begun."""
        return not self._open

    def add(self, text: str) -> None:
        self._current.append(text)
        self._open = True

    def end(self) -> None:
        if self._open:
            self.all.append("".join(self._current))
            self._current.clear()
            self._open = False


def _split(call: Call, text: str) -> list[str]:
    """Words as `env -S` splits them: quotes, escapes, comments and `${NAME}`."""
    words = _Words()
    quote, at = "", 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == UNKNOWN_OPEN:
            end = text.find(UNKNOWN_CLOSE, at) + 1 or len(text)
            words.add(text[at - 1 : end])
            at = end
        elif char == "\\" and at < len(text):
            if text[at] == "c":
                break
            _escape(words, text[at], quote)
            at += 1
        elif char == quote or (char in "'\"" and not quote):
            quote = "" if quote else char
            words.add("")
        elif char.isspace() and not quote:
            words.end()
        elif char == "#" and words.between and not quote:
            break
        elif char == "$" and text[at : at + 1] == "{" and quote != "'":
            end = text.find("}", at)
            end = len(text) if end < 0 else end
            words.add(_value(call, text[at + 1 : end]))
            at = end + 1
        else:
            words.add(char)
    words.end()
    call.shell.spend(len(words.all) // 8)
    return words.all


def _escape(words: _Words, char: str, quote: str) -> None:
    """What a backslash makes of the character behind it."""
    if quote == "'" and char not in "'\\":
        words.add("\\" + char)
    elif char == "_" and not quote:
        words.end()
    else:
        words.add(_ENV_ESCAPES.get(char, char))


def _value(call: Call, name: str) -> str:
    value = call.shell.variable(name)
    return unknown(f"${{{name}}}") if value is None else value


def _printenv(call: Call) -> str | None:
    _, names = parse(call.args, "-0 --null")
    values = [call.environment.get(name) or call.shell.variable(name) for name in names]
    if names and None not in values:
        return "".join([(value or "") + "\n" for value in values])
    call.origin("env")
    return None


def _cross_env(call: Call) -> str | None:
    argv = assignments_first(call, call.args)
    if call.name == "cross-env-shell":
        return call.script(" ".join(argv)) if argv else None
    return launch(call, argv)


def _dotenv(call: Call) -> str | None:
    """The tools of that name: `dotenv -f FILE get|list|set|unset`, `dotenv -e FILE -- program`, `dotenv -p NAME`."""
    options, words = parse(
        call.args, "^ -f: --file: -e: -p: -v: -q: --quote: --export: -c? -o --override --no-override -i -V --version"
    )
    file = value_of(options, "-f", "--file", "-e") or ".env"
    verb = words[0] if words else ""
    if verb in ("get", "list") or (not words and value_of(options, "-p") is not None):
        call.read(file)
    elif verb in ("set", "unset"):
        call.write(file)
    elif words:
        return launch(call, words[1:] if verb == "run" else words)
    return None


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "cross-env": _cross_env,
    "cross-env-shell": _cross_env,
    "dotenv": _dotenv,
    "env": _env,
    "genv": _env,
    "printenv": _printenv,
}
