"""Shells as programs: a script after `-c`, on standard input, or in a file that the command itself wrote."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN, is_known
from ..words import pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

STDIN_PATHS = frozenset(["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
_FILE_OPTIONS = frozenset(["--rcfile", "--init-file"])
_COMMAND_OPTIONS = frozenset(["--command", "--init-command"])  # fish
_REDIRECTED = UNKNOWN_OPEN + "$(< "  # how a file looks that an outer command's standard input comes from
_SHELLS = "ash bash dash hush ksh ksh93 lksh mksh oksh osh posh rbash rksh rzsh sh yash ysh zsh"
_TELLING = frozenset(["--version", "--help"])


class _Invocation:
    """A shell's words, sorted: its flags, start-up files, code among its options, and what is left."""

    __slots__ = ("code", "files", "flags", "operands", "telling")

    def __init__(self, args: list[str]) -> None:
        self.flags = ""
        self.files: list[str] = []
        self.code: list[str] = []
        self.telling = False
        at = 0
        while at < len(args) and args[at][:1] in ("-", "+") and args[at] != "+":
            word = args[at]
            at += 1
            if word in ("-", "--"):
                break
            at += self._long(word, args[at : at + 1]) if word[:2] == "--" else self._cluster(word, args[at:])
        self.operands = args[at:]

    def _cluster(self, word: str, following: list[str]) -> int:
        """Letters; each `o` or `O` takes a word behind them (`-euo pipefail`). How many words they take."""
        if word[0] == "-":
            self.flags += word[1:].partition(UNKNOWN_OPEN)[0]
        return min(word.count("o") + word.count("O"), len(following))

    def _long(self, word: str, following: list[str]) -> int:
        name, glued, value = word.partition("=")
        self.telling = self.telling or name in _TELLING
        if name in _FILE_OPTIONS or name in _COMMAND_OPTIONS:
            taken = 0 if glued else len(following)
            (self.files if name in _FILE_OPTIONS else self.code).extend([value] if glued else following)
            return taken
        return int(name == "--emulate")  # zsh


def _shell(call: Call) -> str | None:
    invocation = _Invocation(call.args)
    if invocation.telling:
        return None
    return _start(call, invocation)


def _start(call: Call, invocation: _Invocation) -> str | None:
    for file in [*_startup_files(call), *invocation.files]:
        run_file(call, file, [call.word])
    if invocation.code:
        return "".join([call.script(code, [call.word, *invocation.operands]) for code in invocation.code])
    operands = invocation.operands
    if "n" in invocation.flags:  # Read, not run.
        for path in operands[:1] if "c" not in invocation.flags else []:
            call.read(path)
        return ""
    if "c" in invocation.flags:
        return call.script(operands[0], operands[1:] or [call.word]) if operands else ""
    if "s" in invocation.flags or not operands:
        return run_stdin(call, [call.word, *operands])
    return run_file(call, operands[0], operands)


def _startup_files(call: Call) -> list[str]:
    """What BASH_ENV and ENV name is run first."""
    files = []
    for name in ("BASH_ENV", "ENV"):
        value = call.environment.get(name) or call.shell.variable(name)
        if value:
            files.append(value)
    return files


def run_stdin(call: Call, args: list[str]) -> str | None:
    """A script on standard input. One in a file is like any other script; one from elsewhere is unknown code."""
    text = call.stdin.replace("\0", "")
    if not is_known(text) and len(pieces(text)) == 1 and (call.stdin_file is not None or text.startswith(_REDIRECTED)):
        return None
    return call.script(text, args, stdin="")


def run_file(call: Call, path: str, args: list[str]) -> str | None:
    """A script in a file; followed where this command wrote it."""
    if path in STDIN_PATHS:
        return run_stdin(call, args)
    call.read(path)
    content = call.shell.content(path)
    if content is not None:
        return call.script(content.replace("\0", ""), args)
    return None


def _fish(call: Call) -> str | None:
    """fish and csh: `-c` takes what follows it at once; fish's -C runs before it."""
    from ..options import parse

    spec = "^ -c: --command: -C: --init-command: -n --no-execute -f: -d: -o: -p:"
    options, operands = parse(call.args, spec if call.name == "fish" else "^ -c:")
    code = [value for name, value in options if name in ("-c", "-C", "--command", "--init-command")]
    if code:
        return "".join([call.script(each, [call.word, *operands]) for each in code])
    if not operands:
        return run_stdin(call, [call.word])
    return run_file(call, operands[0], operands)


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    **dict.fromkeys(_SHELLS.split(), _shell),
    **dict.fromkeys(["csh", "fish", "tcsh"], _fish),
}
