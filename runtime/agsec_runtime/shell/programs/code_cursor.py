"""The place in the code that is followed: its tokens, its variables, and what following it may still cost."""

from __future__ import annotations

from .code_files import used
from .code_lexis import END, LINE, NAME, OP, Code
from .code_values import Value, either

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from ..call import Call
    from .code_lexis import Lexis

    Target: TypeAlias = Any  # a name, a list of targets, or None

MAX_DEPTH = 48  # expressions and statements inside one another
MAX_COMPUTED = 1 << 20  # characters of everything that is joined

_NONE: dict[str, str] = {}


class Cursor:
    """Where the reading is, and what is known there; ``argv`` are the words that the code can ask for."""

    lexis: Lexis
    functions: dict[str, str] = _NONE  # canonical name -> row for `code_verbs`; `*.name` on anything
    attributes: dict[str, str] = _NONE  # canonical name of what is no call -> row
    aliases: dict[str, str] = _NONE  # spelling -> canonical name
    modules: frozenset[str] = frozenset()  # whose attributes must not be picked by unknown names
    accessors: frozenset[str] = frozenset(["."])
    statements: dict[str, str] = _NONE  # first word -> method
    operands: dict[str, str] = _NONE  # word in an expression -> method
    silent: frozenset[str] = frozenset()  # words in front of an expression that say nothing
    iterators: frozenset[str] = frozenset()  # methods that call a function with the receiver's elements
    reserved: frozenset[str] = frozenset()  # words that begin no argument
    bare = False  # calls need no parentheses
    empties = False  # a file that is opened and left as it is then counts as emptied
    blocks = True  # `{` opens a block of statements
    named: tuple[str, ...] = ("=",)  # what stands between the name and the value of an argument

    def __init__(self, call: Call, argv: list[str], on_stdin: bool = False) -> None:
        self.call = call
        self.argv = argv
        self.on_stdin = on_stdin  # the code itself came from there
        self.scopes: list[dict[str, Value]] = [{}]
        self.stars: list[str] = []
        self.depth = 0
        self.nested = 0
        self.computed = MAX_COMPUTED
        self.inlined = 0
        self.conditional = 0  # blocks around the place that may not run, or run more than once
        self.loops = 0
        self.pending: Value | None = None  # what the next function literal is called with
        self.returned: list[list[Value]] = []
        self.kept: dict[str, Value] = {}  # attributes that were assigned to
        self.written_to: dict[str, str] = {}  # path -> what was written there so far
        self.emptied: dict[str, None] = {}  # paths of files that were opened anew, and nothing was done with them yet
        self.printed: list[str] | None = []  # what it prints, as long as that is known
        self.target: Target = None
        self.code, self.at, self.end = Code(""), 0, 0
        self.kinds, self.values = self.code.kinds, self.code.values

    def _enter(self, code: Code, start: int, end: int) -> tuple[Code, int, int]:
        before = (self.code, self.at, self.end)
        self.code, self.at, self.end = code, start, end
        self.kinds, self.values = code.kinds, code.values
        return before

    def _leave(self, before: tuple[Code, int, int]) -> None:
        self.code, self.at, self.end = before
        self.kinds, self.values = self.code.kinds, self.code.values

    def give_up(self, end: int) -> None:
        """Too deep to follow."""
        self.call.dynamic()
        self.printed = None
        self.at = end

    def spend(self, size: int) -> bool:
        """Whether another text of that size may be made."""
        self.computed -= size
        return self.computed >= 0

    # -- looking at tokens

    def kind(self) -> int:
        return self.kinds[self.at] if self.at < self.end else END

    def is_op(self, text: str) -> bool:
        return self.at < self.end and self.kinds[self.at] == OP and self.values[self.at] == text

    def is_name(self, text: str) -> bool:
        return self.at < self.end and self.kinds[self.at] == NAME and self.values[self.at] == text

    def string(self, at: int) -> str:
        return self.code.string(at) if at < self.end else ""

    def closing(self, at: int) -> int:
        """Where the bracket at an index is closed: the end, if nowhere."""
        return min(self.code.partner.get(at, self.end), self.end)

    def skip_lines(self) -> None:
        while self.at < self.end and self.kinds[self.at] == LINE:
            self.at += 1

    # -- variables

    def branch(self) -> None:
        """What is assigned from here on is so perhaps."""
        self.scopes.append({})
        self.conditional += 1

    def join(self) -> None:
        """Back before ``branch``: each variable holds what it held, or what the branch gave it."""
        if len(self.scopes) < 2:
            return
        self.conditional -= 1
        for name, value in self.scopes.pop().items():
            before = self.lookup(name)
            self.scopes[-1][name] = value if before is None else either(value, before)

    def lookup(self, name: str) -> Value | None:
        for scope in reversed(self.scopes):
            found = scope.get(name)
            if found is not None:
                return found
        return None

    def assign(self, target: Target, value: Value) -> None:
        if type(target) is list:
            items = value.items
            for at, each in enumerate(target):
                self.assign(
                    each, items[at] if items is not None and at < len(items) else Value("", None, None, value.origins)
                )
        elif type(target) is str:
            if self.emptied and (value.items or value.fields):
                used(self, [value])
            if not (value.texts or value.name or value.items is not None or value.function):
                value.written = value.written or target
            self.scopes[-1][target] = value
