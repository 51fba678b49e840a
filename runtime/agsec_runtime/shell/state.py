"""What is known at one point of a command: directories, variables, functions, aliases, and files made so far."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .syntax import Command, Sequence

    Value = str | list[str] | dict[str, str]

MAX_ALTERNATIVES = 8


class State:
    """Copied where a shell forks or a branch is tried, joined where branches meet.

    A variable has all values that it can have here; none if it is unset; no entry if the command never set it.
    """

    __slots__ = (
        "aliases",
        "arguments",
        "branch",
        "files",
        "functions",
        "git_config",
        "hashed",
        "links",
        "places",
        "previous",
        "references",
        "variables",
    )

    def __init__(self, cwd: str, arguments: list[str]) -> None:
        self.places: tuple[str, ...] = (cwd,)  # the directories that it can be in; the likeliest first
        self.previous = cwd  # what `cd -` goes back to
        self.arguments = arguments  # $0, $1, ...
        self.variables: dict[str, tuple[Value, ...]] = {}
        self.references: dict[str, str] = {}  # what `declare -n` made another name of a variable
        self.functions: dict[str, tuple[Command | None, ...]] = {}  # None: perhaps it is not defined
        self.aliases: dict[str, Sequence] = {}
        self.files: dict[str, str] = {}  # absolute path -> what was written there
        self.links: dict[str, str] = {}  # absolute path -> what it is another name for
        self.hashed: dict[str, str] = {}  # what `hash -p` said
        self.git_config: dict[str, str] = {}
        self.branch: str | None = None  # that the command checked out

    def copy(self) -> State:
        other = State.__new__(State)
        other.places = self.places
        other.previous = self.previous
        other.arguments = self.arguments
        other.variables = dict(self.variables)
        other.references = self.references
        other.functions = dict(self.functions)
        other.aliases = dict(self.aliases)
        other.files = dict(self.files)
        other.links = dict(self.links)
        other.hashed = dict(self.hashed)
        other.git_config = dict(self.git_config)
        other.branch = self.branch
        return other

    def join(self, other: State) -> None:
        """Take in what holds in ``other``: from here on, either may be so."""
        if other.places != self.places:
            self.places = tuple(dict.fromkeys([*self.places, *other.places]))[:MAX_ALTERNATIVES]
        if other.variables != self.variables:
            self._join_variables(other)
        if other.functions != self.functions:
            for name in [*self.functions, *other.functions]:
                ours, theirs = self.functions.get(name, (None,)), other.functions.get(name, (None,))
                if ours != theirs:
                    self.functions[name] = tuple(dict.fromkeys([*ours, *theirs]))[:MAX_ALTERNATIVES]
        self.aliases = {**other.aliases, **self.aliases}
        self.files = {**other.files, **self.files}
        self.links = {**other.links, **self.links}
        self.hashed = {**other.hashed, **self.hashed}
        self.git_config = {**other.git_config, **self.git_config}
        self.branch = other.branch or self.branch

    def _join_variables(self, other: State) -> None:
        for name in [*self.variables, *other.variables]:
            ours, theirs = self.variables.get(name), other.variables.get(name)
            if ours == theirs:
                continue
            if ours is None or theirs is None:
                self.variables[name] = ours or theirs or ()
                continue
            merged = [*ours, *[value for value in theirs if value not in ours]]
            self.variables[name] = tuple(merged[:MAX_ALTERNATIVES])


def carry(inner: State, outer: State) -> None:
    """What an inner shell did to files, links and git outlives it."""
    outer.files, outer.links, outer.git_config = inner.files, inner.links, inner.git_config
    outer.branch = inner.branch
