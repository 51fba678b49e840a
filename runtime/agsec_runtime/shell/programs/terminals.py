"""Terminals that run commands: `tmux` and `screen`, which also type them, and `script`, which records them."""

from __future__ import annotations

from ..options import parse
from .launching import assign, launch, value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

MAX_COMMANDS = 64  # of one call of tmux, files included

# -- tmux

_TMUX = "^ -c: -f: -L: -S: -T: -2 -C -D -l -N -u -v -V"
_ENTER = ("enter", "c-m", "c-j", "kpenter", "^m", "^j")
# What a tmux command does with its words: its options, and `x` code for a shell (or a program's words), `t` a
# command of tmux, `k` keys, `f` files that hold commands, `n` nothing.
_TMUX_COMMANDS = {
    "bind-key": ("^ -n -r -T: -N:", "nt"),
    "command-prompt": ("^ -1 -b -F -i -k -N -I: -p: -t: -T:", "t"),
    "confirm-before": ("^ -b -y -c: -p: -t:", "t"),
    "display-popup": ("^ -B -C -E -b: -c: -d: -e: -h: -S: -s: -t: -T: -w: -x: -y:", "x"),
    "if-shell": ("^ -b -F -t:", "xtt"),
    "new-session": ("^ -A -d -D -E -P -X -c: -e: -f: -F: -n: -s: -t: -x: -y:", "x"),
    "new-window": ("^ -a -b -d -k -P -S -c: -e: -F: -n: -t:", "x"),
    "pipe-pane": ("^ -I -O -o -t:", "x"),
    "respawn-pane": ("^ -k -c: -e: -t:", "x"),
    "respawn-window": ("^ -k -c: -e: -t:", "x"),
    "run-shell": ("^ -b -C -c: -d: -t:", "x"),
    "send-keys": ("^ -F -H -K -l -M -R -X -c: -N: -t:", "k"),
    "set-buffer": ("^ -a -w -b: -n: -t:", "n"),
    "set-hook": ("^ -a -g -p -R -u -w -t:", "nt"),
    "source-file": ("^ -F -n -q -v -t:", "f"),
    "split-window": ("^ -b -d -f -h -I -v -P -Z -c: -e: -F: -l: -p: -t:", "x"),
}
_TMUX_ALIASES = {
    "bind": "bind-key",
    "confirm": "confirm-before",
    "if": "if-shell",
    "new": "new-session",
    "neww": "new-window",
    "pipep": "pipe-pane",
    "popup": "display-popup",
    "respawnp": "respawn-pane",
    "respawnw": "respawn-window",
    "run": "run-shell",
    "send": "send-keys",
    "source": "source-file",
    "splitw": "split-window",
}


def _tmux(call: Call) -> str | None:
    options, operands = parse(call.args, _TMUX)
    code = value_of(options, "-c")
    if code is not None:
        return call.script(code)
    file = value_of(options, "-f")
    if file is not None:
        _sourced(call, file, MAX_COMMANDS)
    _tmux_commands(call, operands, MAX_COMMANDS)
    return None


def _tmux_commands(call: Call, words: list[str], left: int) -> None:
    """Commands between words that end in a semicolon."""
    current: list[str] = []
    for word in words:
        if word.endswith(";") and not word.endswith("\\;"):
            _tmux_command(call, [*current, word[:-1]] if word != ";" else current, left)
            current = []
            left -= 1
        else:
            current.append(word)
    _tmux_command(call, current, left)


def _tmux_command(call: Call, words: list[str], left: int) -> None:
    call.shell.spend(1)
    if not words:
        return
    if left <= 0:
        call.dynamic()
        return
    name = _full_name(words[0])
    if name not in _TMUX_COMMANDS:
        return
    spec, roles = _TMUX_COMMANDS[name]
    options, operands = parse(words[1:], spec)
    for option, value in options:
        if option == "-e":
            assign(call, value)
    if roles == "k":
        if not any([option == "-X" for option, _ in options]):
            typed(call, _keys(operands, any([option == "-l" for option, _ in options])))
    elif roles == "x":
        _started(call, operands, value_of(options, "-c"))
    else:
        _by_roles(call, operands, roles, left - 1)


def _full_name(word: str) -> str:
    """A command by its name, its alias, or the beginning of its name."""
    if word in _TMUX_ALIASES:
        return _TMUX_ALIASES[word]
    fitting = [name for name in _TMUX_COMMANDS if name.startswith(word)]
    return fitting[0] if len(fitting) == 1 and len(word) > 3 else word


def _by_roles(call: Call, operands: list[str], roles: str, left: int) -> None:
    for at, word in enumerate(operands):
        role = roles[min(at, len(roles) - 1)]
        if role == "x":
            call.script(word, stdin="")
        elif role == "f":
            _sourced(call, word, left)
        elif role == "t" and at == len(roles) - 1 and roles != "xtt":
            _tmux_commands(call, operands[at:] if len(operands) > at + 1 else _words(word), left)
            return
        elif role == "t":
            _tmux_commands(call, _words(word), left)


def _sourced(call: Call, path: str, left: int) -> None:
    call.read(path)
    for line in (call.shell.content(path) or "").split("\n")[:MAX_COMMANDS]:
        if not line.lstrip().startswith("#"):
            _tmux_commands(call, _words(line), left - 1)


