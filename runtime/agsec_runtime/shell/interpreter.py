"""The interpreter's memory and doors: what a shell knows at a point, what it tells, and how far it goes."""

from __future__ import annotations

from ..marks import UNKNOWN_OPEN, as_written, is_known, is_plain, unknown
from ..paths import absolute, joined
from .found import Found
from .grammar import Limits, parse
from .state import State, carry
from .words import inactive, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .syntax import Command, Output, Process, Sequence

MAX_CALLS = 4000  # commands followed
MAX_TEXT = 1 << 17  # characters of one value
MAX_TOTAL = 1 << 22  # characters of all values together
MAX_DEPTH = 40  # functions, scripts and substitutions inside one another
MAX_SCRIPTS = 10  # shells inside one another
MAX_LINKS = 256  # names that a command gives to other files
MAX_WRITTEN = 200  # characters that an unknown part shows of its command
FIRST_HOLDER, HOLDERS = 0xFDD6, 26  # noncharacters that stand for unknown parts while a text is parsed

# No file behind them: reading or writing these changes and tells nothing.
DEVICES = frozenset(["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx"])
STREAMS = ("/dev/fd/", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/proc/self/fd/")
_SEPARATORS = " \t\n"
# Variables whose values programs start, and how the names of more of them end (`AWS_PAGER`, `KUBE_EDITOR`).
_STARTING = frozenset(
    [
        "BORG_RSH",
        "CC",
        "CVS_RSH",
        "CXX",
        "FZF_DEFAULT_COMMAND",
        "GIT_EXTERNAL_DIFF",
        "GIT_PROXY_COMMAND",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "LESSCLOSE",
        "LESSOPEN",
        "PROMPT_COMMAND",
        "RSYNC_CONNECT_PROG",
        "RSYNC_RSH",
        "RUSTC_WRAPPER",
        "SVN_SSH",
        "VISUAL",
    ]
)
_STARTING_ENDS = ("PAGER", "EDITOR", "BROWSER", "ASKPASS")


class TooMuch(Exception):
    """The command goes beyond a limit."""


class Input:
    """Standard input: what is left of it, and the file that it was redirected from."""

    __slots__ = ("file", "text")

    def __init__(self, text: str = "", file: str | None = None) -> None:
        self.text = text
        self.file = file


class Shell:
    """The interpreter; ``found`` is what it tells."""

    def __init__(self, cwd: str, home: str, branch: str | None) -> None:
        self.found = Found()
        self.home = home
        self.state = State(cwd, ["bash"])
        self._start = cwd
        self._branch = branch
        self._limits = Limits()
        self._calls = MAX_CALLS
        self._total = MAX_TOTAL
        self._depth = 0
        self._scripts = 0
        self._holders: dict[int, str] = {}
        self._origins: dict[str, dict[str, None]] = {}  # unknown part -> the files that it may repeat
        self.generated: set[str] = set()  # unknown parts that a known generator of shell code printed
        self.opening: list[str] = []  # aliases that are being replaced
        self._processes = 0
        self._sinks: dict[str, Sequence] = {}  # the commands of each `>(...)`, by the name that stands for it
        self._rests: set[str] = set()  # unknown parts that stand for what was in a file before the command

    # -- limits

    def spend(self, count: int) -> None:
        self._calls -= count
        if self._calls < 0:
            raise TooMuch

    def spend_text(self, size: int) -> None:
        self._total -= size
        if self._total < 0 or size > MAX_TEXT:
            raise TooMuch

    def give_up(self) -> None:
        """Not everything can be followed."""
        self.found.unparsed = True

    # -- what programs and builtins ask and tell

    @property
    def cwd(self) -> str:
        """The directory that the command is likeliest in by now."""
        return self.state.places[0]

    def resolve(self, path: str) -> list[str]:
        """``path`` made absolute by its text, from every directory that the command can be in; none for devices."""
        if not path or path in DEVICES or (path.startswith(STREAMS) and "/../" not in path):
            return []
        found = list(dict.fromkeys([absolute(path, place) for place in self.state.places]))
        if self.state.links:
            found.extend([each for path in found for each in self._linked(path)])
        return [each for each in found if each not in DEVICES]

    def named(self, path: str) -> list[str]:
        """``path`` as it is reported: `..` stays, because behind a symbolic link it leads elsewhere than its text."""
        found = self.resolve(path)
        if ".." in path and found:
            places = [joined(path, place) for place in self.state.places]
            found = list(dict.fromkeys([*places, *found[len(places) :]]))
        return found if UNKNOWN_OPEN not in path else [*found, *self._without_unset(path)]

    def _without_unset(self, path: str) -> list[str]:
        """The path without the variables inside its names: most likely nobody has set them (`.e${x}nv`)."""
        kept = []
        cut = pieces(path)
        for at, piece in enumerate(cut):
            inside = at > 0 and cut[at - 1][-1:] != "/"
            name = piece[2:-1].strip("{}") if piece[1:2] == "$" else ""
            if piece[:1] != UNKNOWN_OPEN:
                kept.append(piece)
            elif not inside or not name.isidentifier() or name in self.state.variables:
                return []
        return self.resolve("".join(kept))

    def _linked(self, path: str) -> list[str]:
        """Other names of a path, by the links that the command made."""
        names: list[str] = []
        for name, target in self.state.links.items():
            if path == name or path.startswith(name + "/"):
                names.append(target + path[len(name) :])
        return names

    def keep(self, path: str, content: str | None) -> None:
        """Remember what stands in the file at ``path`` (absolute) from now on; what is not known changes nothing."""
        if content is not None:
            self.state.files[path] = content

    def held(self, path: str) -> str:
        """What stands in the file at ``path`` (absolute) that something is put behind."""
        if path not in self.state.files:
            before = self.unknown_output("cat " + as_written(path), {path: None})
            self._rests.add(before)
            return before + "\n"
        return self.state.files[path]

    def content(self, path: str) -> str | None:
        """What stands in a file that the command itself wrote."""
        if path.startswith(STREAMS):
            return self.state.files.get(path)
        for each in self.resolve(path):
            if each in self.state.files:
                return self.state.files[each]
        return None

    def link(self, name: str, target: str) -> None:
        """``name`` becomes another name of ``target``."""
        for place in self.resolve(name):
            for aim in self.resolve(target):
                if place != aim:
                    self.state.links[place] = aim
        if len(self.state.links) > MAX_LINKS:
            raise TooMuch

    def set_name(self, name: str) -> None:
        """A variable, function or alias is set or unset."""
        self.found.sets[as_written(name)] = None

    def branch(self) -> str | None:
        """The branch that is checked out where the command is by now."""
        if self.state.branch is not None:
            return self.state.branch
        if self.cwd == self._start or not is_plain(self.cwd):
            return self._branch
        from ..git import branch

        return branch(self.cwd)

    def set_branch(self, name: str) -> None:
        self.state.branch = name

    @property
    def git_config(self) -> dict[str, str]:
        return self.state.git_config

    def home_of(self, user: str) -> str | None:
        """What ``~user`` stands for, None if for itself."""
        if user == "":
            return self.variable("HOME") or self.home or None
        if user == "+":
            return self.cwd
        if user == "-":
            return self.state.previous
        if user == "root":
            return "/root"
        if not self.home or not user.replace("-", "").replace("_", "").replace(".", "").isalnum():
            return None
        return self.home.rpartition("/")[0] + "/" + user

    # -- variables

    def alternatives(self, name: str) -> tuple[Any, ...] | None:
        """The values that a variable can have; None where only the environment knows."""
        values = self.state.variables.get(name)
        if values is not None:
            return values
        if name == "HOME":
            return (self.home,) if self.home else None
        if name in ("PWD", "OLDPWD"):
            return self.state.places if name == "PWD" else (self.state.previous,)
        if name == "IFS":
            return (_SEPARATORS,)
        return None

    def variable(self, name: str) -> str | None:
        """The likeliest value of a variable, as text; None where it is not known."""
        values = self.alternatives(name)
        if not values:
            return None
        value = values[0]
        return value if type(value) is str else None

    def assign(self, name: str, *values: Any) -> None:
        self.state.variables[name] = values
        self.set_value(name, *values)

    def set_value(self, name: str, *values: Any) -> None:
        """A variable is set, here or for one program: what others start by its value is followed."""
        self.set_name(name)
        if name in _STARTING or name.endswith(_STARTING_ENDS):
            from .programs.starting import start

            start(self, values)

    def separators(self) -> str:
        """What unquoted expansions are split at."""
        value = self.variable("IFS")
        return _SEPARATORS if value is None else value

    def shown(self, piece: str) -> str:
        """Text from a tree; what was put into its place while it was parsed stands there again."""
        return piece if piece.isascii() or not self._holders else piece.translate(self._holders)

    # -- origins of unknown text

    def origins_of(self, marked: str) -> dict[str, None]:
        """The files (absolute), or `env`, that a text may repeat."""
        found: dict[str, None] = {}
        if UNKNOWN_OPEN in marked:
            for piece in pieces(marked):
                found.update(self._origins.get(piece, {}))
        return found

    def unknown_output(self, written: str, origins: dict[str, None]) -> str:
        """The output of a command that only a run can tell."""
        if len(written) > MAX_WRITTEN:
            written = written[:MAX_WRITTEN] + "..."
        part = unknown(f"$({written})")
        if origins:
            self._origins.setdefault(part, {}).update(origins)
        return part

    # -- texts

    def read(self, command: str, given: Input) -> str:
        """Follow the text of a command; its output."""
        parsed = parse(command, self._limits)
        if parsed.error is not None:
            self.found.unparsed = True
        return self.sequence(parsed.tree, given)

    def evaluate(self, marked: str, given: Input) -> str:
        """Follow text that the shell itself runs, as `eval` does; unknown parts of it are unknown code."""
        self.enter()
        if self._rests:  # What stood in a file before is a script like any other.
            marked = "".join([piece for piece in pieces(marked) if piece not in self._rests])
        try:
            return self.read(self._held(inactive(marked)), given)
        finally:
            self._depth -= 1

    def script(self, marked: str, args: list[str], stdin: str = "", environment: dict[str, str] | None = None) -> str:
        """Follow text that a new shell runs, with ``args`` as $0, $1 and so on, and variables of its own."""
        self._scripts += 1
        if self._scripts > MAX_SCRIPTS:
            raise TooMuch
        before = self.state
        self.state = before.copy()
        self.state.arguments = args or ["bash"]
        self.state.variables.update({name: (value,) for name, value in (environment or {}).items()})
        try:
            return self.evaluate(marked, Input(stdin))
        finally:
            self.leave(before)
            self._scripts -= 1

    def leave(self, before: State) -> None:
        """Back in the outer shell: only what stands in files outlives the inner one."""
        inner, self.state = self.state, before
        carry(inner, before)

    def _held(self, marked: str) -> str:
        """The text with each unknown part as one character that a parser takes for a letter."""
        if UNKNOWN_OPEN not in marked:
            return marked
        made = []
        for piece in pieces(marked):
            if piece[:1] == UNKNOWN_OPEN:
                place = FIRST_HOLDER + min(len(self._holders), HOLDERS - 1)
                known = [key for key, value in self._holders.items() if value == piece]
                if not known:
                    self._holders[place] = piece
                piece = chr(known[0] if known else place)
            made.append(piece)
        return "".join(made)

    def enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._depth -= 1
            raise TooMuch

    def capture(self, part: Output) -> str:
        """What a command substitution stands for."""
        output = self._apart(part.body, Input()).replace("\0", "").rstrip("\n")
        if not is_known(output):
            from .generators import is_generator

            if is_generator(part.body):
                self.generated.update([piece for piece in pieces(output) if piece[:1] == UNKNOWN_OPEN])
        return output

    def process(self, part: Process) -> str:
        """The name that a process substitution stands for; what stands there is what the commands print."""
        self._processes += 1
        name = f"/dev/fd/{63 - self._processes}"
        if part.direction == ">":
            self._sinks[name] = part.body
        output = self._apart(part.body, Input())
        if part.direction == "<":
            self.state.files[name] = output
        return name

    def feed(self, name: str, content: str | None) -> None:
        """Something is written to a name that stands for `>(...)`: its commands have it on their standard input."""
        body = self._sinks.get(name)
        if body is not None:
            self._apart(body, Input(self.unknown_output("cat", {}) if content is None else content))

    def _apart(self, body: Sequence, given: Input) -> str:
        """The output of commands that run in a process of their own."""
        self.enter()
        before = self.state
        self.state = before.copy()
        try:
            return self.sequence(body, given)
        finally:
            self.leave(before)
            self._depth -= 1

    # -- trees

    def node(self, node: Command, given: Input) -> str:
        """Follow one command; its output."""
        from .walk import follow

        return follow(self, node, given)

    def sequence(self, body: Sequence, given: Input) -> str:
        """Follow commands one after another; their output."""
        output = [self.node(each, given) for each in body.commands]
        return output[0] if len(output) == 1 else self.bounded("".join(output))

    def bounded(self, output: str) -> str:
        if len(output) > MAX_TEXT:
            raise TooMuch
        return output

    def command(self, argv: list[str], given: Input, environment: dict[str, str]) -> str:
        """One command with all its words known as far as they can be; functions and builtins come first."""
        while argv and argv[0] == "":
            argv = argv[1:]
        if not argv:
            return ""
        name = argv[0]
        bodies = self.state.functions.get(name)
        if bodies:
            output = self._called(bodies, argv, given)
            if None not in bodies:
                return output
        output = self.run(argv, given.text, given.file, environment, given)
        self.state.variables["_"] = (argv[-1],)
        return output

    def _called(self, bodies: tuple[Command | None, ...], argv: list[str], given: Input) -> str:
        """A function's call, with its words as positional parameters."""
        self.enter()
        self.found.commands[" ".join(argv)] = None
        outer = self.state.arguments
        output = ""
        try:
            for body in bodies:
                if body is not None:
                    self.state.arguments = [outer[0], *argv[1:]]
                    output += self.node(body, given)
        finally:
            self._depth -= 1
            self.state.arguments = outer
        return output

    def run(
        self,
        argv: list[str],
        stdin: str,
        stdin_file: str | None,
        environment: dict[str, str],
        given: Input | None = None,
    ) -> str:
        """A program or builtin with its words. Its output, an unknown part where only a run can tell."""
        from .programs.dispatch import perform

        self.spend(1)
        self.enter()
        try:
            return self.bounded(perform(self, argv, given or Input(stdin, stdin_file), environment))
        finally:
            self._depth -= 1