def _words(line: str) -> list[str]:
    """A line of tmux's own, split at blanks outside quotes."""
    from .feeding import words_by_line

    return [word for words in words_by_line(line, False) for word in words]


def _started(call: Call, operands: list[str], directory: str | None) -> None:
    """One word is code for a shell, several are a program's words."""
    if len(operands) == 1:
        launch(call, ["sh", "-c", operands[0]], directory)
    elif operands:
        launch(call, operands, directory)


def _keys(words: list[str], literal: bool) -> str:
    """What is typed."""
    made: list[str] = []
    for word in words:
        key = word.lower()
        if literal:
            made.append(word)
        elif key in _ENTER:
            made.append("\n")
        elif key in ("space", "tab"):
            made.append(" ")
        elif key in ("c-c", "c-u", "^c", "^u"):
            made = made[: len(made) - made[::-1].index("\n")] if "\n" in made else []
        elif not (key[:2] in ("c-", "m-") and len(key) == 3) and key not in ("escape", "bspace", "up", "down"):
            made.append(word)
    return "".join(made)


def typed(call: Call, text: str) -> None:
    """What is typed into a terminal, which likely shows a shell: each line is a command."""
    if text.strip():
        call.script(text, stdin="")


# -- screen

_SCREEN = "^ -c: -e: -h: -p: -s: -S: -t: -T: -Logfile: -4 -6 -a -A -d -D -f -i -l -L -m -O -q -Q -r -R -U -v -w -x -X"
_ATTACHING = ("-r", "-R", "-x", "-d", "-D")  # Behind these stands the name of a session.
_TYPED = {"\\n": "\n", "\\r": "\n", "^M": "\n", "\\015": "\n", "\\012": "\n", "\r": "\n"}


def _screen(call: Call) -> str | None:
    options, operands = parse(call.args, _SCREEN)
    names = [name for name, _ in options]
    shell = value_of(options, "-s")
    if shell is not None and not operands and "-X" not in names:
        call.run([shell], stdin="")
    if "-X" in names or "-Q" in names:
        _screen_command(call, operands)
    elif operands and not operands[0].isdigit() and ("-m" in names or not any([name in _ATTACHING for name in names])):
        launch(call, operands)
    return None


def _screen_command(call: Call, words: list[str]) -> None:
    if not words:
        return
    name, rest = words[0], words[1:]
    if name in ("stuff", "paste"):
        text = "".join(rest[-1:])
        for spelling, char in _TYPED.items():
            text = text.replace(spelling, char)
        typed(call, text)
    elif name in ("exec", "screen", "backtick"):
        while rest and (rest[0][:1] == "-" or not rest[0].strip(".!|:0123456789")):
            rest = rest[2:] if rest[0] in ("-t", "-T", "-h") else rest[1:]
        launch(call, rest)
    elif name in ("eval", "at"):
        for line in rest:
            _screen_command(call, _words(line))
    elif name == "source":
        call.read("".join(rest[:1]))
    elif name in ("readbuf", "readreg"):
        call.read("".join(rest[-1:]))


# -- others

_SCRIPT = (
    "^ -c: --command: -E: --echo: -I: --log-in: -O: --log-out: -B: --log-io: -T: --log-timing: -m: --logging-format:"
    " -o: --output-limit: -t? --timing? -a --append -e --return -f --flush --force -q --quiet -k -p -r -d -F"
)
_LOGS = ("-I", "--log-in", "-O", "--log-out", "-B", "--log-io", "-T", "--log-timing")


def _script(call: Call) -> str | None:
    """A recording: of code behind -c, of the words behind `--` or (BSD) behind the file, or of a shell."""
    at = call.args.index("--") if "--" in call.args else len(call.args)
    options, operands = parse(call.args[:at], _SCRIPT)
    more, operands = parse(operands, _SCRIPT.replace("^ ", "")) if value_of(options, "-c") is None else ([], operands)
    code = value_of([*options, *more], "-c", "--command")
    logs = [value for name, value in options if name in _LOGS]
    for path in operands[:1] or logs or ["typescript"]:
        call.write(path)
    words = call.args[at + 1 :] or operands[1:]
    if code is not None:
        return call.script(code)
    if words:
        return launch(call, words)
    from .shells import run_stdin

    return run_stdin(call, ["sh"]) if call.stdin else None


def _attached(call: Call) -> str | None:
    """`dtach -n SOCKET CMD`, `abduco -n NAME CMD`."""
    _, operands = parse(call.args, "^ -A -a -c -C -n -N -p -e: -r: -E -z -f -l -q -v")
    return launch(call, operands[1:])


def _zellij(call: Call) -> str | None:
    words = [word for word in call.args if word not in ("-s", "--session")]
    if "--" in words:
        return launch(call, words[words.index("--") + 1 :])
    for name in ("write-chars", "run", "r"):
        if name in words:
            rest = words[words.index(name) + 1 :]
            if name == "write-chars":
                typed(call, " ".join(rest))
                return None
            _, operands = parse(rest, "^ -n: --name: -d: --direction: --cwd: -c -f -s -i")
            return launch(call, operands)
    return None


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "abduco": _attached,
    "byobu": _tmux,
    "dtach": _attached,
    "screen": _screen,
    "script": _script,
    "tmux": _tmux,
    "zellij": _zellij,
}
